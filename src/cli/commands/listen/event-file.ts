import { stat, truncate } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import type { Io } from '../../../io.js';
import { fileOf } from '../../../output/open-output.js';
import type { RawFile } from '../../../output/record-files.js';
import { openRawFile } from '../../../output/record-files.js';

/**
 * The file of `-o`: each event as it arrived, one per line. `drain` resolves when the events are with the system, so that an
 * event that is answered with 200 after it survives a kill of this process.
 */
export class EventFile implements Sink {
  readonly #stream: string;
  /** Undefined for stdout. */
  readonly #absolutePath: string | undefined;
  readonly #file: RawFile;
  /** How many bytes are written for certain. */
  #written = 0;

  private constructor(path: string, stream: string, io: Io) {
    const file = fileOf(path);
    this.#stream = stream;
    this.#absolutePath = file === undefined ? undefined : resolve(io.cwd(), file);
    this.#file = openRawFile(path, io);
  }

  /** Opens a new file, or stdout. `stream`: the name of the stream in problems. @throws {Failure} if it cannot be written. */
  static async open(path: string, stream: string, io: Io): Promise<EventFile> {
    const file = new EventFile(path, stream, io);
    await file.#file.output.opened();
    return file;
  }

  write({ raw }: CheckedRecord): void {
    // A body that could not be read as events is not a line of the stream.
    if (raw.file === this.#stream) this.#file.add(raw);
  }

  /** @throws {Failure} if the events cannot be written, such as to a full disk. */
  async drain(): Promise<void> {
    const { output } = this.#file;
    const { bytes } = output;
    try {
      await output.written();
      this.#written = Math.max(this.#written, bytes);
    } catch (error) {
      await this.#cutTornLine();
      throw error;
    }
  }

  /** Closes the file. @throws {Failure} if it cannot be written. */
  end(): Promise<void> {
    return this.#file.end();
  }

  /** Removes what a failed write left at the end: half an event, whose client was answered with an error. */
  async #cutTornLine(): Promise<void> {
    const path = this.#absolutePath;
    if (path === undefined) return;
    const file = await stat(path).catch(() => undefined);
    if (file?.isFile() === true && file.size > this.#written) {
      await truncate(path, this.#written).catch(() => {});
    }
  }
}
