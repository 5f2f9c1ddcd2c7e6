import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, LINE_FEED, OPEN_ARRAY, OPEN_OBJECT } from '../record/json-units.js';
import { parsed, parses } from '../record/parses.js';
import type { RawRecord, SplitFault } from '../record/record.js';
import { isObject } from '../record/record.js';
import { isPacked } from '../text/is-packed.js';
import { bodyFindings } from './body-findings.js';
import type { Position } from './captured-text.js';
import { Capture } from './captured-text.js';
import { END_OF_CHUNK, JsonTokens } from './json-tokens.js';
import { NumberedRecords } from './numbered-records.js';
import type { Body } from './open-containers.js';
import { holderOf, OpenArray } from './open-containers.js';
import type { RecordSplitter, SplitterOptions } from './record-splitter.js';

/** A top-level object with one of these keys is a record, so that a `batch` after it is a field like any other. */
const CALL_KEYS = new Set(['type', 'event', 'action']);

const NOTHING: Buffer = Buffer.alloc(0);

/** What surrounds the next token. */
type State =
  /** No value: the beginning of the text, or what follows a complete document. */
  | 'outside'
  /** A document that is one record, as far as is known. */
  | 'record'
  /** Text between documents, up to the end of its line. */
  | 'stray'
  /** An array of records, between its elements. */
  | 'array'
  | 'element'
  /** A captured body, beside its batch. */
  | 'body';

/**
 * Cuts JSON documents into records: a document itself, the elements of its array, or those of the `batch` of a captured
 * request body, which may also be an element of the array. One document may follow another. Holds one record at a time, and of a
 * body at most as much as a record may have. Only counts brackets and strings; whether a record is JSON is found out when it is
 * parsed.
 */
