import type { ReadOptions, RecordBatch } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import type { Problem } from '../problem/problem.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { DeclinedRecord, KeyedRecords, ScannedItem } from '../scan/declined-record.js';
import { safeName } from '../text/safe-name.js';
import type { CheckedRecord, CheckRecord } from './check-record.js';
import type { CheckResult } from './check-result.js';
import { isReadable, withProblems } from './check-result.js';
import type { ConversationCheck } from './conversation-check.js';
import type { FastPath } from './fast-path.js';
import type { LateProblem } from './late-problem.js';
import { mergeLate } from './late-problem.js';
import type { KnownProblems } from './late-spool.js';
import { acceptedResult } from './late-spool.js';
import type { MessageIdCheck } from './message-ids/message-id-check.js';
import type { RepeatedResult } from './repeated-record.js';
import { RepeatedRecord } from './repeated-record.js';
import type { SummaryCounter } from './summary.js';

/** Gets the results of a run: a report, a file of valid records, a sender. */
export interface Sink<Result extends CheckResult = CheckedRecord> {
  /** Called with each result, in the order of the log. Must not wait: slow work is done in `drain`. */
  readonly write: (result: Result) => void;
  /** Whether `write` gets the known problems, too: those that `setAside` leaves out. Default: false. */
  readonly wantsKnown?: true;
  /** Called before the records of a file. @param index its place among the files of the run, from 0 */
  beginFile?(file: string, index: number): void;
  /**
   * Called with records of a run that have no problem and were not built, from one index up to another. Left out by
   * sinks that need no such records.
   */
  writeAccepted?(run: AcceptedRecords, from: number, to: number): void;
  /**
   * Called with a record whose findings are known from another one, in place of `write`. It is valid until the next one. Left out by
   * sinks that need its result as an object.
   */
  writeRepeated?(record: RepeatedRecord): void;
  /** Called with a problem that is known only at the end of the log. */
  writeLate?(late: LateProblem): void;
  /** Called after each batch; the pipeline waits for the promise. Keeps memory bounded. */
  drain?(): Promise<void> | undefined;
}

interface Options<Result extends CheckResult> {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  /**
   * Looks up known problems: a problem for which it returns true is not counted and not handed on. Called once for
   * each, in order.
   */
  readonly setAside?: ((problem: Problem) => boolean) | undefined;
  /** Checks records beside each other; undefined if no rule needs that. */
  readonly conversations?: ConversationCheck | undefined;
  /** Checks the `messageId` of calls beside each other; undefined if no rule needs that. */
  readonly messageIds?: MessageIdCheck | undefined;
  /** Called when everything was read, in place of these two checks: they are made elsewhere, with other logs. */
  readonly onGathered?: (() => Promise<void>) | undefined;
  /** Called with each problem that is known only at the end, also with one that is set aside. */
  readonly onLate?: (late: LateProblem) => void;
  /** What an earlier reading of the same sources found among records: it is added to the records that are given to sinks. */
  readonly known?: KnownProblems | undefined;
  readonly counter: SummaryCounter;
  readonly sinks: readonly Sink<Result>[];
  /** Called between batches; true ends the run early. */
  readonly stopped: () => boolean;
  /** Called with the error of a source that could not be read (a `Failure`); the run goes on with the next one. */
  readonly onFailure: (error: unknown) => void;
}

/** The options of a run that builds every record. */
export interface CheckSourcesOptions extends Options<CheckedRecord> {
  readonly fastPath?: undefined;
}

/** The options of a run whose sinks do not need the records' values, so that most records need not be built. */
export interface FastCheckOptions extends Options<CheckResult> {
  readonly fastPath: FastPath;
}

/** How many problems at the end of the log are written before the sinks are waited for. */
const LATE_BATCH = 1000;

/** The name that a record is counted under: its event's, or its call's in parentheses. */
export function countedName(result: CheckResult): string {
  const { event, call } = result;
  if (event !== undefined) return safeName(event);
  if (call !== undefined) return `(${call})`;
  return isReadable(result) ? '(unknown call)' : '(unreadable)';
}

