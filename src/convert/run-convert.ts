import type { CheckedRecord, CheckRecord } from '../check/check-record.js';
import type { Source } from '../input/text-chunks.js';
import type { ExternalSorter } from '../spill/external-sorter.js';
import type { Account } from './account.js';
import { Collector } from './collect.js';
import { askFor } from './gaps.js';
import type { ConvertOptions } from './options.js';
import { writeConversations } from './write-conversations.js';

/** What a run needs beside its options. */
export interface ConvertRun {
  readonly sources: readonly Source[];
  readonly options: ConvertOptions;
  readonly check: CheckRecord;
  readonly maxRecordSize: number;
  /** Makes a sorter whose keys have so many words. */
  readonly createSorter: (keyWords: number) => ExternalSorter;
  readonly account: Account;
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Called with what was checked and has problems: records that are no JSON, events that the check finds fault with. */
  readonly onProblem: (checked: CheckedRecord) => void;
  /** Called with a record that is not of the format of its file. */
  readonly onRejected: (file: string, line: number) => void;
  /** Called with the failure of a source, which does not stop the others. */
  readonly onFailure: (error: unknown) => void;
  /** Ends the run early. */
  readonly stopped: () => boolean;
}

/**
 * Converts transcripts: yields the events of one conversation after the other as lines of NDJSON, the conversation that began first
 * first. All input is read before the first event, since what is missing is asked for before anything is written.
 * @throws {Failure} if the transcripts do not tell something that only the user knows.
 */
export async function* convertSources(run: ConvertRun): AsyncGenerator<string> {
  const collector = new Collector(run);
  for (const source of run.sources) {
    if (run.stopped()) return;
    await collector.read(source);
  }
  if (run.stopped()) return;
  collector.end();
  const written = writeConversations(collector, run);
  askFor(written.gaps, collector, run.options);
  yield* written.texts();
}
