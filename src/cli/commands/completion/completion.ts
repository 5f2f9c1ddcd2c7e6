import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import { didYouMean } from '../../../text/did-you-mean.js';
import { safeName } from '../../../text/safe-name.js';
import type { CommandDefinition } from '../../define-command.js';
import type { RunResult } from '../../exit-code.js';
import { candidates } from './candidates.js';
import type { Shell } from './scripts.js';
import { SCRIPTS, SHELLS } from './scripts.js';
import { bashInsertion, unquoted } from './shell-words.js';

/** One line for a shell's script: Bash gets what it inserts, the others a value and its description. */
function candidateLines(shell: Shell, words: readonly string[], commands: readonly CommandDefinition[]): string[] {
  const found = candidates(commands, words.map(unquoted));
  if (shell === 'bash') return found.map(({ value }) => bashInsertion(value, words.at(-1) ?? ''));
  return found.map(({ value, description = '' }) => `${value}\t${description.replace(/\s+/g, ' ')}`);
}

/**
 * Prints the script that makes a shell complete our commands. With the words of a command line, the last one unfinished,
 * prints how it may go on, which is what the script asks for.
 * @throws {Failure} for an unknown shell.
 */
export async function completion(
  named: string,
  words: readonly string[],
  commands: readonly CommandDefinition[],
  io: Io,
): Promise<RunResult> {
  const shell = SHELLS.find((known) => known === named);
  if (shell === undefined) {
    throw new Failure('bad-usage', `there is no completion for ${safeName(named)}`, {
      hint: didYouMean(named, SHELLS) ?? `use one of ${SHELLS.join(', ')}`,
    });
  }
  const output = Output.toStream(io.stdout);
  output.write(
    words.length === 0
      ? SCRIPTS[shell]
      : candidateLines(shell, words, commands)
          .map((line) => `${line}\n`)
          .join(''),
  );
  await output.end();
  return {};
}
