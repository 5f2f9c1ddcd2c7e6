import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isJsonSpace,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from '../record/json-units.js';
import type { RawRecord, ReadFault, SplitFault } from '../record/record.js';
import { parses } from './parses.js';
import type { RecordSplitter, SplitterOptions } from './split-lines.js';
import { Utf16Counter } from './utf16-counter.js';

/** Keys that make a top-level object a record, so that a `batch` after them is a field like any other. */
const CALL_KEYS = new Set(['type', 'event', 'action']);
const LONGEST_KEY = 8;

/**
 * Where the splitter is: before the document, in its one record, between and in the elements of its array, in the rest
 * of a batch body after its array, or after the document.
 */
type Mode = 'before' | 'record' | 'array' | 'rest' | 'after';

/**
 * Cuts a JSON document into records: the document itself, the elements of its array, or those of the `batch` of a captured
 * request body. Holds one record at a time. It only counts brackets and strings; whether a record is JSON is decided when
 * it is parsed. A line break ends any string, so that a missing quote spoils one record and not all that follow.
 */
export class DocumentSplitter implements RecordSplitter {
  readonly #options: SplitterOptions;
  #mode: Mode = 'before';
  #number = 0;

  // Where we are: the line, and the UTF-16 units of it that lie before #countedTo in the current chunk.
  #line = 1;
  #units = 0;
  #countedTo = 0;
  readonly #counter = new Utf16Counter();
  /** How many bytes came before the current chunk. */
  #before = 0;

  // The stretch that will be a record.
  #capturing = false;
  #held: Buffer[] = [];
  #size = 0;
  #startLine = 1;
  #startColumn = 1;
  #startOffset = 0;
  #fault: SplitFault | undefined;

  /** Open brackets since the capture began, or since the document began in the rest of a batch body. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** In an array: whether a comma came last, and whether a value is complete and only a separator may follow. */
  #afterComma = false;
  #complete = false;
  /** Line and column of the last comma between elements. */
  #comma: readonly [line: number, column: number] = [1, 1];

  /** The keys of a top-level object, as far as they decide whether it is a batch body. */
  #key = '';
  #keyOpen = false;
  #isBatch = false;
  #isRecord = false;
  /** The text around the array of a batch body, and where it starts; dropped, like a record, once it is too large. */
  #around: Buffer[] = [];
  #aroundSize = 0;
  #aroundStart: readonly [line: number, column: number] = [1, 1];

