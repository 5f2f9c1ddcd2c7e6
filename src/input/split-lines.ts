import { LINE_FEED } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';

/** Cuts a stream of bytes into records. Whatever it returns from `push` and `end` is in the order of the stream. */
export interface RecordSplitter<Run = never> {
  /** Takes the next bytes; returns the records that are complete with them. The chunk belongs to the splitter. */
  push(chunk: Buffer): (RawRecord | Run)[];
  /** Says that the stream has ended; returns what was still open. */
  end(): (RawRecord | Run)[];
}

/** Where a stretch of whole lines begins: its line, and how many records came before. */
export interface LinesStart {
  readonly file: string;
  readonly line: number;
  readonly records: number;
  readonly maxRecordSize: number;
}

/** Cuts whole lines faster than one by one, and says of runs of records what there is to say of them together. */
export interface LineCutter<Run> {
  /** The shortest and the longest text that it takes. */
  readonly leastBytes: number;
  readonly mostBytes: number;
  /** Cuts the lines of a chunk from `start` to `end`, which all end with a line feed, into `found`; returns how many there are. */
  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: (RawRecord | Run)[]): LineCounts;
  /**
   * Hands over what was found since the last time: whoever has it calls the function returned when nobody looks at it any more,
   * so that its memory is used again.
   */
  handOver?(): () => void;
}

/** How many lines there were in a text, and how many records in them. */
export interface LineCounts {
  readonly lines: number;
  readonly records: number;
}

/** What both splitters need to know. */
export interface SplitterOptions {
  /** The file as problems name it. */
  readonly file: string;
  /** The longest record that is read, in bytes; of a longer one nothing is held. */
  readonly maxRecordSize: number;
  /** Default: false. Whether pieces of lines are copied, since their chunks are used again. */
  readonly copiesPieces?: boolean;
}

const CARRIAGE_RETURN = 0x0d;
const RECORD_SEPARATOR = 0x1e;
const NEWLINE = Buffer.from('\n');

/** What stands for a record that is longer than what is read. */
export function tooLargeRecord(
  at: Pick<RawRecord, 'file' | 'number' | 'line'>,
  size: number,
  limit: number,
): RawRecord {
  return { ...at, bytes: Buffer.alloc(0), column: 1, fault: { kind: 'too-large', size, limit } };
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  return true;
}

/** How many lines a text has, and how many of them hold a record: all but the blank ones. Every line ends with a line feed. */
export function countLines(text: Buffer): LineCounts {
  let lines = 0;
  let records = 0;
  for (let start = 0; start < text.length; lines++) {
    const feed = text.indexOf(LINE_FEED, start);
    const first = text[start] ?? 0;
    // Nearly every line begins with a brace.
    if (first > 0x20 || !isBlank(text.subarray(first === RECORD_SEPARATOR ? start + 1 : start, feed))) records++;
    start = feed + 1;
  }
  return { lines, records };
}

function isTaken<Run>(cutter: LineCutter<Run> | undefined, bytes: number): cutter is LineCutter<Run> {
  return cutter !== undefined && bytes >= cutter.leastBytes && bytes <= cutter.mostBytes;
}

/**
 * Cuts NDJSON: each line that is not blank is one record. Lines end at the byte 0x0A and nowhere else; a carriage return
 * before it and a record separator (RFC 7464) at the start do not belong to the record.
 */
export class LineSplitter<Run = never> implements RecordSplitter<Run> {
  /** Who cuts whole lines from now on; without one they are cut here. */
  cutter: LineCutter<Run> | undefined;
  readonly #options: SplitterOptions;
  #line = 1;
  #number = 0;
  /** How many bytes came before the current chunk, and before the line under way. */
  #before = 0;
  #lineOffset = 0;
  /** The pieces of a line that earlier chunks began; dropped once it is too large. */
  #held: Buffer[] = [];
  #heldSize = 0;
  /** What stays known of a line whose pieces were dropped. */
  #firstByte: number | undefined;
  #lastByte: number | undefined;
  #blank = true;

  constructor(options: SplitterOptions) {
    this.#options = options;
  }

  /** How many lines have ended so far. */
  get lines(): number {
    return this.#line - 1;
  }

  push(chunk: Buffer): (RawRecord | Run)[] {
    const records: (RawRecord | Run)[] = [];
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      const last = chunk.subarray(start, feed);
      if (this.#heldSize > 0) this.#finish(last, records);
      else if (!isTaken(this.cutter, chunk.length - start)) this.#take(last, records);
      else {
        start = chunk.lastIndexOf(LINE_FEED) + 1;
        this.#cut(this.cutter, chunk, feed - last.length, start, records);
        break;
      }
      start = feed + 1;
      this.#line++;
      this.#lineOffset = this.#before + start;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    this.#before += chunk.length;
    return records;
  }

  end(): (RawRecord | Run)[] {
    const records: (RawRecord | Run)[] = [];
    if (this.#heldSize > 0) this.#finish(Buffer.alloc(0), records);
    return records;
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#heldSize === 0) this.#firstByte = piece[0];
    this.#lastByte = piece[piece.length - 1];
    this.#heldSize += piece.length;
    this.#blank &&= isBlank(
      this.#heldSize === piece.length && piece[0] === RECORD_SEPARATOR ? piece.subarray(1) : piece,
    );
    // Two bytes more, for a separator before and a carriage return after the record, which are no part of it.
    if (this.#heldSize > this.#options.maxRecordSize + 2) this.#held = [];
    else this.#held.push(this.#options.copiesPieces === true ? Buffer.from(piece) : piece);
  }

  /** Ends a line that earlier chunks began. */
  #finish(last: Buffer, records: (RawRecord | Run)[]): void {
    this.#hold(last);
    const size = this.#heldSize;
    const bytes = Buffer.concat(this.#held);
    const wasBlank = this.#blank;
    this.#held = [];
    this.#heldSize = 0;
    this.#blank = true;
    if (bytes.length === size) {
      if (!isTaken(this.cutter, size + 1)) this.#take(bytes, records);
      else {
        this.#cut(this.cutter, Buffer.concat([bytes, NEWLINE]), 0, bytes.length + 1, records);
        // Whoever found the line feed counts the line.
        this.#line--;
      }
    } else if (!wasBlank) {
      const around = (this.#firstByte === RECORD_SEPARATOR ? 1 : 0) + (this.#lastByte === CARRIAGE_RETURN ? 1 : 0);
      records.push(this.#tooLarge(size - around));
    }
  }

  #cut(cutter: LineCutter<Run>, chunk: Buffer, start: number, end: number, records: (RawRecord | Run)[]): void {
    const { file, maxRecordSize } = this.#options;
    const at = { file, line: this.#line, records: this.#number, maxRecordSize };
    const counts = cutter.cut(chunk, start, end, at, records);
    this.#line += counts.lines;
    this.#number += counts.records;
  }

  /** Takes a whole line. */
  #take(line: Buffer, records: (RawRecord | Run)[]): void {
    const { file, maxRecordSize } = this.#options;
    const end = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
    const start = line[0] === RECORD_SEPARATOR ? 1 : 0;
    const bytes = line.subarray(start, end);
    if (isBlank(bytes)) return;
    if (bytes.length > maxRecordSize) records.push(this.#tooLarge(bytes.length));
    else {
      const offset = this.#lineOffset + start;
      records.push({ file, number: ++this.#number, bytes, line: this.#line, column: start + 1, offset });
    }
  }

  #tooLarge(size: number): RawRecord {
    const { file, maxRecordSize } = this.#options;
    return tooLargeRecord({ file, number: ++this.#number, line: this.#line }, size, maxRecordSize);
  }
}
