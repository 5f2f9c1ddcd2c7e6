import type { Failure } from '../failure.js';
import type { FileSystem } from './temporary-files.js';

/** The system takes at most this many parts in one call (IOV_MAX). */
const MAX_PARTS = 1024;

/** What a file is given by the `TemporaryFiles` that it belongs to. */
export interface TemporaryFileEvents {
  readonly onWritten: (bytes: number) => void;
  readonly onClosed: () => void;
  readonly toFailure: (error: unknown) => Failure;
}

/**
 * A temporary file without a name: bytes are appended, and read anywhere. All calls are synchronous: the bytes go to the
 * system's cache, and rows are added where nothing can be awaited.
 */
export class TemporaryFile {
  readonly #fd: number;
  readonly #system: Pick<FileSystem, 'write' | 'read' | 'close'>;
  readonly #events: TemporaryFileEvents;
  #size = 0;
  #isOpen = true;

  constructor(fd: number, system: Pick<FileSystem, 'write' | 'read' | 'close'>, events: TemporaryFileEvents) {
    this.#fd = fd;
    this.#system = system;
    this.#events = events;
  }

  /** The number of bytes in the file: where the next ones go. */
  get size(): number {
    return this.#size;
  }

  /** Appends bytes. @throws {Failure} if the system takes no more, as on a full disk. */
  append(parts: readonly Uint8Array[]): void {
    for (let from = 0; from < parts.length; from += MAX_PARTS) this.#write(parts.slice(from, from + MAX_PARTS));
  }

  /**
   * Reads exactly as many bytes as `target` has.
   * @throws {Failure} if they cannot be read
   */
  read(target: Uint8Array, position: number): void {
    let done = 0;
    while (done < target.length) {
      const count = this.#call(() => this.#system.read(this.#fd, target, done, target.length - done, position + done));
      if (count === 0) throw this.#events.toFailure(new Error('it is shorter than what was written'));
      done += count;
    }
  }

  /** Closes the file, which frees its bytes. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#system.close(this.#fd);
    this.#events.onClosed();
  }

  /** The system may take less than all: what is left is written again, and then it says why. */
  #write(parts: Uint8Array[]): void {
    let left = parts.filter(({ length }) => length > 0);
    while (left.length > 0) {
      const rest = left;
      let count = this.#call(() => this.#system.write(this.#fd, rest, this.#size));
      this.#size += count;
      this.#events.onWritten(count);
      let whole = 0;
      while (whole < left.length && count >= (left[whole]?.length ?? 0)) count -= left[whole++]?.length ?? 0;
      left = left.slice(whole);
      if (count > 0) left[0] = (left[0] as Uint8Array).subarray(count);
    }
  }

  #call(call: () => number): number {
    try {
      return call();
    } catch (error) {
      throw this.#events.toFailure(error);
    }
  }
}
