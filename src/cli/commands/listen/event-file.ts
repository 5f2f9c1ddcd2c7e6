import { createReadStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import type { Io } from '../../../io.js';
import { fileOf } from '../../../output/open-output.js';
import { cannotWrite, Output } from '../../../output/output.js';
import type { RawFile } from '../../../output/record-files.js';
import { openRawFile } from '../../../output/record-files.js';
import { LINE_FEED } from '../../../record/json-units.js';

const READ_BYTES = 1024 * 1024;

/** What a file holds before anything is written to it. */
interface Contents {
  readonly bytes: number;
  /** A last line without its end counts. */
  readonly lines: number;
  /** Whether the last line lacks its end, as after a kill in the middle of a write. */
  readonly isTorn: boolean;
}

const NOTHING: Contents = { bytes: 0, lines: 0, isTorn: false };

/** Reads what a regular file holds; nothing for what is none. @throws {Failure} if it cannot be read. */
async function contentsOf(path: string): Promise<Contents> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return NOTHING;
  let [bytes, lineFeeds, last] = [0, 0, LINE_FEED];
  try {
    for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      last = piece.at(-1) ?? last;
      for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) lineFeeds++;
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
  const isTorn = last !== LINE_FEED;
  return { bytes, lines: lineFeeds + (isTorn ? 1 : 0), isTorn };
}

/**
 * The file of `-o`: each event as it arrived, one per line. A file that exists is continued, since its events were answered with
 * 200. `drain` resolves when the events are with the system, so that an event that is answered with 200 after it survives a kill
 * of this process.
 */
export class EventFile implements Sink {
  /** How many lines the file had when it was opened. */
  readonly earlierLines: number;
  readonly #stream: string;
  /** Undefined for stdout. */
  readonly #absolutePath: string | undefined;
  readonly #file: RawFile;
  /** How many bytes are written for certain. */
  #written: number;
  #endsTorn: boolean;

  private constructor(file: RawFile, stream: string, absolutePath: string | undefined, earlier: Contents) {
    this.#file = file;
    this.#stream = stream;
    this.#absolutePath = absolutePath;
    this.earlierLines = earlier.lines;
    this.#written = earlier.bytes;
    this.#endsTorn = earlier.isTorn;
  }

  /**
   * Opens a new file, the end of one that exists, or stdout. `stream`: the name of the stream in problems.
   * @throws {Failure} if it cannot be written.
   */
  static async open(path: string, stream: string, io: Io): Promise<EventFile> {
    const name = fileOf(path);
    const absolutePath = name === undefined ? undefined : resolve(io.cwd(), name);
    const earlier = absolutePath === undefined ? NOTHING : await contentsOf(absolutePath);
    const output = absolutePath === undefined ? undefined : Output.toEndOf(absolutePath, earlier.bytes);
    const file = openRawFile(path, io, output);
    await file.output.opened();
    return new EventFile(file, stream, absolutePath, earlier);
  }

  write({ raw }: CheckedRecord): void {
    // A body that could not be read as events is not a line of the stream.
    if (raw.file !== this.#stream) return;
    if (this.#endsTorn) this.#file.output.write('\n');
    this.#endsTorn = false;
    this.#file.add(raw);
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
