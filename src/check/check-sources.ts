import type { ReadOptions } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import type { Problem } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import type { RawRecord } from '../record/record.js';
import { AcceptedRecords } from '../scan/accepted-records.js';
import type { ScanGate } from '../scan/scan-gate.js';
import type { CheckedRecord, CheckRecord } from './check-record.js';
import type { SummaryCounter } from './summary.js';

/** Takes checked records: a report, a file of valid records, a sender. */
export interface Sink {
  /** Takes one record, in the order of the log. Must not wait: what takes time is done in `settle`. */
  take(record: CheckedRecord): void;
  /** Takes one that nothing is wrong with and that was never built; left out by those who need no such record. */
  takeUnbuilt?(raw: RawRecord): void;
  /** Asked after each stretch of the log; the corridor goes on when the promise settles. Keeps memory bounded. */
  settle?(): Promise<void> | undefined;
}

/** What the corridor needs. */
export interface CheckSourcesOptions {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  /** The way past the building of records that nothing is wrong with, for sinks that need none. Default: all are built. */
  readonly scan?: ScanGate | undefined;
  /**
   * Takes known problems aside: true for one that is neither counted nor handed on. Asked once for each problem, in order.
   * Whether the problem's record is valid does not change.
   */
  readonly setAside?: ((problem: Problem) => boolean) | undefined;
  readonly counter: SummaryCounter;
  readonly sinks: readonly Sink[];
  /** Asked between stretches; true ends the run early. */
  readonly stopped: () => boolean;
  /** Hears of a source that could not be read (a `Failure`); the run goes on with the next one. */
  readonly onFailure: (error: unknown) => void;
}

/** The name a record is counted under: its event's, or its call's in parentheses. */
export function countedName({ event, call, value }: CheckedRecord): string {
  if (event !== undefined) return safeName(event);
  return call === undefined ? (value === undefined ? '(unreadable)' : '(unknown call)') : `(${call})`;
}

function withoutThose(record: CheckedRecord, setAside: CheckSourcesOptions['setAside']): CheckedRecord {
  if (setAside === undefined || record.problems.length === 0) return record;
  return { ...record, problems: record.problems.filter((problem) => !setAside(problem)) };
}

/** Counts a run of records that nothing is wrong with, and hands them to the sinks that want them. */
function takeAccepted(run: AcceptedRecords, counter: SummaryCounter, sinks: readonly Sink[]): void {
  for (const { name, count } of run.countedNames()) counter.addValid(name, count);
  for (const sink of sinks) {
    if (sink.takeUnbuilt === undefined) continue;
    for (let index = 0; index < run.count; index++) sink.takeUnbuilt(run.rawOf(index));
  }
}

/** The corridor: reads all sources in order, checks each record, counts it, and hands it to the sinks. */
export async function checkSources(options: CheckSourcesOptions): Promise<void> {
  const { sources, read, check, scan, setAside, counter, sinks, stopped, onFailure } = options;
  for (const source of sources) {
    if (stopped()) return;
    counter.files++;
    const batches = readRecords<AcceptedRecords>(source, read, scan && ((bytes) => scan.cutterFor(bytes)));
    try {
      for (;;) {
        const batch = await batches.next().catch((error: unknown) => {
          onFailure(error);
          return undefined;
        });
        if (batch === undefined || batch.done === true) break;
        counter.bytes += batch.value.bytes;
        for (const raw of batch.value.records) {
          if (raw instanceof AcceptedRecords) {
            takeAccepted(raw, counter, sinks);
            continue;
          }
          const record = withoutThose(check(raw), setAside);
          if (record.event !== undefined) scan?.noteEvent(record.event);
          counter.add(record, countedName(record));
          for (const sink of sinks) sink.take(record);
        }
        for (const sink of sinks) await sink.settle?.();
        if (stopped()) return;
      }
    } finally {
      // Lets go of the file or the stream when the run ends early.
      await batches.return(undefined);
    }
  }
}
