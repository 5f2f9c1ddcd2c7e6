import type { RawRecord, SplitFault } from '../record/record.js';
import type { Writable } from '../text/writable.js';

/** The records that a splitter has found, numbered in their order. Those of a body can be held back until it is known that they count. */
export class NumberedRecords {
  readonly #file: string;
  #number = 0;
  #records: RawRecord[] = [];
  #waiting: Writable<RawRecord>[] | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  add(record: Writable<RawRecord>): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(record);
      return;
    }
    record.number = ++this.#number;
    this.#records.push(record);
  }

  addFault(kind: SplitFault, line: number, column: number): void {
    this.add({ file: this.#file, number: 0, bytes: Buffer.alloc(0), line, column, fault: { kind } });
  }

  /** Holds back what is added from now on. */
  holdBack(): void {
    this.#waiting = [];
  }

  /** Drops what is held back, and goes on holding back; what was released before stays. */
  drop(): void {
    if (this.#waiting !== undefined) this.#waiting = [];
  }

  /** Releases what is held back. */
  release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const record of waiting) this.add(record);
  }

  /** The records since the last call. */
  take(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}
