import type { ReadOptions, RecordBatch } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { LineCounts, LineCutter } from '../input/split-lines.js';
import type { Source } from '../input/text-chunks.js';
import type { Problem } from '../problem/problem.js';
import type { RawRecord } from '../record/record.js';
import { AcceptedRecords } from '../scan/accepted-records.js';
import { safeName } from '../text/safe-name.js';
import type { CheckedRecord, CheckRecord } from './check-record.js';
import { withProblems } from './check-record.js';
import type { ConversationCheck, LateProblem } from './conversation-check.js';
import { DeferredLines } from './parallel/deferred-lines.js';
import type { SummaryCounter } from './summary.js';

/** What a run of records, or lines that are judged meanwhile, stands for in what is read. */
export type Deferred = AcceptedRecords | DeferredLines;

/** Says who cuts the lines of a text, faster than they are cut one by one. */
export interface FastPath {
  /** Who cuts the next text, of so many bytes; undefined if that is not worth the while. */
  cutterFor(bytes: number): LineCutter<Deferred> | undefined | Promise<LineCutter<Deferred> | undefined>;
  /** Hears of so many bytes of text that is not in lines, before its records are asked for. */
  prepare(bytes: number): Promise<unknown> | undefined;
  /** A record by itself, if nothing is wrong with it, which is known without building it. */
  accept(raw: RawRecord): AcceptedRecords | undefined;
  /** Hears of an event that the slow path has met. */
  noteEvent(event: string): void;
  /** How many texts are read ahead while others are judged. */
  readonly ahead: number;
}

/** Takes checked records: a report, a file of valid records, a sender. */
export interface Sink {
  /** Takes one record, in the order of the log. Must not wait: what takes time is done in `settle`. */
  write(record: CheckedRecord): void;
  /** Takes one that nothing is wrong with and that was never built; left out by those who need no such record. */
  writeUnbuilt?(raw: RawRecord): void;
  /** Takes some of a run of such records at once, from one up to another; left out by those who need none of them. */
  writeAccepted?(run: AcceptedRecords, from: number, to: number): void;
  /** Takes a problem that shows only at the end of the log, after its record was taken. */
  writeLate?(late: LateProblem): void;
  /** Asked after each stretch of the log; the corridor goes on when the promise settles. Keeps memory bounded. */
  drain?(): Promise<void> | undefined;
}

/** What the corridor needs. */
export interface CheckSourcesOptions {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  /** The way past the building of records that nothing is wrong with, for sinks that need none. Default: all are built. */
  readonly scan?: FastPath | undefined;
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
export function countedName(record: CheckedRecord): string {
  const { event, call } = record;
  if (event !== undefined) return safeName(event);
  if (call !== undefined) return `(${call})`;
  return record.value === undefined ? '(unreadable)' : '(unknown call)';
}

function withoutThose(record: CheckedRecord, setAside: CheckSourcesOptions['setAside']): CheckedRecord {
  if (setAside === undefined || record.problems.length === 0) return record;
  const left = record.problems.filter((problem) => !setAside(problem));
  return withProblems(record, left, record.valid);
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
    for (const sink of sinks) sink.writeLate?.(late);
  }
  for (const sink of sinks) await sink.drain?.();
}

