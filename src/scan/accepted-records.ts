import type { RawRecord } from '../record/record.js';
import { ANSWER_END, ANSWER_LINE, ANSWER_NUMBER, ANSWER_START, WINDOW } from './layout.js';
import type { AcceptedName } from './scanner.js';
import { ANSWER_WORDS } from './scanner.js';

/** Some lines that were scanned together, and the answers about their records. */
export interface ScannedLines {
  readonly file: string;
  readonly chunk: Buffer;
  /** Where in the chunk, and on which line, the scan began. */
  readonly start: number;
  readonly line: number;
  /** Of all of its records, `ANSWER_WORDS` each. */
  readonly answers: Int32Array;
  readonly names: readonly AcceptedName[];
}

/** A run of records, one behind the other, that the scanner accepted: nothing is wrong with any of them. */
export class AcceptedRecords {
  readonly count: number;
  readonly #lines: ScannedLines;
  readonly #first: number;
  readonly #number: number;

  /** `first`: the run’s first record among the answers; `number`: that record’s number within the file. */
  constructor(lines: ScannedLines, first: number, count: number, number: number) {
    this.#lines = lines;
    this.#first = first;
    this.count = count;
    this.#number = number;
  }

  /** What a record is. */
  nameOf(index: number): AcceptedName {
    return this.#lines.names[this.#word(index, ANSWER_NUMBER)] as AcceptedName;
  }

  /** What the records are counted under, in the order in which the names come. */
  countedNames(): { readonly name: string; readonly count: number }[] {
    const { names } = this.#lines;
    const counts = new Map<number, number>();
    for (let index = 0; index < this.count; index++) {
      const number = this.#word(index, ANSWER_NUMBER);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return [...counts].map(([number, count]) => ({ name: names[number]?.counted ?? '', count }));
  }

  /** A record as it was read. */
  rawOf(index: number): RawRecord {
    const { file, chunk, start, line } = this.#lines;
    const from = this.#word(index, ANSWER_START) - WINDOW + start;
    const bytes = chunk.subarray(from, this.#word(index, ANSWER_END) - WINDOW + start);
    // A record separator (RFC 7464) before a record is no part of it.
    const column = from > 0 && chunk[from - 1] === 0x1e ? 2 : 1;
    return { file, number: this.#number + index, bytes, line: line + this.#word(index, ANSWER_LINE), column };
  }

  #word(index: number, at: number): number {
    return this.#lines.answers[(this.#first + index) * ANSWER_WORDS + at / 4] ?? 0;
  }
}
