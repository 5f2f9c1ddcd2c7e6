import { LINE_FEED, leadingSpace } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';

/**
 * Cuts text into lines, without the blanks before their values. Blank ones are left out. The lines of a log of events are cut by
 * `LineSplitter`, which takes arrays and several values on a line apart; here a line is one value, since an array may be one
 * conversation.
 */
export class TextLines {
  readonly #file: string;
  readonly #maxSize: number;
  #pieces: Buffer[] = [];
  #size = 0;
  #column = 1;
  #line = 1;
  #number = 0;

  constructor(file: string, maxSize: number) {
    this.#file = file;
    this.#maxSize = maxSize;
  }

  push(chunk: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      this.#add(chunk.subarray(from, end));
      this.#finish(records);
      this.#line++;
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
    return records;
  }

  end(): RawRecord[] {
    const records: RawRecord[] = [];
    this.#finish(records);
    return records;
  }

  #add(piece: Buffer): void {
    const blanks = this.#size === 0 ? leadingSpace(piece) : 0;
    this.#column += blanks;
    this.#size += piece.length - blanks;
    // Of a line that is too long, nothing is held.
    if (this.#size <= this.#maxSize) this.#pieces.push(piece.subarray(blanks));
    else this.#pieces = [];
  }

  #finish(records: RawRecord[]): void {
    const size = this.#size;
    const column = this.#column;
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    this.#column = 1;
    if (size === 0) return;
    const isTooLarge = size > this.#maxSize;
    this.#number++;
    records.push({
      file: this.#file,
      number: this.#number,
      line: this.#line,
      column,
      bytes,
      ...(isTooLarge ? { fault: { kind: 'too-large', size, limit: this.#maxSize } } : {}),
    });
  }
}
