import type { Finding } from '../problem/finding.js';
import type { RawRecord, SplitFault } from '../record/record.js';
import type { Writable } from '../text/writable.js';

/** The records that a splitter has found, numbered in their order. Those of a body can be held back until it is known that they count. */
export class NumberedRecords {
  readonly #file: string;
  #number = 0;
  #records: RawRecord[] = [];
  #waiting: Writable<RawRecord>[] | undefined;
  #keepsAll = false;

  constructor(file: string) {
    this.#file = file;
  }

  add(record: Writable<RawRecord>): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(record);
      if (!this.#keepsAll) this.#releaseFirst(this.#waiting.length - 1);
      return;
    }
    record.number = ++this.#number;
    this.#records.push(record);
  }

  addFault(kind: SplitFault, line: number, column: number): void {
    this.add({ file: this.#file, number: 0, bytes: Buffer.alloc(0), line, column, fault: { kind } });
  }

  /** Adds findings to the last record that is held back, if there is one. */
  addFindings(findings: readonly Finding[]): void {
    const last = this.#waiting?.at(-1);
    if (last !== undefined && findings.length > 0) last.found = findings;
  }

  /** Holds back what is added from now on. */
  holdBack(): void {
    this.#waiting = [];
    this.#keepsAll = true;
  }

  /** Drops what is held back, and goes on holding back; what was released before stays. */
  drop(): void {
    if (this.#keepsAll) this.#waiting = [];
  }

  /** Releases all that is held back but the last record, and goes on so. */
  holdOnlyLast(): void {
    if (this.#waiting === undefined) return;
    this.#keepsAll = false;
    this.#releaseFirst(this.#waiting.length - 1);
  }

  /** Releases what is held back. */
  release(): void {
    this.#releaseFirst(this.#waiting?.length ?? 0);
    this.#waiting = undefined;
    this.#keepsAll = false;
  }

  #releaseFirst(count: number): void {
    const waiting = this.#waiting ?? [];
    if (count <= 0) return;
    this.#waiting = undefined;
    for (const record of waiting.slice(0, count)) this.add(record);
    this.#waiting = waiting.slice(count);
  }

  /** The records since the last call. */
  take(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}
