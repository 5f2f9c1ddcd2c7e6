import type { ConvertSummary } from '../convert/account.js';
import { Account } from '../convert/account.js';
import { assertTimeZone } from '../convert/collect.js';
import type { Role } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import { readerNamed } from '../convert/recognise.js';
import { convertSources } from '../convert/run-convert.js';
import { readWhere } from '../convert/select-records.js';
import { startTime } from '../convert/times.js';
import { Failure } from '../failure.js';
import { DEFAULT_MAX_RECORD_SIZE, MAX_MAX_RECORD_SIZE } from '../input/read-records.js';
import type { PersonalKind } from '../problem/finding.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import type { LogInput } from './input-source.js';
import { inputSource } from './input-source.js';
import { libraryCheck } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';

/** The options of `convertStream`: those of `copilot-events convert`. */
export interface ConvertStreamOptions {
  /** The name of a format. Default: `auto`, detected from the first record. */
  readonly from?: string;
  /** The transcript’s name in messages, and for `conversationIdFrom: 'file'`. Default: its path, or `<stream>`. */
  readonly file?: string;
  /** Where fields stand, for tables: `{ role: 'sender', text: 'body' }`. Default: none. */
  readonly map?: Readonly<Record<string, string>>;
  /** Only records with these values: `environment=production`, `model!=m`. Default: all. */
  readonly where?: readonly string[];
  /** The user of conversations that name none. Default: none. */
  readonly userId?: string;
  /** Where the user’s id stands in a record. Default: nowhere. */
  readonly userIdFrom?: string;
  /** An anonymous id for all, or `conversation` for the conversation’s own. Default: none. */
  readonly anonymousId?: string;
  /** The conversation of what names none. Default: none. */
  readonly conversationId?: string;
  /** A path in the record, `file` or `history`. Default: what the source states. */
  readonly conversationIdFrom?: string;
  /** The first time of conversations without times. Default: none. */
  readonly start?: string;
  /** Whether events have timestamps. Default: true. */
  readonly timestamps?: boolean;
  /** The time zone of times without one. Default: none. */
  readonly timeZone?: string;
  /** When Conversation Ended is written. Default: `stated`. */
  readonly end?: 'stated' | 'last' | 'none';
  /** Scores that are the customer’s rating, with the numbers that their texts mean. Default: none. */
  readonly feedback?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Tools that draw a widget. Default: none. */
  readonly components?: readonly string[];
  /** Further words for roles: `{ luna: 'ai_agent' }`. Default: none. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** Whether the messages’ texts are written. Default: `full`. */
  readonly bodies?: 'full' | 'none';
  /** Whether further facts of the source are written. Default: false. */
  readonly details?: boolean;
  /** The kinds of personal data to mask. Default: none. */
  readonly redact?: readonly PersonalKind[];
  /** How many conversations are written. Default: all. */
  readonly limit?: number;
  /** The longest record that is read, in bytes. Default: 16 MiB. */
  readonly maxRecordSize?: number;
}

/** The events of transcripts, to be iterated once. Nothing is read before that. */
export interface ConvertedStream extends AsyncIterable<CopilotEvent> {
  /** What became of the transcripts so far; of all of it, after the last event. */
  readonly summary: ConvertSummary;
}

const OPTIONS =
  'from file map where userId userIdFrom anonymousId conversationId conversationIdFrom start timestamps timeZone end feedback components roles bodies details redact limit maxRecordSize'.split(
    ' ',
  );

/** What is kept in memory before temporary files are used. */
const MEMORY_BYTES = 64 * 1024 * 1024;

function lowerCase(roles: Readonly<Record<string, Role>>): Record<string, Role> {
  return Object.fromEntries(Object.entries(roles).map(([word, role]) => [word.toLowerCase(), role]));
}

function readOptions(options: ConvertStreamOptions): ConvertOptions {
  const { from = 'auto', map = {}, where = [], roles = {}, feedback = {}, timeZone, start } = options;
  if (from !== 'auto') readerNamed(from);
  if (timeZone !== undefined) assertTimeZone(timeZone);
  return {
    from,
    reader: {
      map,
      roles: lowerCase(roles),
      feedback: new Map(Object.entries(feedback)),
      timeZone,
    },
    components: new Set(options.components ?? []),
    where: where.map(readWhere),
    conversationId: options.conversationId,
    conversationIdFrom: options.conversationIdFrom ?? map['conversation'],
    userId: options.userId,
    userIdFrom: options.userIdFrom ?? map['user'],
    anonymousId: options.anonymousId,
    noTimestamps: options.timestamps === false,
    limit: options.limit ?? Number.POSITIVE_INFINITY,
    write: {
      bodies: options.bodies ?? 'full',
      redact: options.redact ?? [],
      details: options.details ?? false,
      start: start === undefined ? undefined : startTime(start),
      end: options.end ?? 'stated',
    },
  };
}

/** The options of a run. @throws {TypeError} for one that makes no sense. */
function checkedOptions(options: ConvertStreamOptions): ConvertOptions {
  refuseUnknownOptions(options, OPTIONS);
  const { maxRecordSize = 1 } = options;
  if (!Number.isInteger(maxRecordSize) || maxRecordSize < 1 || maxRecordSize > MAX_MAX_RECORD_SIZE) {
    throw new TypeError(`maxRecordSize is a number of bytes, from 1 to ${MAX_MAX_RECORD_SIZE}`);
  }
  try {
    return readOptions(options);
  } catch (error) {
    throw error instanceof Failure ? new TypeError(error.message, { cause: error }) : error;
  }
}

/**
 * Converts transcripts to events, as `copilot-events convert` does: each event was checked. All input is read before the first
 * event, since what is missing is asked for before anything is written.
 * @throws {TypeError} at once, for an option that does not exist or makes no sense. While the events are read, {Failure}: with the code
 * `missing-facts` if the transcripts do not tell something that only you know, or if they cannot be read.
 */
export function convertStream(input: LogInput, options: ConvertStreamOptions = {}): ConvertedStream {
  const convert = checkedOptions(options);
  const source = inputSource(input, options.file);
  const account = new Account();
  let start: number | undefined;

  async function* events(): AsyncGenerator<CopilotEvent, void, undefined> {
    start = performance.now();
    const files = new TemporaryFiles();
    try {
      const texts = convertSources({
        sources: [source],
        options: convert,
        check: libraryCheck({}),
        maxRecordSize: options.maxRecordSize ?? DEFAULT_MAX_RECORD_SIZE,
        createSorter: (keyWords) => new ExternalSorter({ keyWords, memoryBytes: MEMORY_BYTES, files }),
        account,
        onProblem() {},
        onRejected() {},
        onFailure(error) {
          throw error;
        },
        stopped: () => false,
      });
      for await (const text of texts) {
        for (const line of text.split('\n')) if (line !== '') yield JSON.parse(line) as CopilotEvent;
      }
    } finally {
      files.close();
    }
  }
  const stream = events();
  return {
    [Symbol.asyncIterator]: () => stream,
    get summary() {
      return account.summary(start === undefined ? 0 : Math.round(performance.now() - start));
    },
  };
}
