import type { RawRecord } from '../record/record.js';

/** Where the text ends that starts at a line and a column. */
function endOf(text: string, line: number, column: number): readonly [line: number, column: number] {
  const feeds = text.split('\n');
  const last = feeds.at(-1) ?? '';
  return feeds.length === 1 ? [line, column + text.length] : [line + feeds.length - 1, last.length + 1];
}

/** Tracks how fixes move the text behind them, so that places are those of the result. */
export class ShiftedPlaces {
  #lines = 0;
  /** Records that begin on this line of the input are moved by this many columns. */
  #line = 0;
  #columns = 0;

  /** The record where it stands in the result; itself if nothing before it has moved it. */
  shifted(raw: RawRecord): RawRecord {
    const columns = raw.line === this.#line ? this.#columns : 0;
    if (this.#lines === 0 && columns === 0) return raw;
    return { ...raw, line: raw.line + this.#lines, column: raw.column + columns };
  }

  /** Records that a record was changed: as it was read, as it was shifted, and as it is now. */
  changed(raw: RawRecord, shifted: RawRecord, fixed: Buffer): void {
    const [line, column] = endOf(raw.bytes.toString(), raw.line, raw.column);
    const [newLine, newColumn] = endOf(fixed.toString(), shifted.line, shifted.column);
    this.#lines = newLine - line;
    this.#line = line;
    this.#columns = newColumn - column;
  }
}