/** The pipeline: reads all sources in order, checks each record, counts it, and hands it to the sinks. */
export async function checkSources(options: CheckSourcesOptions | FastCheckOptions): Promise<void> {
  // Without a fast path, all results are whole.
  await new RecordPipeline(options as Options<CheckResult>, options.fastPath).run();
}

/** One run through the sources. */
class RecordPipeline {
  readonly #options: Options<CheckResult>;
  readonly #fastPath: FastPath | undefined;
  readonly #acceptedSinks: readonly Sink<CheckResult>[];
  #hasFailed = false;
  #fileIndex = -1;
  #repeated: RepeatedRecord | undefined;

  constructor(options: Options<CheckResult>, fastPath: FastPath | undefined) {
    this.#options = options;
    this.#fastPath = fastPath;
    this.#acceptedSinks = options.sinks.filter(({ writeAccepted }) => writeAccepted !== undefined);
  }

  async run(): Promise<void> {
    const { sources, conversations, messageIds, counter, sinks, stopped } = this.#options;
    for (const source of sources) {
      if (stopped()) break;
      for (const sink of sinks) sink.beginFile?.(source.name, counter.files);
      counter.files++;
      this.#fileIndex++;
      conversations?.beginFile(source.name);
      messageIds?.beginFile(source.name);
      await this.#readSource(source);
    }
    if (this.#options.onGathered !== undefined) {
      await this.#options.onGathered();
      return;
    }
    const isComplete = !this.#hasFailed && !stopped();
    await this.#writeLate(mergeLate(conversations?.end(isComplete) ?? [], messageIds?.end() ?? []));
  }

