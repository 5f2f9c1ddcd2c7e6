import type { Stats } from 'node:fs';
import { fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { safeName } from '../text/safe-name.js';
import { STDOUT } from './open-output.js';

/** Throws away what is written to it, so that several outputs may go there. */
const NULL_DEVICE = '/dev/null';

/** The identity of a file under all its names: links, hard links, `/dev/stdout`. */
function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The file that a stream of this process is redirected to or from; undefined for what is no file, or no stream of the system. */
function redirectedFile(stream: unknown): Stats | undefined {
  const { fd } = stream as { readonly fd?: number };
  try {
    const stats = typeof fd === 'number' ? fstatSync(fd) : undefined;
    return stats?.isCharacterDevice() === true ? undefined : stats;
  } catch {
    return undefined;
  }
}

/** What a path leads to; undefined if it cannot be known. */
function fileAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The regular files that are read, under whatever names. */
function filesRead(sources: readonly Source[], io: Pick<Io, 'stdin'>): Set<string> {
  // Node makes stdin where it is asked for, which takes two milliseconds.
  const stats = sources.map(({ path }) => (path === undefined ? redirectedFile(io.stdin) : fileAt(path)));
  const files = stats.filter((found) => found?.isFile() === true);
  return new Set(files.map((found) => identityOf(found as Stats)));
}

function overwritesLog(output: string): Failure {
  return new Failure('output-conflict', `${output} is a log that is read; it would be overwritten`, {
    hint: 'write to another file',
  });
}

/**
 * Makes sure that nothing is written over a log that is read, nor two outputs to one file, under whatever names: links, hard
 * links, and what stdin and stdout are redirected to. `outputs`: the paths as they were given; `-` is stdout.
 * @throws {Failure} naming the file otherwise.
 */
export function refuseOverwriting(
  outputs: readonly (string | undefined)[],
  sources: readonly Source[],
  io: Pick<Io, 'stdin' | 'stdout' | 'cwd'>,
): void {
  const read = filesRead(sources, io);
  const written = new Map<string, string>();
  const stdout = redirectedFile(io.stdout);
  if (stdout !== undefined) {
    if (read.has(identityOf(stdout))) throw overwritesLog('stdout');
    written.set(identityOf(stdout), 'stdout');
  }
  const named = outputs.filter((output) => output !== undefined);
  if (named.filter((output) => output === STDOUT).length > 1) {
    throw new Failure('output-conflict', 'two outputs would go to stdout', {
      hint: 'give one of them a file: -f json=report.json',
    });
  }
  for (const output of named) {
    const path = resolve(io.cwd(), output);
    if (output === STDOUT || path === NULL_DEVICE) continue;
    const found = fileAt(path);
    const identity = found === undefined ? path : identityOf(found);
    if (read.has(identity)) throw overwritesLog(safeName(output));
    const other = written.get(identity);
    if (other !== undefined) {
      const both = other === output ? safeName(output) : `one file, as ${safeName(other)} and ${safeName(output)}`;
      throw new Failure('output-conflict', `two outputs would go to ${both}`, { hint: 'give each a file of its own' });
    }
    written.set(identity, output);
  }
}
