import { LINE_FEED, leadingSpace, withoutTrailingSpace } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';
import type { RecordSplitter, SplitterOptions } from './record-splitter.js';
import {
  mayBeArray,
  mayHoldSeveral,
  tooLargeRecord,
  unpackLine,
  valuesOfLine,
  withoutLeadingSpace,
} from './unpack-line.js';
import { ValueStarts } from './value-starts.js';

/** Where a stretch of whole lines begins: its line, and how many records came before. */
export interface LinesStart {
  readonly file: string;
  readonly line: number;
  readonly records: number;
  readonly maxRecordSize: number;
}

/** Cuts whole lines faster than one by one, and gives runs of records that need no look at each one. */
export interface LineCutter<Run> {
  /** The longest text that it cuts. */
  readonly mostBytes: number;
  /** Cuts the lines of a chunk from `start` to `end`, which all end with a line feed, into `found`; returns how many there are. */
  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: (RawRecord | Run)[]): LineCounts;
  /**
   * Hands over what was found since the last call. The function returned frees its memory for the next records; to be called when
   * nobody looks at them any more.
   */
  handOver?(): () => void;
}

/** How many lines there were in a text, and how many records in them. */
export interface LineCounts {
  readonly lines: number;
  readonly records: number;
}

/** How lines are cut. */
export interface LineSplitterOptions extends SplitterOptions {
  /** Default: false. Whether pieces of lines are copied, since their chunks are used again. */
  readonly copiesPieces?: boolean;
}

const CARRIAGE_RETURN = 0x0d;
const RECORD_SEPARATOR = 0x1e;
const NEWLINE = Buffer.from('\n');

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  return true;
}

/** A line without the carriage return before its line feed. */
function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

function fits<Run>(cutter: LineCutter<Run> | undefined, bytes: number): cutter is LineCutter<Run> {
  return cutter !== undefined && bytes <= cutter.mostBytes;
}

/**
 * Cuts NDJSON: each line that is not blank is one record, or several: values one behind the other, an array, a captured body. Lines
 * end at the byte 0x0A and nowhere else; a carriage return before it and a record separator (RFC 7464) at the start do not
 * belong to the record.
 */
export class LineSplitter<Run = never> implements RecordSplitter<Run> {
  /** Cuts whole lines from now on; without one they are cut here. */
  cutter: LineCutter<Run> | undefined;
  readonly #options: LineSplitterOptions;
  #line: number;
  #number: number;
  /** How many bytes came before the current chunk, and before the line under way. */
  #before = 0;
  #lineOffset = 0;
  /** The pieces of a line that earlier chunks began; dropped once it is too large. */
  #held: Buffer[] = [];
  #heldSize = 0;
  /** Where the held part of the line begins: not at its start, once records were cut off. */
  #column = 1;
  /** What stays known of a line whose pieces were dropped. */
  #lastByte: number | undefined;
  #blank = true;
  /** Looks for the end of a value whose pieces were dropped: others may follow on its line. */
  #dropped: ValueStarts | undefined;
  /** Whether a line of the chunk may hold several records; undefined as long as it was not looked for. */
  #holdsSeveral: boolean | undefined;

  /** @param before how many lines and records of the file come before the text. Default: none. */
  constructor(options: LineSplitterOptions, before = { lines: 0, records: 0 }) {
    this.#options = options;
    this.#line = before.lines + 1;
    this.#number = before.records;
  }

