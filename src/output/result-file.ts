import type { Stats } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { chmod, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { Output } from './output.js';

/** A file that a result is written to, packed by gzip or not. */
export interface ResultFile {
  readonly output: Output;
  /** Writes what is left. @throws {Failure} if it cannot be written. */
  end(): Promise<void>;
}

/** Opens a file for a result. `flags` are those of `open`; by default what is there is written over. */
export async function openResultFile(path: string, packed: boolean, flags = 'w'): Promise<ResultFile> {
  const file = createWriteStream(path, { flags });
  if (!packed) {
    const output = Output.toStream(file, path);
    return {
      output,
      async end() {
        await output.end();
        await new Promise<void>((resolve, reject) => file.once('error', reject).end(resolve));
      },
    };
  }
  const { createGzip } = await import('node:zlib');
  const gzip = createGzip();
  const written = pipeline(gzip, file);
  // It surfaces where the output is written to, or ended.
  written.catch(() => {});
  const output = Output.toStream(gzip, path);
  return {
    output,
    async end() {
      await output.end();
      gzip.end();
      await written;
    },
  };
}

/** A file that takes the place of a log when it is whole. */
export interface Replacement extends ResultFile {
  /** Puts the new file in the place of the log, with its mode. @throws {Failure} if the log has changed meanwhile. */
  commit(): Promise<void>;
  /** Removes the new file; the log stays as it is. */
  discard(): Promise<void>;
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/**
 * Opens a new file beside a log, to take its place in one step: whoever looks finds the old log or the new one, whole. A link
 * stays a link, and what it leads to is replaced.
 * @throws {Failure} if it cannot be written.
 */
export async function openReplacement(path: string, shown: string, packed: boolean): Promise<Replacement> {
  const target = await realpath(path);
  const before = await stat(target);
  const aside = `${target}.${process.pid}.tmp`;
  const file = await openResultFile(aside, packed, 'wx');
  const fail = (cause: unknown): never => {
    if (cause instanceof Failure) throw cause;
    throw new Failure('unwritable-output', `cannot replace ${safeName(shown)}: ${systemReason(cause)}`, { cause });
  };
  return {
    output: file.output,
    end: () => file.end().catch(fail),
    async commit() {
      if (!isSame(before, await stat(target).catch(fail))) {
        throw new Failure('input-changed', `${safeName(shown)} was written to while it was read; it is left as it is`, {
          hint: 'fix it when nothing is logged to it any more',
        });
      }
      try {
        await chmod(aside, before.mode);
        const whole = await open(aside);
        await whole.sync().finally(() => whole.close());
        await rename(aside, target);
      } catch (cause) {
        fail(cause);
      }
    },
    async discard() {
      await file.end().catch(() => {});
      await unlink(aside).catch(() => {});
    },
  };
}
