import { createWriteStream, fsync, WriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { Failure, systemReason } from '../failure.js';

/** Text is gathered into pieces of this many bytes before it is written. */
const PIECE = 64 * 1024;
/** How many bytes may be pending for a file before `drain` waits. */
const MAX_PENDING = 1024 * 1024;
/** A file is written between events. After this many bytes they get their turn, so that it is written while more is made. */
const BYTES_BETWEEN_EVENTS = 256 * 1024;
const NOTHING = Buffer.alloc(0);
/** How long gathered text may wait for more before it is written to a file, in milliseconds. */
const GATHER_MS = 20;

/** The failure for a file that cannot be written. `cause`: the system's error. */
export function cannotWrite(path: string, cause: unknown): Failure {
  const noFolder = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const reason = noFolder ? 'its folder does not exist' : systemReason(cause);
  return new Failure('unwritable-output', `cannot write ${path}: ${reason}`, { cause });
}

/**
 * Writes to a stream or a file with back-pressure: a slow reader slows the run down instead of filling memory.
 * A reader that goes away (`| head`) is not an error: what is written after that is dropped.
 */
export class Output {
  /** The path of a file; else what messages call the stream. */
  readonly path: string;
  readonly #stream: Writable;
  readonly #isFile: boolean;
  readonly #gathers: boolean;
  #timer: NodeJS.Timeout | undefined;
  /** Memory of pieces that were written to a file: of new memory, the system clears each page first. */
  readonly #free: (typeof NOTHING)[] = [];
  /** What is to be written next, and how much of it is filled. */
  #piece = NOTHING;
  #size = 0;
  #bytes: number;
  /** How many bytes were given to a file since events had their turn. */
  #sinceEvents = 0;
  #error: Error | undefined;
  #failure: Failure | undefined;
  #drained: Promise<void> | undefined;

  private constructor(name: string, stream: Writable, { isFile = false, gathers = false, bytes = 0 } = {}) {
    this.#bytes = bytes;
    this.#gathers = gathers;
    this.path = name;
    this.#stream = stream;
    this.#isFile = isFile;
    stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** An output to a stream that is not ended here, such as stdout. `name`: what messages call it. */
  static toStream(stream: Writable, name = 'the output'): Output {
    return new Output(name, stream);
  }

  /**
   * An output to a new file, or over an old one. `gathers`: whether what is pending may wait a little for more, where many small
   * pieces come one soon after the other; each write to a file costs as much as a thousand lines.
   */
  static toFile(path: string, gathers = false): Output {
    return new Output(path, createWriteStream(path, { highWaterMark: MAX_PENDING }), { isFile: true, gathers });
  }

  /** An output to the end of a file that has so many bytes. */
  static toEndOf(path: string, bytes: number): Output {
    return new Output(path, createWriteStream(path, { flags: 'a', highWaterMark: MAX_PENDING }), {
      isFile: true,
      bytes,
    });
  }

  /** How many bytes the file has, with all that was written to it until now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True once the reader has gone away and nothing written arrives any more. */
  get readerIsGone(): boolean {
    const code = (this.#error as NodeJS.ErrnoException | undefined)?.code;
    return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
  }

  /** Resolves when the file is open. @throws {Failure} if it cannot be written. */
  async opened(): Promise<void> {
    if (this.#error === undefined && this.#stream instanceof WriteStream && this.#stream.pending) {
      const stream = this.#stream;
      await new Promise<void>((resolve) => {
        stream.once('open', () => resolve());
        stream.once('error', () => resolve());
      });
    }
    this.#check();
  }

  write(text: string | Buffer): void {
    // A unit of a string becomes three bytes at most.
    const most = typeof text === 'string' ? text.length * 3 : text.length;
    if (most > PIECE) {
      this.#flush();
      const piece = Buffer.from(text as Buffer);
      this.#bytes += piece.length;
      this.#pass(piece);
      return;
    }
    if (most > this.#piece.length - this.#size) {
      this.#flush();
      this.#piece = this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE);
    }
    const written = typeof text === 'string' ? this.#piece.write(text, this.#size) : text.copy(this.#piece, this.#size);
    this.#size += written;
    this.#bytes += written;
  }

  /**
   * Writes what is pending, so that a reader of a live stream does not wait for it. Resolves when more may be written;
   * undefined if that is now. @throws {Failure} if it cannot be written.
   */
  drain(): Promise<void> | undefined {
    if (!this.#gathers) this.#flush();
    else if (this.#size > 0) this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
    this.#check();
    if (this.#drained !== undefined || this.#sinceEvents < BYTES_BETWEEN_EVENTS) return this.#drained;
    this.#sinceEvents = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves when everything written so far survives the end of this process. @throws {Failure} if it cannot be written. */
  async written(): Promise<void> {
    this.#flush();
    if (this.#error === undefined) {
      await new Promise<void>((resolve) => {
        this.#stream.write('', (error) => {
          this.#error ??= this.#stream.errored ?? error ?? undefined;
          resolve();
        });
      });
    }
    this.#check();
  }

  /** Resolves when all that was written until now is on the disk, even after a power failure. @throws {Failure} if it cannot. */
  async sync(): Promise<void> {
    this.#flush();
    if (this.#error === undefined && this.#isFile) {
      await new Promise<void>((resolve) => {
        this.#stream.write('', (failed) => {
          // A stream that failed, or was closed, has no descriptor any more.
          const { fd } = this.#stream as WriteStream & { readonly fd: number | null };
          if (failed || typeof fd !== 'number') {
            this.#error ??= failed ?? this.#stream.errored ?? undefined;
            resolve();
            return;
          }
          fsync(fd, (error) => {
            // A pipe or a device keeps nothing.
            if (error?.code !== 'EINVAL' && error?.code !== 'ENOTSUP') this.#error ??= error ?? undefined;
            resolve();
          });
        });
      });
    }
    this.#check();
  }

  /** Writes what is left and waits until it has arrived. @throws {Failure} if it cannot be written. */
  async end(): Promise<void> {
    this.#flush();
    if (this.#error === undefined) {
      await new Promise<void>((resolve) => {
        // The callback is called before the listener of the constructor, perhaps with another error.
        const done = (error?: Error | null): void => {
          this.#error ??= this.#stream.errored ?? error ?? undefined;
          resolve();
        };
        this.#stream.once('error', done);
        if (this.#isFile) this.#stream.end(done);
        else this.#stream.write('', done);
      });
    }
    this.#check();
  }

  #check(): void {
    if (this.#error === undefined || this.readerIsGone) return;
    // The same failure each time, so that a caller can see that it is known already.
    this.#failure ??= cannotWrite(this.path, this.#error);
    throw this.#failure;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const memory = this.#piece;
    const piece = memory.subarray(0, this.#size);
    // A stream keeps what it is given until it is written.
    this.#piece = NOTHING;
    this.#size = 0;
    if (this.#isFile) this.#sinceEvents += piece.length;
    // A reader in this process may keep the piece for longer; a file does not.
    if (piece.length > 0) this.#pass(piece, this.#isFile ? () => this.#free.push(memory) : undefined);
  }

  #pass(piece: Buffer, whenWritten?: () => void): void {
    if (this.#error !== undefined || this.#stream.write(piece, whenWritten) || this.#drained !== undefined) return;
    this.#drained = new Promise((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('error', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      this.#stream.on('drain', done).on('error', done).on('close', done);
    });
  }
}