  push(chunk: Buffer): (RawRecord | Run)[] {
    const records: (RawRecord | Run)[] = [];
    this.#holdsSeveral = undefined;
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      const last = chunk.subarray(start, feed);
      if (this.#heldSize > 0) this.#finish(last, records);
      else if (!fits(this.cutter, chunk.length - start)) {
        this.#holdsSeveral ??= mayHoldSeveral(chunk);
        this.#addLine(last, this.#holdsSeveral, records);
      } else {
        start = chunk.lastIndexOf(LINE_FEED) + 1;
        this.#cut(this.cutter, chunk, feed - last.length, start, records);
        break;
      }
      start = feed + 1;
      this.#line++;
      this.#lineOffset = this.#before + start;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start), records);
    this.#before += chunk.length;
    return records;
  }

  end(): (RawRecord | Run)[] {
    const records: (RawRecord | Run)[] = [];
    if (this.#heldSize > 0) this.#finish(Buffer.alloc(0), records);
    return records;
  }

  #hold(piece: Buffer, records: (RawRecord | Run)[]): void {
    if (piece.length === 0) return;
    this.#lastByte = piece[piece.length - 1];
    const isDropped = this.#heldSize > 0 && this.#held.length === 0;
    this.#heldSize += piece.length;
    this.#blank &&= isBlank(
      this.#heldSize === piece.length && piece[0] === RECORD_SEPARATOR ? piece.subarray(1) : piece,
    );
    if (isDropped) {
      this.#endDropped(piece, records);
      return;
    }
    this.#held.push(this.#options.copiesPieces === true ? Buffer.from(piece) : piece);
    // Two bytes more, for a separator before and a carriage return after the record, which are no part of it.
    if (this.#heldSize > this.#options.maxRecordSize + 2) this.#cutHeld(records);
  }

  /** Cuts blanks and complete records off a line that is too long to be held; drops it if it is one record. */
  #cutHeld(records: (RawRecord | Run)[]): void {
    const held = Buffer.concat(this.#held);
    const { file } = this.#options;
    this.#held = [];
    const separator = this.#column === 1 && held[0] === RECORD_SEPARATOR ? 1 : 0;
    // Of blanks alone, the last one stays: the line has begun.
    const start = separator + Math.min(leadingSpace(held.subarray(separator)), held.length - separator - 1);
    const bytes = held.subarray(start);
    const place = { file, number: 0, line: this.#line, column: this.#column + start, offset: this.#lineOffset + start };
    const values = mayHoldSeveral(bytes) ? valuesOfLine({ ...place, bytes }) : [];
    // The text of the last one goes on, so that blanks at its end may be part of it.
    const last = values.pop() ?? place;
    for (const value of values) this.#addValue(value, records);
    const rest = bytes.subarray((last.offset ?? 0) - place.offset);
    this.#column = last.column;
    this.#lineOffset += held.length - rest.length;
    this.#heldSize = rest.length;
    if (rest.length <= this.#options.maxRecordSize + 2) this.#held = [rest];
    else this.#drop(rest);
  }

  /** Holds nothing of a value that is too large, and looks for its end from now on. */
  #drop(bytes: Buffer): void {
    this.#dropped = new ValueStarts();
    // Nothing else begins in it.
    Array.from(this.#dropped.in(bytes));
  }

  /** Ends the record that was dropped, if another value begins in a piece of its line; from there on the line is held again. */
  #endDropped(piece: Buffer, records: (RawRecord | Run)[]): void {
    const [next] = this.#dropped?.in(piece) ?? [];
    if (this.#dropped === undefined || next === undefined) return;
    records.push(this.#tooLarge(next.offset, this.#column));
    this.#dropped = undefined;
    this.#column += next.units;
    this.#lineOffset += next.offset;
    this.#heldSize = 0;
    this.#hold(piece.subarray(next.at), records);
  }

  /** Ends a line that earlier chunks began. */
  #finish(last: Buffer, records: (RawRecord | Run)[]): void {
    this.#hold(last, records);
    const size = this.#heldSize;
    const bytes = Buffer.concat(this.#held);
    const wasBlank = this.#blank;
    this.#held = [];
    this.#heldSize = 0;
    this.#blank = true;
    this.#dropped = undefined;
    if (bytes.length === size) {
      if (this.#column > 1) this.#addRest(bytes, records);
      else if (!fits(this.cutter, size + 1)) this.#addLine(bytes, mayHoldSeveral(bytes), records);
      else {
        this.#cut(this.cutter, Buffer.concat([bytes, NEWLINE]), 0, bytes.length + 1, records);
        // `push` counts the line.
        this.#line--;
      }
    } else if (!wasBlank) {
      const after = this.#lastByte === CARRIAGE_RETURN ? 1 : 0;
      records.push(this.#tooLarge(size - after, this.#column));
    }
    this.#column = 1;
  }

  #cut(cutter: LineCutter<Run>, chunk: Buffer, start: number, end: number, records: (RawRecord | Run)[]): void {
    const { file, maxRecordSize } = this.#options;
    const at = { file, line: this.#line, records: this.#number, maxRecordSize };
    const counts = cutter.cut(chunk, start, end, at, records);
    this.#line += counts.lines;
    this.#number += counts.records;
  }

  /** Adds the records of a whole line. */
  #addLine(line: Buffer, mayBeSeveral: boolean, records: (RawRecord | Run)[]): void {
    const start = line[0] === RECORD_SEPARATOR ? 1 : 0;
    const bytes = withoutReturn(line.subarray(start));
    if (isBlank(bytes)) return;
    const { file } = this.#options;
    const offset = this.#lineOffset + start;
    const raw: RawRecord = { file, number: this.#number + 1, bytes, line: this.#line, column: 1 + start, offset };
    this.#addRecord(raw, mayBeSeveral, records);
  }

  /** Adds the records of what is left of a line. */
  #addRest(bytes: Buffer, records: (RawRecord | Run)[]): void {
    const { file } = this.#options;
    const rest = { file, number: 0, line: this.#line, column: this.#column, offset: this.#lineOffset };
    const text = withoutLeadingSpace({ ...rest, bytes: withoutReturn(bytes) });
    if (text.bytes.length === 0) return;
    for (const value of valuesOfLine(text)) this.#addValue(value, records);
  }

  /** Adds one of the values of a line. The blanks behind it belong to it where its size is measured, and nowhere else. */
  #addValue(value: RawRecord, records: (RawRecord | Run)[]): void {
    const { bytes, column } = value;
    if (bytes.length > this.#options.maxRecordSize) records.push(this.#tooLarge(bytes.length, column));
    else this.#addRecord({ ...value, bytes: withoutTrailingSpace(bytes), number: this.#number + 1 }, true, records);
  }

  #addRecord(raw: RawRecord, mayBeSeveral: boolean, records: (RawRecord | Run)[]): void {
    const { bytes } = raw;
    const { maxRecordSize } = this.#options;
    const isLookedAt = (mayBeSeveral && mayHoldSeveral(bytes)) || mayBeArray(bytes);
    const several = isLookedAt ? unpackLine(raw, maxRecordSize) : undefined;
    this.#number += several?.length ?? 1;
    if (several !== undefined) for (const record of several) records.push(record);
    else records.push(bytes.length > maxRecordSize ? tooLargeRecord(raw, bytes.length, maxRecordSize) : raw);
  }

  #tooLarge(size: number, column: number): RawRecord {
    const { file, maxRecordSize } = this.#options;
    return tooLargeRecord({ file, number: ++this.#number, line: this.#line, column }, size, maxRecordSize);
  }
}
