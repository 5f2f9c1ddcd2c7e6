import type { CheckedRecord } from '../check/check-record.js';
import { checkedRecords } from '../check/checked-records.js';
import type { Summary } from '../check/summary.js';
import { SummaryCounter } from '../check/summary.js';
import type { InputFormat, ReadOptions } from '../input/read-records.js';
import { DEFAULT_MAX_RECORD_SIZE, INPUT_FORMATS, MAX_MAX_RECORD_SIZE } from '../input/read-records.js';
import type { JsonObject } from '../record/record.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import { CHECK_OPTIONS } from './check-options.js';
import type { LogInput } from './input-source.js';
import { inputSource } from './input-source.js';
import { isCopilotEvent } from './is-copilot-event.js';
import { libraryCheck } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';
import type { ValidationResult, ValidatorOptions } from './validator.js';

/** The options of `validateStream`. */
export interface StreamOptions extends ValidatorOptions {
  /**
   * The file's name in problems. Default: its path, or `<stream>`. A name that ends in `.ndjson` or `.jsonl` means one
   * record per line.
   */
  readonly file?: string;
  /** The format of the log. Default: `auto`, detected from its content. */
  readonly inputFormat?: InputFormat;
  /** The longest record that is read, in bytes; a longer one is a problem. Default: 16 MiB. */
  readonly maxRecordSize?: number;
}

/** The result for one record of a log. */
export interface RecordResult extends ValidationResult {
  /** The record's number within the log, and where it begins; all from 1. */
  readonly record: number;
  readonly line: number;
  readonly column: number;
  /** The record as it was parsed, valid or not; undefined if it could not be read. */
  readonly value: JsonObject | undefined;
  /** The same, typed, if it is valid and an event of the spec; `event.event` narrows the type. */
  readonly event: CopilotEvent | undefined;
  /** The record's bytes in the log. They share memory with other records: copy them to keep them for long. */
  readonly bytes: Uint8Array;
}

/** The results for a log, to be iterated once, in its order. Nothing is read before that. */
export interface ResultStream extends AsyncIterable<RecordResult> {
  /** The counts of what was read so far; of the whole log, after the last result. */
  readonly summary: Summary;
  /** Reads the rest of the log, if only the counts are needed. @throws {Failure} if it cannot be read. */
  finish(): Promise<Summary>;
}

const OPTIONS = [...CHECK_OPTIONS, 'file', 'inputFormat', 'maxRecordSize'];

function readOptions({ inputFormat = 'auto', maxRecordSize = DEFAULT_MAX_RECORD_SIZE }: StreamOptions): ReadOptions {
  if (!INPUT_FORMATS.includes(inputFormat)) {
    throw new TypeError(`inputFormat is ${JSON.stringify(inputFormat)}; it is one of ${INPUT_FORMATS.join(', ')}`);
  }
  if (!Number.isInteger(maxRecordSize) || maxRecordSize < 1 || maxRecordSize > MAX_MAX_RECORD_SIZE) {
    throw new TypeError(`maxRecordSize is a number of bytes, from 1 to ${MAX_MAX_RECORD_SIZE}`);
  }
  return { inputFormat, maxRecordSize };
}

function toResult({ raw, value, call, valid, problems }: CheckedRecord): RecordResult {
  const { number: record, line, column, bytes } = raw;
  const event = valid && call === 'track' && isCopilotEvent(value) ? value : undefined;
  return { valid, problems, record, line, column, value, event, bytes };
}

/**
 * Checks the records of a log one by one, as `copilot-events validate` does without its rules across records: NDJSON,
 * an array, a batch body or a single record, gzip or not, in limited memory. Leaving the loop early closes the file or
 * the stream.
 * @throws {TypeError} at once, for an unknown option, rule or level, or an input of the wrong type. While the log is
 * read, {Failure} if it cannot be read or is not text; the records before that have their results.
 */
export function validateStream(input: LogInput, options: StreamOptions = {}): ResultStream {
  refuseUnknownOptions(options, OPTIONS);
  const source = inputSource(input, options.file);
  const read = readOptions(options);
  const check = libraryCheck(options);
  const counter = new SummaryCounter();
  let start: number | undefined;
  let end: number | undefined;

  async function* results(): AsyncGenerator<RecordResult, void, undefined> {
    start = performance.now();
    try {
      for await (const record of checkedRecords({ sources: [source], read, check, counter })) yield toResult(record);
    } finally {
      end = performance.now();
    }
  }
  const stream = results();
  const summary = () => counter.summary(start === undefined ? 0 : Math.round((end ?? performance.now()) - start));
  return {
    [Symbol.asyncIterator]: () => stream,
    get summary() {
      return summary();
    },
    async finish() {
      for await (const _ of stream);
      return summary();
    },
  };
}
