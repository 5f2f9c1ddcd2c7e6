import type { CheckedRecord } from '../check/check-record.js';
import { checkedRecords } from '../check/checked-records.js';
import type { Summary } from '../check/summary.js';
import { SummaryCounter } from '../check/summary.js';
import type { InputFormat, ReadOptions } from '../input/read-records.js';
import { DEFAULT_MAX_RECORD_SIZE, INPUT_FORMATS, LONGEST_RECORD } from '../input/read-records.js';
import type { JsonObject } from '../record/record.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import type { LogInput } from './input-source.js';
import { inputSource } from './input-source.js';
import { isCopilotEvent } from './is-copilot-event.js';
import { libraryCheck } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';
import type { ValidationResult, ValidatorOptions } from './validator.js';

/** How a log is read and judged. */
export interface StreamOptions extends ValidatorOptions {
  /** What problems call the file. Default: its path, or `<stream>`. A name in `.ndjson` or `.jsonl` says: a record a line. */
  readonly file?: string;
  /** How records are told apart. Default: `auto`, from what the log holds. */
  readonly inputFormat?: InputFormat;
  /** The longest record that is read, in bytes; a longer one is a problem. Default: 16 MiB. */
  readonly maxRecordSize?: number;
}

/** The verdict on one record of a log. */
export interface RecordResult extends ValidationResult {
  /** The record's number within the log, and where it begins; all from 1. */
  readonly record: number;
  readonly line: number;
  readonly column: number;
  /** The record as it was parsed, valid or not; undefined if it could not be read. */
  readonly value: JsonObject | undefined;
  /** The same, typed, if it is valid and one of the spec's events: a check of `event.event` tells which. */
  readonly event: CopilotEvent | undefined;
  /** The record as it stands in the log. It shares memory with its neighbours: copy it to keep it for long. */
  readonly bytes: Uint8Array;
}

/** The verdicts on a log, to be read once, in its order. Nothing is read before the first is asked for. */
export interface ResultStream extends AsyncIterable<RecordResult> {
  /** The counts of what was read until now; of all, after the last verdict. */
  readonly summary: Summary;
  /** Reads what is left, for those who want nothing but the counts. @throws {Failure} if it cannot be read. */
  finish(): Promise<Summary>;
}

const OPTIONS = ['rules', 'showValues', 'file', 'inputFormat', 'maxRecordSize'];

function readOptions({ inputFormat = 'auto', maxRecordSize = DEFAULT_MAX_RECORD_SIZE }: StreamOptions): ReadOptions {
  if (!INPUT_FORMATS.includes(inputFormat)) {
    throw new TypeError(`inputFormat is ${JSON.stringify(inputFormat)}; it is one of ${INPUT_FORMATS.join(', ')}`);
  }
  if (!Number.isInteger(maxRecordSize) || maxRecordSize < 1 || maxRecordSize > LONGEST_RECORD) {
    throw new TypeError(`maxRecordSize is a number of bytes, from 1 to ${LONGEST_RECORD}`);
  }
  return { inputFormat, maxRecordSize };
}

function toResult({ raw, value, call, valid, problems }: CheckedRecord): RecordResult {
  const { number: record, line, column, bytes } = raw;
  const event = valid && call === 'track' && isCopilotEvent(value) ? value : undefined;
  return { valid, problems, record, line, column, value, event, bytes };
}

/**
 * Judges the records of a log one by one, as `copilot-events validate` does: NDJSON, an array, a batch body or a single
 * record, gzip or not, in bounded memory. Leaving the loop early closes the file or the stream.
 * @throws {TypeError} at once, for an option, a rule or a level that does not exist, and for an input that is none. While it
 * is read, {Failure} if it cannot be read or is no text: records until there have had their verdicts.
 */
export function validateStream(input: LogInput, options: StreamOptions = {}): ResultStream {
  refuseUnknownOptions(options, OPTIONS);
  const source = inputSource(input, options.file);
  const read = readOptions(options);
  const check = libraryCheck(options);
  const counter = new SummaryCounter();
  let start: number | undefined;
  let end: number | undefined;

  async function* verdicts(): AsyncGenerator<RecordResult, void, undefined> {
    start = performance.now();
    try {
      for await (const record of checkedRecords({ sources: [source], read, check, counter })) yield toResult(record);
    } finally {
      end = performance.now();
    }
  }
  const stream = verdicts();
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
