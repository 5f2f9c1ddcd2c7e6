import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';

async function help(...command: string[]): Promise<string> {
  const { code, stdout } = await runInProcess([...command, '--help'], { cwd: ROOT });
  expect(code).toBe(0);
  return stdout;
}

/** The commands that a help lists. */
function commandsIn(text: string): string[] {
  const list = text.split('Commands:')[1]?.split('\n\n')[0] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
}

/** The calls of ours in the examples of a help: the words behind the program's name, up to what ends a shell's command. */
function examplesIn(text: string): string[][] {
  const block = text.split('Examples:')[1]?.split('\n\n')[0] ?? '';
  return [...block.matchAll(/copilot-events ([^\n|#>]*)/g)].map(([, words = '']) => words.trim().split(/[ )]+/));
}

describe('--help', async () => {
  const program = await help();
  const commands = commandsIn(program).filter((name) => name !== 'help');

  it('--help lists the commands', () => {
    expect(commands).toEqual(expect.arrayContaining(['validate', 'send', 'emit', 'explain', 'init', 'completion']));
  });

  it.each(['', ...commands])('the help of "%s" has examples of existing commands and options', async (command) => {
    const examples = examplesIn(command === '' ? program : await help(command));
    expect(examples.length).toBeGreaterThan(1);
    for (const [name = '', ...words] of examples) {
      expect(commands).toContain(name);
      const known = await help(name);
      for (const flag of words.filter((word) => /^--?[a-z]/.test(word))) {
        expect(known, `${name} ${flag}`).toMatch(new RegExp(`^  (?:-\\w, )?${flag}\\b|^  ${flag}, `, 'm'));
      }
    }
  });
});
