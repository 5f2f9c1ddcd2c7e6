import type { BigIntStats, WriteStream } from 'node:fs';
import { constants, createWriteStream, fstatSync, ftruncateSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { cannotWrite, Output } from './output.js';
import { Replacement } from './replacement.js';

/** Text on its way into an open file, packed by gzip or not. */
interface ResultStream {
  readonly output: Output;
  /** Writes the rest; the file stays open. @throws the system's error, or a {Failure}, if it cannot be written. */
  end(): Promise<void>;
}

function finished(stream: WriteStream): Promise<void> {
  return new Promise((resolve, reject) => stream.once('error', reject).end(resolve));
}

/** Writes to an open file. `name`: what messages call it. */
function resultStream(file: FileHandle, name: string, packed: boolean): ResultStream {
  // By its number: a stream that knew the handle would keep it from being closed.
  const stream = createWriteStream('', { fd: file.fd, autoClose: false });
  if (!packed) {
    const output = Output.toStream(stream, name);
    return {
      output,
      async end() {
        await output.end();
        await finished(stream);
      },
    };
  }
  const gzip = createGzip();
  const written = pipeline(gzip, stream);
  // A failure surfaces where the output is drained or ended.
  written.catch(() => {});
  const output = Output.toStream(gzip, name);
  return {
    output,
    async end() {
      await output.end();
      gzip.end();
      await written;
    },
  };
}

/** The file of `--output`. */
export interface ResultFile {
  readonly output: Output;
  /** Drops what the file held until now; called before the first piece is written. @throws {Failure} if that cannot be. */
  begin(): void;
  /** Writes the rest and closes the file. @throws {Failure} if it cannot be written. */
  end(): Promise<void>;
}

/** Opens a file for writing and keeps what it holds. */
async function openWithoutEmptying(path: string): Promise<{ readonly file: FileHandle; readonly isNew: boolean }> {
  try {
    return { file: await open(path, 'wx'), isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(path, error);
  }
  // A link may lead to a file that does not exist yet.
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT).catch((error: unknown) => {
    throw cannotWrite(path, error);
  });
  return { file, isNew: false };
}

/**
 * Opens the file of `--output`. It keeps what it holds until `begin` is called, so that no file is emptied for a log that
 * cannot be read. A new file for which `begin` was never called is removed.
 * @throws {Failure} if it cannot be written.
 */
export async function openResultFile(path: string, packed: boolean): Promise<ResultFile> {
  const { file, isNew } = await openWithoutEmptying(path);
  const { output, end } = resultStream(file, path, packed);
  let hasBegun = false;
  return {
    output,
    begin() {
      if (hasBegun) return;
      hasBegun = true;
      try {
        if (fstatSync(file.fd).isFile()) ftruncateSync(file.fd);
      } catch (error) {
        throw cannotWrite(path, error);
      }
    },
    async end() {
      try {
        // The packing of nothing would still write something.
        if (hasBegun) await end();
        else if (isNew) await unlink(path);
      } catch (error) {
        throw error instanceof Failure ? error : cannotWrite(path, error);
      } finally {
        await file.close().catch(() => {});
      }
    },
  };
}

function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return after.size === before.size && after.mtimeNs === before.mtimeNs;
}

/**
 * A new file that takes the place of a log, if the log is still the file it was and nothing was written to it meanwhile. The
 * log is held open from before it is read, so that another file under its name is noticed.
 */
export class LogReplacement {
  readonly #name: string;
  readonly #log: FileHandle;
  readonly #before: BigIntStats;
  readonly #replacement: Replacement;
  #stream: ResultStream | undefined;

  private constructor(name: string, log: FileHandle, before: BigIntStats, replacement: Replacement) {
    this.#name = name;
    this.#log = log;
    this.#before = before;
    this.#replacement = replacement;
  }

  /** Makes the new file, beside the log. `name`: what messages call the log. @throws {Failure} if it cannot be written. */
  static async open(path: string, name: string): Promise<LogReplacement> {
    const log = await open(path).catch((cause: unknown) => {
      throw new Failure('unreadable-input', `cannot read ${safeName(name)}: ${systemReason(cause)}`, { cause });
    });
    try {
      const before = await log.stat({ bigint: true });
      return new LogReplacement(name, log, before, await Replacement.open(path, 'machine'));
    } catch (cause) {
      await log.close();
      throw new Failure('unwritable-output', `cannot replace ${safeName(name)}: ${systemReason(cause)}`, { cause });
    }
  }

  /** Sets whether the new file is packed; called before anything is written to it. */
  begin(packed: boolean): void {
    this.#stream ??= resultStream(this.#replacement.file, this.#name, packed);
  }

  write(piece: Buffer): void {
    this.#stream?.output.write(piece);
  }

  /** Resolves when more may be written; undefined if that is now. @throws {Failure} if the new file cannot be written. */
  drain(): Promise<void> | undefined {
    return this.#stream?.output.drain();
  }

  /** Puts the new file in the place of the log. @throws {Failure} if it cannot; the log is then as it was. */
  async commit(): Promise<void> {
    try {
      await this.#stream?.end();
      await this.#replacement.commit((target) => this.#refuseChanged(target));
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      throw new Failure('unwritable-output', `cannot replace ${safeName(this.#name)}: ${systemReason(cause)}`, {
        cause,
      });
    } finally {
      await this.discard();
    }
  }

  /** Removes the new file unless it has taken the place of the log. */
  async discard(): Promise<void> {
    await this.#replacement.discard();
    await this.#log.close().catch(() => {});
  }

  #refuseChanged(target: string): void {
    const read = fstatSync(this.#log.fd, { bigint: true });
    const named = statSync(target, { bigint: true, throwIfNoEntry: false });
    const isSameFile = named !== undefined && named.ino === read.ino && named.dev === read.dev;
    if (isSameFile && isUnchanged(this.#before, read)) return;
    const what = isSameFile ? 'was written to' : 'became another file';
    throw new Failure('input-changed', `${safeName(this.#name)} ${what} while it was read; it is left as it is`, {
      hint: 'fix it when nothing is logged to it any more',
    });
  }
}