/** Reads all sources; says whether nothing was left out. */
async function readSources(options: CheckSourcesOptions): Promise<boolean> {
  const { sources, read, check, scan, conversations, setAside, counter, sinks, stopped, onFailure } = options;
  let isWhole = true;
  const take = (alone: CheckedRecord): void => {
    const record = withoutThose(alone, setAside);
    counter.add(record, countedName(record));
    for (const sink of sinks) sink.write(record);
  };
  const takeAccepted = (run: AcceptedRecords): void => {
    const wanting = sinks.filter((sink) => sink.writeUnbuilt !== undefined);
    let counted = 0;
    const countUntil = (end: number): void => {
      for (const { name, count } of run.countedNames(counted, end)) counter.addValid(name, count);
      for (const sink of sinks) sink.writeAccepted?.(run, counted, end);
      counted = end;
    };
    if (conversations === undefined && wanting.length === 0) {
      countUntil(run.count);
      return;
    }
    for (let index = 0; index < run.count; index++) {
      const quiet = conversations?.writeClean(run, index) ?? run.count;
      if (wanting.length === 0) index = quiet;
      else for (; index < quiet; index++) for (const sink of wanting) sink.writeUnbuilt?.(run.rawOf(index));
      if (index === run.count) break;
      const told = conversations?.checkAccepted(run, index, check);
      if (told === undefined) {
        for (const sink of wanting) sink.writeUnbuilt?.(run.rawOf(index));
        continue;
      }
      countUntil(index);
      take(told);
      counted = index + 1;
    }
    countUntil(run.count);
  };
  const takeAlone = (alone: CheckedRecord): void =>
    take(conversations === undefined ? alone : conversations.check(alone));
  const takeRaw = (raw: RawRecord): void => {
    // What comes in lines was scanned before it came here.
    const mayBeAccepted = isOfArray(raw) && raw.found === undefined && raw.fault === undefined;
    const accepted = mayBeAccepted ? scan?.accept(raw) : undefined;
    if (accepted !== undefined) {
      takeAccepted(accepted);
      return;
    }
    const alone = check(raw);
    if (alone.event !== undefined) scan?.noteEvent(alone.event);
    takeAlone(alone);
  };
  for (const source of sources) {
    if (stopped()) return false;
    counter.files++;
    const cutterFor = scan && ((bytes: number) => scan.cutterFor(bytes));
    const batches = readAhead(readRecords<Deferred>(source, read, cutterFor), () => scan?.ahead ?? 0);
    let passed: LineCounts = { lines: 0, records: 0 };
    const takeNow = (item: RawRecord | AcceptedRecords): void => {
      const { lines, records } = passed;
      if (item instanceof AcceptedRecords) takeAccepted(lines > 0 ? item.behind(lines, records) : item);
      else takeRaw(lines > 0 ? { ...item, number: item.number + records, line: item.line + lines } : item);
    };
    const takeDeferred = async (lines: DeferredLines): Promise<void> => {
      const judged = await lines.judged(passed);
      passed = judged.passed;
      for (const item of judged.items) {
        if (item instanceof AcceptedRecords) takeAccepted(item);
        else if ('problems' in item) takeAlone(item);
        else takeRaw(item);
      }
    };
    try {
      for (;;) {
        const batch = await batches.next().catch((error: unknown) => {
          isWhole = false;
          onFailure(error);
          return undefined;
        });
        if (batch === undefined || batch.done === true) break;
        const { records, text, release } = batch.value;
        counter.bytes += text.length;
        if (isOfArray(records[0])) await scan?.prepare(text.length);
        for (const item of records) {
          if (item instanceof DeferredLines) await takeDeferred(item);
          else takeNow(item);
        }
        for (const sink of sinks) await sink.drain?.();
        release?.();
        if (stopped()) return false;
      }
    } finally {
      // Lets go of the file or the stream when the run ends early.
      await batches.return(undefined);
    }
  }
  return isWhole;
}

function isOfArray(item: RawRecord | Deferred | undefined): boolean {
  return item !== undefined && 'inArray' in item && item.inArray === true;
}

/**
 * Reads on while what was read is looked at, `most` batches ahead, which may change. What goes wrong is told when all that
 * came before it was given.
 */
async function* readAhead<Run>(
  batches: AsyncGenerator<RecordBatch<Run>>,
  most: () => number,
): AsyncGenerator<RecordBatch<Run>, void, undefined> {
  const held: RecordBatch<Run>[] = [];
  let failed: { readonly error: unknown } | undefined;
  let ended = false;
  try {
    for (;;) {
      while (!ended && held.length <= most()) {
        try {
          const next = await batches.next();
          ended = next.done === true;
          if (next.done !== true) held.push(next.value);
        } catch (error) {
          failed = { error };
          ended = true;
        }
      }
      const batch = held.shift();
      if (batch === undefined) break;
      yield batch;
    }
    if (failed !== undefined) throw failed.error;
  } finally {
    await batches.return(undefined);
  }
}