  async #readSource(source: Source): Promise<void> {
    const { read, stopped, onFailure } = this.#options;
    const fastPath = this.#fastPath;
    const cutterFor = fastPath && ((bytes: number) => fastPath.cutterFor(bytes));
    const batches = (await fastPath?.scanFile(source, read)) ?? readRecords(source, read, cutterFor);
    const fail = (error: unknown): undefined => {
      this.#hasFailed = true;
      onFailure(error);
    };
    try {
      while (!stopped()) {
        const next = await batches.next().catch(fail);
        if (next === undefined || next.done === true) break;
        await this.#writeBatch(next.value);
      }
    } finally {
      // Closes the file or the stream when the run ends early.
      await batches.return(undefined);
    }
  }

  async #writeBatch({ records, text, release }: RecordBatch<ScannedItem>): Promise<void> {
    const { counter, sinks } = this.#options;
    counter.bytes += text.length;
    const [first] = records;
    if (first?.kind === undefined && first?.partOf !== undefined) await this.#fastPath?.prepare(text.length);
    for (const item of records) this.#writeItem(item);
    for (const sink of sinks) await sink.drain?.();
    release?.();
  }

  #writeItem(item: ScannedItem): void {
    if (item.kind === 'accepted') this.#writeRun(item);
    else if (item.kind === 'keyed') this.#writeKeyed(item);
    else if (item.kind === 'declined') this.#writeDeclined(item);
    else this.#writeRaw(item);
  }

  #writeRaw(raw: RawRecord): void {
    // Lines were scanned before they came here.
    const mayBeAccepted = raw.partOf !== undefined && raw.found === undefined && raw.fault === undefined;
    const run = mayBeAccepted ? this.#fastPath?.accept(raw) : undefined;
    if (run !== undefined) {
      this.#writeRun(run);
      return;
    }
    this.#writeResult(this.#check(raw));
  }

  #writeDeclined({ raw, answer }: DeclinedRecord): void {
    this.#writeResult(this.#check(raw), answer);
  }

  #writeKeyed({ run }: KeyedRecords): void {
    const repeated = this.#fastPath?.repeated;
    for (let index = 0; index < run.count; index++) {
      const shared = repeated?.find(run, index);
      if (shared !== undefined) {
        this.#writeRepeated(this.#repeatedRecord(run, index, shared));
        continue;
      }
      const answer = run.only(index);
      const result = this.#check(answer.rawOf(0));
      repeated?.learn(answer, result);
      this.#writeResult(result, answer);
    }
  }

  /** The record with findings that are known: one object for all of them. */
  #repeatedRecord(run: AcceptedRecords, index: number, shared: RepeatedResult): RepeatedRecord {
    this.#repeated ??= new RepeatedRecord();
    return this.#repeated.moveTo(run, index, shared);
  }

  #writeRepeated(record: RepeatedRecord): void {
    const { conversations, messageIds, known, setAside, counter, sinks } = this.#options;
    conversations?.addRepeated(record);
    messageIds?.addRepeated(record);
    if (known !== undefined || setAside !== undefined) {
      this.#writeFinal(known?.addTo(record.result, this.#fileIndex) ?? record.result);
      return;
    }
    counter.addRepeated(record);
    for (const sink of sinks) {
      if (sink.writeRepeated === undefined) sink.write(record.result);
      else sink.writeRepeated(record);
    }
  }

  #check(raw: RawRecord): CheckedRecord {
    const result = this.#options.check(raw);
    if (result.event !== undefined) this.#fastPath?.noteEvent(result.event);
    return result;
  }

  #writeResult(checked: CheckResult, facts?: AcceptedRecords): void {
    const { conversations, messageIds, known } = this.#options;
    conversations?.add(checked, facts);
    messageIds?.add(checked, facts);
    this.#writeFinal(known === undefined ? checked : known.addTo(checked, this.#fileIndex));
  }

  #writeFinal(checked: CheckResult): void {
    const { counter, sinks } = this.#options;
    const result = this.#withoutKnown(checked);
    counter.add(result, countedName(result));
    for (const sink of sinks) sink.write(sink.wantsKnown === true ? checked : result);
  }

  #writeRun(run: AcceptedRecords): void {
    const { conversations, messageIds, known } = this.#options;
    conversations?.addAccepted(run);
    messageIds?.addAccepted(run);
    let from = 0;
    if (known !== undefined) {
      for (let index = this.#indexIn(run, known); index < run.count; index = this.#indexIn(run, known)) {
        this.#writeAccepted(run, from, index);
        this.#writeFinal(known.addTo(acceptedResult(run, index), this.#fileIndex));
        from = index + 1;
      }
    }
    this.#writeAccepted(run, from, run.count);
  }

  /** The index of the next record of a run that has a problem among records; of a record before the run, 0. */
  #indexIn(run: AcceptedRecords, known: KnownProblems): number {
    return Math.max(0, known.nextRecord(this.#fileIndex) - run.firstNumber);
  }

  #writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    if (from === to) return;
    this.#options.counter.addAccepted(run, from, to);
    for (const sink of this.#acceptedSinks) sink.writeAccepted?.(run, from, to);
  }

  async #writeLate(problems: Iterable<LateProblem>): Promise<void> {
    const { setAside, onLate, counter, sinks } = this.#options;
    let written = 0;
    for (const late of problems) {
      onLate?.(late);
      if (setAside?.(late.problem) === true) {
        counter.addKnownLate(late);
        continue;
      }
      counter.addLate(late);
      for (const sink of sinks) sink.writeLate?.(late);
      if (++written % LATE_BATCH === 0) for (const sink of sinks) await sink.drain?.();
    }
    for (const sink of sinks) await sink.drain?.();
  }

  /** The result without problems that are known; whether it is valid does not change. */
  #withoutKnown(result: CheckResult): CheckResult {
    const { setAside } = this.#options;
    if (setAside === undefined || result.problems.length === 0) return result;
    const problems = result.problems.filter((problem) => !setAside(problem));
    const known = withProblems(result, problems, result.valid);
    return problems.length === result.problems.length ? known : { ...known, all: result.problems };
  }
}
