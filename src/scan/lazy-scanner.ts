import { isUtf8 } from 'node:buffer';
import type { LineCutter } from '../input/split-lines.js';
import type { RawRecord } from '../record/record.js';
import { builtInRegistry } from '../schema/registry.js';
import { AcceptedRecords } from './accepted-records.js';
import type { ScannedRecords } from './declined-record.js';
import type { Scanner, ScannerOptions } from './scanner.js';

/**
 * The scanner is loaded for more text than this; to read less without it takes no longer than to load it. To make plans of own schemas
 * takes longer.
 */
const MIN_BYTES = 4 * 1024;
const MIN_BYTES_OF_OWN = 32 * 1024;

/** Loads the scanner once there is enough text to make that worthwhile. */
export class LazyScanner {
  readonly #options: ScannerOptions & { readonly now: () => number };
  readonly #expectedBytes: number;
  readonly #minBytes: number;
  #bytes = 0;
  #scanner: Scanner | undefined;
  #cutter: LineCutter<ScannedRecords> | Promise<LineCutter<ScannedRecords> | undefined> | undefined;

  /** @param expectedBytes how much text will come at least, as far as that is known. Default: 0. */
  constructor(options: ScannerOptions & { readonly now: () => number }, expectedBytes = 0) {
    this.#options = options;
    this.#expectedBytes = expectedBytes;
    this.#minBytes = options.registry === builtInRegistry() ? MIN_BYTES : MIN_BYTES_OF_OWN;
  }

  /**
   * The cutter for the next text, `bytes` long; undefined while there is too little text, or if there is no
   * scanner.
   */
  cutterFor(bytes: number): LineCutter<ScannedRecords> | undefined | Promise<LineCutter<ScannedRecords> | undefined> {
    this.#bytes += bytes;
    if (Math.max(this.#bytes, this.#expectedBytes) > this.#minBytes) this.#cutter ??= this.#load();
    return this.#cutter;
  }

  /** The scanner, loaded; undefined if there is none. */
  async load(): Promise<Scanner | undefined> {
    this.#cutter ??= this.#load();
    await this.#cutter;
    return this.#scanner;
  }

  /**
   * A record by itself, such as an element of an array, if the scanner accepts it. Until it is loaded, it accepts none.
   */
  accept(raw: RawRecord): AcceptedRecords | undefined {
    const { bytes, file, line, number } = raw;
    const answers = this.#scanner?.accept(bytes, this.#options.now());
    if (this.#scanner === undefined || answers === undefined || !isUtf8(bytes)) return undefined;
    const { names } = this.#scanner;
    const lines = { file, chunk: bytes, start: 0, line, answers, names, isText: true, alone: raw };
    return new AcceptedRecords(lines, 0, 1, number);
  }

  /** Lets the scanner accept further records of an event that the full check has seen. */
  noteEvent(event: string): void {
    this.#scanner?.learn(event);
  }

  async #load(): Promise<LineCutter<ScannedRecords> | undefined> {
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
