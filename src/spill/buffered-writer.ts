import type { TemporaryFile } from './temporary-file.js';

const BUFFER_BYTES = 64 * 1024;

/** Appends small pieces to a temporary file, many at a time. */
export class BufferedWriter {
  readonly #file: TemporaryFile;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #used = 0;

  constructor(file: TemporaryFile) {
    this.#file = file;
  }

  /** Appends a copy of a piece. @throws {Failure} if the file cannot be written */
  write(piece: Uint8Array): void {
    if (this.#used + piece.length > BUFFER_BYTES) this.flush();
    if (piece.length > BUFFER_BYTES) {
      this.#file.append([piece]);
      return;
    }
    this.#buffer.set(piece, this.#used);
    this.#used += piece.length;
  }

  /** Writes what is in the buffer. */
  flush(): void {
    this.#file.append([this.#buffer.subarray(0, this.#used)]);
    this.#used = 0;
  }
}
