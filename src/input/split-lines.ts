import { LINE_FEED } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';

/** Cuts a stream of bytes into records. Whatever it returns from `push` and `end` is in the order of the stream. */
export interface RecordSplitter {
  /** Takes the next bytes; returns the records that are complete with them. The chunk belongs to the splitter. */
  push(chunk: Buffer): RawRecord[];
  /** Says that the stream has ended; returns what was still open. */
  end(): RawRecord[];
}

/** What both splitters need to know. */
export interface SplitterOptions {
  /** The file as problems name it. */
  readonly file: string;
  /** The longest record that is read, in bytes; of a longer one nothing is held. */
  readonly maxRecordSize: number;
}

const CARRIAGE_RETURN = 0x0d;
const RECORD_SEPARATOR = 0x1e;

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  return true;
}

/**
 * Cuts NDJSON: each line that is not blank is one record. Lines end at the byte 0x0A and nowhere else; a carriage return
 * before it and a record separator (RFC 7464) at the start do not belong to the record.
 */
export class LineSplitter implements RecordSplitter {
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

  push(chunk: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      const last = chunk.subarray(start, feed);
      if (this.#heldSize === 0) this.#take(last, records);
      else this.#finish(last, records);
      start = feed + 1;
      this.#line++;
      this.#lineOffset = this.#before + start;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    this.#before += chunk.length;
    return records;
  }

  end(): RawRecord[] {
    const records: RawRecord[] = [];
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
    else this.#held.push(piece);
  }

  /** Ends a line that earlier chunks began. */
  #finish(last: Buffer, records: RawRecord[]): void {
    this.#hold(last);
    const size = this.#heldSize;
    const bytes = Buffer.concat(this.#held);
    const wasBlank = this.#blank;
    this.#held = [];
    this.#heldSize = 0;
    this.#blank = true;
    if (bytes.length === size) this.#take(bytes, records);
    else if (!wasBlank) {
      const around = (this.#firstByte === RECORD_SEPARATOR ? 1 : 0) + (this.#lastByte === CARRIAGE_RETURN ? 1 : 0);
      records.push(this.#tooLarge(size - around));
    }
  }

  /** Takes a whole line. */
  #take(line: Buffer, records: RawRecord[]): void {
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
    const fault = { kind: 'too-large', size, limit: maxRecordSize } as const;
    return { file, number: ++this.#number, bytes: Buffer.alloc(0), line: this.#line, column: 1, fault };
  }
}
