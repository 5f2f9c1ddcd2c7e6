import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { safeName } from '../text/safe-name.js';

/** The file itself behind a path, links resolved; the path where there is no such file yet. */
async function fileBehind(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/**
 * Makes sure that nothing is written over a log that is read, nor two things to one file.
 * @throws {Failure} naming the file otherwise.
 */
export async function refuseOverwriting(
  outputs: readonly (string | undefined)[],
  sources: readonly Source[],
  cwd: string,
): Promise<void> {
  const named = outputs.filter((output) => output !== undefined);
  if (named.length === 0) return;
  const read = new Set(await Promise.all(sources.flatMap(({ path }) => (path === undefined ? [] : fileBehind(path)))));
  const written = new Set<string>();
  for (const output of named) {
    const file = await fileBehind(resolve(cwd, output));
    if (read.has(file)) {
      throw new Failure('output-conflict', `${safeName(output)} is a log that is read; it would be overwritten`, {
        hint: 'write to another file',
      });
    }
    if (written.has(file)) {
      throw new Failure('output-conflict', `two outputs would go to ${safeName(output)}`, {
        hint: 'give each a file of its own',
      });
    }
    written.add(file);
  }
}
