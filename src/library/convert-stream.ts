import type { ConvertSummary } from '../convert/account.js';
import { Account } from '../convert/account.js';
import type { GivenOptions } from '../convert/given-options.js';
import { convertOptionsOf } from '../convert/given-options.js';
import type { ConvertOptions } from '../convert/options.js';
import { convertSources } from '../convert/run-convert.js';
import { Failure } from '../failure.js';
import { DEFAULT_MAX_RECORD_SIZE, MAX_MAX_RECORD_SIZE } from '../input/read-records.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import type { LogInput } from './input-source.js';
import { inputSource } from './input-source.js';
import { libraryCheck } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';

/** The options of `convertStream`: those of `copilot-events convert`. */
export interface ConvertStreamOptions extends GivenOptions {
  /** The transcript’s name in messages, and for `conversationIdFrom: 'file'`. Default: its path, or `<stream>`. */
  readonly file?: string;
  /** The longest record that is read, in bytes. Default: 16 MiB. */
  readonly maxRecordSize?: number;
}

/** The events of transcripts, to be iterated once. Nothing is read before that. */
export interface ConvertedStream extends AsyncIterable<CopilotEvent> {
  /** What became of the transcripts so far; of all of it, after the last event. */
  readonly summary: ConvertSummary;
}

const OPTIONS =
  'from file map where userId userIdFrom anonymousId conversationId conversationIdFrom start timestamps timeZone end branches includeTests media feedback components roles bodies details redact limit maxRecordSize'.split(
    ' ',
  );

/** What is kept in memory before temporary files are used. */
const MEMORY_BYTES = 64 * 1024 * 1024;

/** The options of a run. @throws {TypeError} for one that makes no sense. */
function checkedOptions(options: ConvertStreamOptions): ConvertOptions {
  refuseUnknownOptions(options, OPTIONS);
  const { maxRecordSize = 1 } = options;
  if (!Number.isInteger(maxRecordSize) || maxRecordSize < 1 || maxRecordSize > MAX_MAX_RECORD_SIZE) {
    throw new TypeError(`maxRecordSize is a number of bytes, from 1 to ${MAX_MAX_RECORD_SIZE}`);
  }
  try {
    return convertOptionsOf(options);
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