  constructor(options: SplitterOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    const length = chunk.length;
    this.#countedTo = 0;
    for (let index = 0; index < length; index++) {
      const byte = chunk[index] as number;
      if (byte === LINE_FEED) {
        this.#line++;
        this.#units = 0;
        this.#counter.reset();
        this.#countedTo = index + 1;
        this.#inString = false;
        this.#escaped = false;
        this.#keyOpen = false;
        if (this.#capturing && this.#depth === 0 && (this.#mode === 'record' || this.#mode === 'after')) {
          this.#finish(chunk.subarray(start, index), records);
          this.#mode = 'after';
        }
        continue;
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          this.#keyOpen = false;
          continue;
        }
        if (this.#keyOpen && this.#key.length <= LONGEST_KEY) this.#key += String.fromCharCode(byte);
        continue;
      }
      if (isJsonSpace(byte)) continue;

      if (!this.#capturing) {
        if (this.#mode === 'before' && byte === OPEN_ARRAY) {
          this.#mode = 'array';
          continue;
        }
        if (this.#mode === 'array' && (byte === COMMA || byte === CLOSE_ARRAY)) {
          this.#separator(byte, chunk, index, records);
          start = index;
          continue;
        }
        if (this.#mode !== 'rest') {
          start = index;
          this.#begin(chunk, index);
        }
      } else if (this.#depth === 0) {
        if (this.#mode === 'array' && (byte === COMMA || byte === CLOSE_ARRAY)) {
          this.#finish(chunk.subarray(start, index), records);
          this.#separator(byte, chunk, index, records);
          start = index;
          continue;
        }
        if (this.#mode === 'array' && this.#complete && byte === OPEN_OBJECT) {
          this.#finish(chunk.subarray(start, index), records);
          start = index;
          this.#begin(chunk, index);
          this.#fault = 'missing-comma';
        }
      }

      if (byte === QUOTE) {
        this.#inString = true;
        if (this.#mode === 'record' && this.#depth === 1) {
          this.#key = '';
          this.#keyOpen = true;
        }
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (this.#mode === 'record' && this.#depth === 1 && byte === OPEN_ARRAY && this.#isBatch) {
          this.#aroundStart = [this.#startLine, this.#startColumn];
          this.#around = this.#held;
          this.#aroundSize = this.#size;
          this.#holdAround(chunk.subarray(start, index + 1));
          this.#drop();
          this.#mode = 'array';
          continue;
        }
        this.#depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.#depth > 0) this.#depth--;
        if (this.#depth === 0) {
          this.#complete = true;
          if (this.#mode === 'rest') this.#finishAround(chunk.subarray(start, index + 1), records);
          else if (this.#mode === 'record' || this.#mode === 'after') {
            this.#finish(chunk.subarray(start, index + 1), records);
            this.#mode = 'after';
          }
        }
      } else if (byte === COLON && this.#mode === 'record' && this.#depth === 1) {
        this.#isBatch = this.#key === 'batch' && !this.#isRecord;
        if (CALL_KEYS.has(this.#key)) this.#isRecord = true;
      } else if (byte === COMMA && this.#mode === 'record' && this.#depth === 1) {
        this.#isBatch = false;
      }
    }
    if (this.#capturing) this.#hold(chunk.subarray(start));
    else if (this.#mode === 'rest') this.#holdAround(chunk.subarray(start));
    this.#units += this.#counter.count(chunk.subarray(this.#countedTo));
    this.#before += length;
    return records;
  }

  end(): RawRecord[] {
    const records: RawRecord[] = [];
    this.#countedTo = 0;
    if (this.#capturing) this.#finish(Buffer.alloc(0), records);
    const [last] = records;
    // A last record that is no JSON says itself that it was cut off, or took the closing bracket for its own.
    const told = last !== undefined && !parses(last.bytes);
    if (!told && (this.#mode === 'array' || this.#mode === 'rest')) {
      this.#begin(Buffer.alloc(0), 0);
      this.#fault = 'document-not-closed';
      this.#finish(Buffer.alloc(0), records);
    }
    return records;
  }

  /** Starts a record at `index` of the chunk. */
  #begin(chunk: Buffer, index: number): void {
    this.#countTo(chunk, index);
    this.#capturing = true;
    this.#startLine = this.#line;
    this.#startColumn = this.#units + 1;
    this.#startOffset = this.#before + index;
    this.#fault = this.#mode === 'after' ? 'second-document' : undefined;
    this.#depth = 0;
    this.#complete = false;
    if (this.#mode === 'before') this.#mode = 'record';
  }

  /** Counts the UTF-16 units of the line up to `index` of the chunk. */
  #countTo(chunk: Buffer, index: number): void {
    this.#units += this.#counter.count(chunk.subarray(this.#countedTo, index));
    this.#countedTo = index;
  }

  #hold(piece: Buffer): void {
    this.#size += piece.length;
    if (this.#size > this.#options.maxRecordSize) this.#held = [];
    else this.#held.push(piece);
  }

  #holdAround(piece: Buffer): void {
    this.#aroundSize += piece.length;
    if (this.#aroundSize > this.#options.maxRecordSize) this.#around = [];
    else this.#around.push(piece);
  }

  /** Ends a batch body: what stands around its array has to be JSON, too. */
  #finishAround(last: Buffer, records: RawRecord[]): void {
    this.#holdAround(last);
    this.#mode = 'after';
    const bytes = Buffer.concat(this.#around);
    this.#around = [];
    if (bytes.length < this.#aroundSize || parses(bytes)) return;
    const [line, column] = this.#aroundStart;
    const fault: ReadFault = { kind: 'broken-batch' };
    records.push({ file: this.#options.file, number: ++this.#number, bytes: Buffer.alloc(0), line, column, fault });
  }

  #drop(): void {
    this.#capturing = false;
    this.#held = [];
    this.#size = 0;
    this.#depth = 0;
    this.#complete = false;
    this.#afterComma = false;
  }

  /** Ends the record with its last bytes. */
  #finish(last: Buffer, records: RawRecord[]): void {
    this.#hold(last);
    const { file, maxRecordSize } = this.#options;
    const tooLarge = this.#size > maxRecordSize;
    let bytes = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    while (bytes.length > 0 && isJsonSpace(bytes[bytes.length - 1] as number)) bytes = bytes.subarray(0, -1);
    const fault: ReadFault | undefined = tooLarge
      ? { kind: 'too-large', size: this.#size, limit: maxRecordSize }
      : this.#fault === undefined
        ? undefined
        : { kind: this.#fault };
    records.push({
      file,
      number: ++this.#number,
      bytes,
      line: this.#startLine,
      column: this.#startColumn,
      offset: this.#startOffset,
      ...(fault === undefined ? {} : { fault }),
      ...(this.#mode === 'array' ? { inArray: true } : {}),
    });
    this.#drop();
  }

  /** Takes a comma or the closing bracket of the array. */
  #separator(byte: number, chunk: Buffer, index: number, records: RawRecord[]): void {
    const nothing = this.#number === 0 || this.#afterComma;
    if (nothing && (byte === COMMA || this.#afterComma)) {
      this.#begin(chunk, index);
      this.#fault = byte === COMMA ? 'missing-value' : 'trailing-comma';
      if (byte !== COMMA) [this.#startLine, this.#startColumn] = this.#comma;
      this.#finish(Buffer.alloc(0), records);
    }
    this.#afterComma = byte === COMMA;
    if (byte === COMMA) {
      this.#countTo(chunk, index);
      this.#comma = [this.#line, this.#units + 1];
    }
    if (byte === CLOSE_ARRAY) {
      this.#mode = this.#isBatch ? 'rest' : 'after';
      if (this.#isBatch) this.#depth = 1;
    }
  }
}