export class DocumentSplitter implements RecordSplitter {
  readonly #options: SplitterOptions;
  readonly #tokens = new JsonTokens();
  readonly #steps: Readonly<Record<State, (token: number) => void>> = {
    outside: (token) => this.#outside(token),
    record: (token) => this.#inRecord(token),
    stray: (token) => this.#inStray(token),
    array: (token) => this.#inArray(token),
    element: (token) => this.#inElement(token),
    body: (token) => this.#inBody(token),
  };
  #state: State = 'outside';
  #documents = 0;
  readonly #records: NumberedRecords;

  /** The text that is being captured: a record, or what surrounds a batch. */
  #chunk = NOTHING;
  #from = 0;
  #capture: Capture | undefined;
  /** In an array: whether the value is complete, so that only a separator may follow. */
  #isComplete = false;

  /** Whether the record may still turn out to be a body, by its keys; and whether its current key is `batch`. */
  #mayBeBody = false;
  #isAtBatch = false;
  #array: OpenArray | undefined;
  #body: Body | undefined;

  constructor(options: SplitterOptions) {
    this.#options = options;
    this.#records = new NumberedRecords(options.file);
  }

  /** How many documents have begun. */
  get documents(): number {
    return this.#documents;
  }

  push(chunk: Buffer): RawRecord[] {
    this.#chunk = chunk;
    this.#from = 0;
    const tokens = this.#tokens;
    tokens.start(chunk);
    for (let token = tokens.next(this.#level); token !== END_OF_CHUNK; token = tokens.next(this.#level)) {
      this.#steps[this.#state](token);
    }
    this.#capture?.text.add(chunk.subarray(this.#from));
    const body = this.#body;
    if (
      body !== undefined &&
      tokens.offset - body.around.offset + chunk.length - tokens.index > this.#options.maxRecordSize
    ) {
      this.#records.holdOnlyLast();
    }
    tokens.finish();
    return this.#records.take();
  }

  end(): RawRecord[] {
    this.#tokens.moveToEnd();
    this.#chunk = NOTHING;
    this.#from = 0;
    const isCapturing = this.#capture !== undefined && this.#state !== 'body';
    const last = isCapturing ? this.#finish(0) : undefined;
    // A last record that is not JSON is reported as cut off, or holds the closing bracket.
    const isReported = last !== undefined && !parses(last.bytes);
    if (!isReported && (this.#array !== undefined || this.#body !== undefined)) {
      this.#begin('document-not-closed');
      this.#finish(0);
    }
    this.#records.release();
    return this.#records.take();
  }

  /** How deep a token may stand that matters now. */
  get #level(): number {
    if (this.#state === 'stray') return Number.POSITIVE_INFINITY;
    return this.#mayBeBody || this.#state === 'body' ? 1 : 0;
  }

  #outside(token: number): void {
    if (token === LINE_FEED) return;
    const isStray = this.#documents > 0 && token !== OPEN_ARRAY && token !== OPEN_OBJECT;
    if (!isStray) this.#documents++;
    if (token === OPEN_ARRAY) {
      this.#openArray(new OpenArray(false));
      return;
    }
    this.#begin(isStray ? 'second-document' : undefined);
    this.#mayBeBody = token === OPEN_OBJECT;
    this.#state = isStray ? 'stray' : 'record';
    // A bracket that closes nothing is a record of its own.
    if (!isStray) this.#inRecord(token);
  }

  #inRecord(token: number): void {
    const isEnd = this.#tokens.depth === 0 && (token === CLOSE_OBJECT || token === CLOSE_ARRAY);
    const isEndOfLine = this.#tokens.depth === 0 && token === LINE_FEED;
    if (isEnd || isEndOfLine) {
      this.#finish(isEnd ? this.#tokens.index + 1 : this.#tokens.index);
      this.#state = 'outside';
    } else this.#lookForBatch(token);
  }

  #inStray(token: number): void {
    if (token !== LINE_FEED) return;
    this.#finish(this.#tokens.index);
    this.#tokens.depth = 0;
    this.#state = 'outside';
  }

  #inArray(token: number): void {
    if (token === LINE_FEED) return;
    if (token === COMMA || token === CLOSE_ARRAY) this.#separator(token);
    else this.#beginElement(token, this.#array?.isAfterBody === true && token === OPEN_OBJECT);
  }

  #inElement(token: number): void {
    const { depth, outerDepth, index } = this.#tokens;
    if (outerDepth === 0 && (token === COMMA || token === CLOSE_ARRAY)) {
      this.#finish(index);
      this.#separator(token);
    } else if (outerDepth === 0 && this.#isComplete && token === OPEN_OBJECT) {
      this.#finish(index);
      this.#beginElement(token, true);
    } else if (depth === 0 && (token === CLOSE_OBJECT || token === CLOSE_ARRAY)) this.#isComplete = true;
    else this.#lookForBatch(token);
  }

  #inBody(token: number): void {
    const { depth, index } = this.#tokens;
    const body = this.#body as Body;
    if (depth === 0) this.#endBody(body);
    else if (token === COLON && depth === 1) {
      this.#isAtBatch = this.#tokens.lastString === 'batch';
      body.isRepeated ||= this.#isAtBatch;
    } else if (token === COMMA && depth === 1) this.#isAtBatch = false;
    else if (token === OPEN_ARRAY && depth === 2 && this.#isAtBatch) {
      body.around.text.add(this.#chunk.subarray(this.#from, index + 1));
      // As JSON.parse has it, the last one counts.
      if (this.#tokens.offset - body.around.offset > this.#options.maxRecordSize) this.#records.holdOnlyLast();
      else this.#records.drop();
      this.#openArray(new OpenArray(true));
    }
  }

  /** Looks at the keys of a record that may be a body. */
  #lookForBatch(token: number): void {
    if (!this.#mayBeBody) return;
    const { depth, lastString } = this.#tokens;
    if (token === COLON && depth === 1) {
      this.#isAtBatch = lastString === 'batch';
      if (CALL_KEYS.has(lastString)) this.#mayBeBody = false;
    } else if (token === COMMA && depth === 1) this.#isAtBatch = false;
    else if (token === OPEN_ARRAY && depth === 2 && this.#isAtBatch) this.#openBody();
  }

  /** What was held of a record turns out to be the beginning of a body. */
  #openBody(): void {
    const around = this.#capture as Capture;
    around.text.add(this.#chunk.subarray(this.#from, this.#tokens.index + 1));
    this.#body = { outer: this.#array, around, isRepeated: false };
    this.#records.holdBack();
    this.#openArray(new OpenArray(true));
  }

  #openArray(array: OpenArray): void {
    this.#array = array;
    this.#capture = undefined;
    this.#mayBeBody = false;
    this.#isAtBatch = false;
    this.#tokens.depth = 0;
    this.#state = 'array';
  }

  #closeArray(array: OpenArray): void {
    if (array.isBatch) {
      this.#array = undefined;
      this.#capture = this.#body?.around;
      this.#from = this.#tokens.index;
      this.#tokens.depth = 1;
      this.#state = 'body';
    } else {
      this.#array = undefined;
      this.#state = 'outside';
    }
  }

  /** Ends a body: what stands around its batch has to be JSON, too. */
  #endBody(body: Body): void {
    body.around.text.add(this.#chunk.subarray(this.#from, this.#tokens.index + 1));
    this.#capture = undefined;
    const { text, start } = body.around;
    const around = text.isTooLarge ? '' : text.concat().toString();
    const value = parsed(around);
    if (isObject(value)) this.#records.addFindings(bodyFindings(around, value, start, isPacked(this.#options.file)));
    this.#records.release();
    if (value === undefined && !text.isTooLarge) this.#records.addFault('broken-batch', ...start);
    else if (body.isRepeated) this.#records.addFault('repeated-batch', ...start);
    this.#body = undefined;
    this.#array = body.outer;
    this.#state = body.outer === undefined ? 'outside' : 'array';
    if (body.outer !== undefined) body.outer.isAfterBody = true;
  }

  /** A comma between elements, or the closing bracket of the array. */
  #separator(token: number): void {
    const array = this.#array as OpenArray;
    const { comma } = array;
    if (token === COMMA && (array.isEmpty || comma !== undefined)) this.#missingValue('missing-value');
    else if (comma !== undefined) this.#missingValue('trailing-comma', comma);
    array.isEmpty = false;
    array.isAfterBody = false;
    this.#state = 'array';
    if (token === COMMA) array.comma = [this.#tokens.line, this.#tokens.column];
    else this.#closeArray(array);
  }

  #missingValue(fault: SplitFault, start?: Position): void {
    this.#begin(fault, start);
    this.#finish(this.#from);
  }

  #beginElement(token: number, isCommaMissing: boolean): void {
    const array = this.#array as OpenArray;
    this.#begin(isCommaMissing ? 'missing-comma' : undefined);
    array.isEmpty = false;
    array.isAfterBody = false;
    array.comma = undefined;
    this.#mayBeBody = token === OPEN_OBJECT && !array.isBatch;
    this.#isComplete = false;
    this.#state = 'element';
    // A bracket that closes nothing.
    if (token === CLOSE_OBJECT) this.#isComplete = true;
  }

  /** Starts to capture at the current token. */
  #begin(fault: SplitFault | undefined, start?: Position): void {
    const { line, column, offset, index } = this.#tokens;
    this.#from = index;
    this.#capture = new Capture(start ?? [line, column], offset, this.#options.maxRecordSize, fault);
    this.#isAtBatch = false;
  }

  /** Ends the record at an index of the chunk. */
  #finish(end: number): RawRecord {
    const capture = this.#capture as Capture;
    capture.text.add(this.#chunk.subarray(this.#from, end));
    this.#capture = undefined;
    const record = capture.toRecord(this.#options.file, holderOf(this.#array, this.#body));
    this.#records.add(record);
    return record;
  }
}
