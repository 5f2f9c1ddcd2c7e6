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

const LINE_FEED = 0x0a;
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
  /** The pieces of a line that earlier chunks began; dropped once it is too large. */
  #held: Buffer[] = [];
  #heldSize = 0;

  constructor(options: SplitterOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      this.#finish(chunk.subarray(start, feed), records);
      start = feed + 1;
      this.#line++;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return records;
  }

  end(): RawRecord[] {
    const records: RawRecord[] = [];
    if (this.#heldSize > 0) this.#finish(Buffer.alloc(0), records);
    return records;
  }

  #hold(piece: Buffer): void {
    this.#heldSize += piece.length;
    // Two bytes more, for a separator before and a carriage return after the record, which are no part of it.
    if (this.#heldSize > this.#options.maxRecordSize + 2) this.#held = [];
    else this.#held.push(piece);
  }

  #finish(last: Buffer, records: RawRecord[]): void {
    const { file, maxRecordSize } = this.#options;
    let bytes = last;
    if (this.#heldSize > 0) {
      this.#hold(last);
      const size = this.#heldSize;
      bytes = Buffer.concat(this.#held);
      this.#held = [];
      this.#heldSize = 0;
      if (bytes.length < size) {
        records.push(this.#tooLarge(size));
        return;
      }
    }
    if (bytes[bytes.length - 1] === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
    const column = bytes[0] === RECORD_SEPARATOR ? 2 : 1;
    if (column === 2) bytes = bytes.subarray(1);
    if (bytes.length > maxRecordSize) {
      records.push(this.#tooLarge(bytes.length));
      return;
    }
    if (isBlank(bytes)) return;
    records.push({ file, number: ++this.#number, bytes, line: this.#line, column });
  }

  #tooLarge(size: number): RawRecord {
    const { file, maxRecordSize } = this.#options;
    const fault = { kind: 'too-large', size, limit: maxRecordSize } as const;
    return { file, number: ++this.#number, bytes: Buffer.alloc(0), line: this.#line, column: 1, fault };
  }
}
