import { isUtf8 } from 'node:buffer';
import type { LineCutter } from '../input/split-lines.js';
import type { RawRecord } from '../record/record.js';
import { AcceptedRecords } from './accepted-records.js';
import { COLUMN_WORD } from './answer-words.js';
import type { Scanner, ScannerOptions } from './scanner.js';

/** So much text is worth loading the scanner; reading less the slow way takes no longer. */
const WORTH_THE_WHILE = 256 * 1024;

/** Lets text through to the scanner once there is so much of it that loading the scanner pays. */
export class ScanGate {
  readonly #options: ScannerOptions & { readonly now: () => number };
  readonly #ahead: number;
  #read = 0;
  #scanner: Scanner | undefined;
  #cutter: LineCutter<AcceptedRecords> | Promise<LineCutter<AcceptedRecords> | undefined> | undefined;

  /** `ahead`: how many bytes of text will come at least, if that is known. */
  constructor(options: ScannerOptions & { readonly now: () => number }, ahead = 0) {
    this.#options = options;
    this.#ahead = ahead;
  }

  /** Who cuts the next text, of so many bytes. */
  cutterFor(bytes: number): LineCutter<AcceptedRecords> | undefined | Promise<LineCutter<AcceptedRecords> | undefined> {
    this.#read += bytes;
    if (Math.max(this.#read, this.#ahead) > WORTH_THE_WHILE) this.#cutter ??= this.#load();
    return this.#cutter;
  }

  /** A record by itself, such as an element of an array, if it is accepted. Until there was a cutter none is. */
  accept(raw: RawRecord): AcceptedRecords | undefined {
    const { bytes, file, line, number } = raw;
    const answers = this.#scanner?.accept(bytes, this.#options.now());
    if (this.#scanner === undefined || answers === undefined || !isUtf8(bytes)) return undefined;
    const { names } = this.#scanner;
    answers[COLUMN_WORD] = raw.column;
    return new AcceptedRecords(
      { file, chunk: bytes, start: 0, line, answers, names, isText: true, alone: raw },
      0,
      1,
      number,
    );
  }

  /** Hears of an event that the slow path has met, so that further ones may be accepted. */
  noteEvent(event: string): void {
    this.#scanner?.learn(event);
  }

  async #load(): Promise<LineCutter<AcceptedRecords> | undefined> {
    const [{ loadScanner }, { ScanningCutter }] = await Promise.all([
      import('./load-scanner.js'),
      import('./scanning-cutter.js'),
    ]);
    this.#scanner = await loadScanner(this.#options);
    if (this.#scanner === undefined) return undefined;
    this.#cutter = new ScanningCutter(this.#scanner, this.#options.now);
    return this.#cutter;
  }
}
