import type { ReadOptions } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import type { Problem } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import type { RawRecord } from '../record/record.js';
import { AcceptedRecords } from '../scan/accepted-records.js';
import type { ScanGate } from '../scan/scan-gate.js';
import type { CheckedRecord, CheckRecord } from './check-record.js';
import type { ConversationCheck, LateProblem } from './conversation-check.js';
import type { SummaryCounter } from './summary.js';

/** Takes checked records: a report, a file of valid records, a sender. */
export interface Sink {
  /** Takes one record, in the order of the log. Must not wait: what takes time is done in `settle`. */
  take(record: CheckedRecord): void;
  /** Takes one that nothing is wrong with and that was never built; left out by those who need no such record. */
  takeUnbuilt?(raw: RawRecord): void;
  /** Takes some of a run of such records at once, from one up to another; left out by those who need none of them. */
  takeAccepted?(run: AcceptedRecords, from: number, to: number): void;
  /** Takes a problem that shows only at the end of the log, after its record was taken. */
  takeLate?(late: LateProblem): void;
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
  /** Looks at the checked records beside each other; undefined if no rule asks for it. */
  readonly conversations?: ConversationCheck | undefined;
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

/** The corridor: reads all sources in order, checks each record, counts it, and hands it to the sinks. */
export async function checkSources(options: CheckSourcesOptions): Promise<void> {
  const { conversations, setAside, counter, sinks } = options;
  const isWhole = await readSources(options);
  if (conversations === undefined) return;
  counter.conversationsDropped = conversations.dropped;
  // What has not come by now has come nowhere, but only if all was read.
  if (!isWhole) return;
  for (const late of conversations.end()) {
    if (setAside?.(late.problem) === true) continue;
    counter.addLate(late);
    for (const sink of sinks) sink.takeLate?.(late);
  }
  for (const sink of sinks) await sink.settle?.();
}

/** Reads all sources; says whether nothing was left out. */
async function readSources(options: CheckSourcesOptions): Promise<boolean> {
  const { sources, read, check, scan, conversations, setAside, counter, sinks, stopped, onFailure } = options;
  let isWhole = true;
  const take = (alone: CheckedRecord): void => {
    const record = withoutThose(alone, setAside);
    counter.add(record, countedName(record));
    for (const sink of sinks) sink.take(record);
  };
  const takeAccepted = (run: AcceptedRecords): void => {
    const wanting = sinks.filter((sink) => sink.takeUnbuilt !== undefined);
    let counted = 0;
    const countUntil = (end: number): void => {
      for (const { name, count } of run.countedNames(counted, end)) counter.addValid(name, count);
      for (const sink of sinks) sink.takeAccepted?.(run, counted, end);
      counted = end;
    };
    if (conversations === undefined && wanting.length === 0) {
      countUntil(run.count);
      return;
    }
    for (let index = 0; index < run.count; index++) {
      const told = conversations === undefined ? undefined : conversations.checkAccepted(run, index, check);
      if (told === undefined) {
        for (const sink of wanting) sink.takeUnbuilt?.(run.rawOf(index));
        continue;
      }
      countUntil(index);
      take(told);
      counted = index + 1;
    }
    countUntil(run.count);
  };
  for (const source of sources) {
    if (stopped()) return false;
    counter.files++;
    const batches = readRecords<AcceptedRecords>(source, read, scan && ((bytes) => scan.cutterFor(bytes)));
    try {
      for (;;) {
        const batch = await batches.next().catch((error: unknown) => {
          isWhole = false;
          onFailure(error);
          return undefined;
        });
        if (batch === undefined || batch.done === true) break;
        counter.bytes += batch.value.text.length;
        for (const raw of batch.value.records) {
          if (raw instanceof AcceptedRecords) {
            takeAccepted(raw);
            continue;
          }
          const alone = check(raw);
          if (alone.event !== undefined) scan?.noteEvent(alone.event);
          take(conversations === undefined ? alone : conversations.check(alone));
        }
        for (const sink of sinks) await sink.settle?.();
        if (stopped()) return false;
      }
    } finally {
      // Lets go of the file or the stream when the run ends early.
      await batches.return(undefined);
    }
  }
  return isWhole;
}
