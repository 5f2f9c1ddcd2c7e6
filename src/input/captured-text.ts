import { withoutTrailingSpace } from '../record/json-units.js';
import type { Holder, RawRecord, SplitFault } from '../record/record.js';
import type { Writable } from '../text/writable.js';

/** A line and a column. */
export type Position = readonly [line: number, column: number];

/** Pieces of a text that chunks cut, put together at its end. Nothing is held of a text beyond a limit. */
export class HeldBytes {
  readonly #limit: number;
  #pieces: Buffer[] = [];
  #size = 0;

  /** `limit`: how many bytes are held at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes were added, held or not. */
  get size(): number {
    return this.#size;
  }

  get isTooLarge(): boolean {
    return this.#size > this.#limit;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#size += piece.length;
    if (this.isTooLarge) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  /** The text as one buffer: without a copy if it is one piece, and empty if it is too large. */
  concat(): Buffer {
    return this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
  }
}

/** A stretch of a text that is being captured, and where it starts. */
export class Capture {
  readonly text: HeldBytes;
  readonly start: Position;
  readonly offset: number;
  readonly #fault: SplitFault | undefined;
  readonly #limit: number;

  constructor(start: Position, offset: number, limit: number, fault: SplitFault | undefined) {
    this.text = new HeldBytes(limit);
    this.start = start;
    this.offset = offset;
    this.#limit = limit;
    this.#fault = fault;
  }

  /** What was captured as a record that has no number yet. */
  toRecord(file: string, partOf: Holder | undefined): Writable<RawRecord> {
    const { text, offset } = this;
    const [line, column] = this.start;
    const bytes = withoutTrailingSpace(text.concat());
    const record: Writable<RawRecord> = { file, number: 0, bytes, line, column, offset };
    if (text.isTooLarge) record.fault = { kind: 'too-large', size: text.size, limit: this.#limit };
    else if (this.#fault !== undefined) record.fault = { kind: this.#fault };
    if (partOf !== undefined) record.partOf = partOf;
    return record;
  }
}
