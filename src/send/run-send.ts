import { stat } from 'node:fs/promises';
import type { Sink } from '../check/check-sources.js';
import { checkSources } from '../check/check-sources.js';
import { LateSpool } from '../check/late-spool.js';
import type { Summary } from '../check/summary.js';
import { SummaryCounter } from '../check/summary.js';
import { Failure } from '../failure.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { DeadLetters } from './dead-letters.js';
import type { DryRunSummary } from './dry-run.js';
import type { FieldLoss } from './field-losses.js';
import { lookAhead, looksAhead, unchecked } from './look-ahead.js';
import type { FailedAttempt } from './outcome.js';
import type { SendFailure } from './outcomes.js';
import type { EarlierState } from './resume-checkpoint.js';
import { SelectedRecords } from './selected-records.js';
import type { SendCounts } from './send-counts.js';
import type { SendPlan } from './send-plan.js';
import { Sender } from './sender.js';

/** What a run of `send` writes to and is controlled by. */
export interface SendPorts {
  /** Receives the records that are asked for, with their problems. */
  readonly reports: Sink;
  readonly deadLetters: DeadLetters;
  /** Aborted to end the run early and in order. */
  readonly signal: AbortSignal;
  /** Shows how far the run is. Returns the function to call with the number of raw bytes read. */
  showProgress(detail?: () => string): Promise<(bytes: number) => void>;
  /** Reports what could not be done; the run goes on as far as it can. @throws every error that is not a `Failure`. */
  fail(error: unknown): void;
  /** Whether something was reported with `fail`. */
  readonly failed: boolean;
  /** Called before anything is sent, with the number of records that will get the time of sending, if there are any. */
  onStamped(records: number): void;
  /** Called before anything is sent, with the number of records that share their messageId with a different one, if there are any. */
  onSharedIds(records: number): void;
  /** Called with fields that records lose when they are sent, each once, before the first record with it goes out. */
  onLoss(loss: FieldLoss): void;
  /** Called with each request that failed and is made again. */
  onRetry(attempt: FailedAttempt): void;
}

/** The results of a run of `send`, however it ended. */
export interface SendTotals {
  readonly counts: SendCounts;
  /** The records that were asked for, and their problems. */
  readonly checked: Summary;
  /** All records that were read. */
  readonly read: Summary;
  /** What earlier runs with the same checkpoint have done. */
  readonly earlier: EarlierState | undefined;
  /** What would be sent, for a dry run. */
  readonly dryRun: DryRunSummary | undefined;
  readonly durationMs: number;
}

/**
 * How a run of `send` ended. `finished`: with its log, or at `--limit`. `stopped`: because of the endpoint or the network.
 * `interrupted`: by the signal. `failed`: something could not be read or written, which was reported.
 */
export type SendResult = SendTotals &
  (
    | { readonly ended: 'stopped'; readonly failure: SendFailure }
    | { readonly ended: 'finished' | 'interrupted' | 'failed'; readonly failure: SendFailure | undefined }
  );

/** How far a run is, for a progress display. */
function progressText(counts: SendCounts, start: number): string {
  const { accepted, rejected, unknown } = counts.summary();
  const rate = Math.round(accepted / Math.max(0.001, (performance.now() - start) / 1000));
  const others = [
    ...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
    ...(unknown > 0 ? [`${formatCount(unknown)} unknown`] : []),
  ].join(', ');
  return `${formatCount(accepted)} accepted (${formatCount(rate)}/s)${others === '' ? '' : `, ${others}`}`;
}

/** The sizes of those sources that are files, by their paths. */
async function sizesOf(sources: SendPlan['sources']): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { path, rereadable } of sources) {
    if (path === undefined || !rereadable) continue;
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined) sizes.set(path, stats.size);
  }
  return sizes;
}

/** One run. */
class SendRun {
  readonly #plan: SendPlan;
  readonly #ports: SendPorts;
  readonly #sender: Sender;
  readonly #selected: SelectedRecords;
  readonly #counter = new SummaryCounter();
  readonly #start = performance.now();
  /** A file could not be written, and that was reported. */
  #unwritable = false;
  #late: LateSpool | undefined;
  /** What a first reading could not read, which was reported. */
  readonly #failures = new Set<string>();

  constructor(plan: SendPlan, ports: SendPorts) {
    this.#plan = plan;
    this.#ports = ports;
    const { checkpoint, dryRun } = plan;
    const { reports, deadLetters } = ports;
    this.#sender = new Sender({
      ...plan,
      onDryRun: dryRun === undefined ? undefined : (call) => dryRun.add(call),
      onRetry: (attempt) => ports.onRetry(attempt),
      // A dry run counts what would be lost.
      onLoss: dryRun === undefined ? (loss) => ports.onLoss(loss) : undefined,
      onStop: () => this.#cancelSources(),
      onRejected: (rejection) => deadLetters.add(rejection),
      onDone: checkpoint === undefined ? undefined : (raw, as) => checkpoint.finalize(raw, as),
      onResult: checkpoint === undefined ? undefined : () => checkpoint.saveSoon(),
    });
    this.#selected = new SelectedRecords({
      selects: plan.selects,
      // The files come first: one that cannot be written ends the run before more is sent.
      sinks: [reports, { write() {}, drain: () => deadLetters.drain() }, this.#sender],
      isFull: () => this.#sender.isFull,
      isDone: (raw) => checkpoint?.ledger.begin(raw) === false,
      onPassedOver: (record) => this.#sender.passOver(record),
    });
  }

  async run(): Promise<SendResult> {
    const { signal } = this.#ports;
    const interrupt = (): void => {
      this.#sender.interrupt();
      this.#cancelSources();
    };
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      if (this.#plan.hasLateErrors) await this.#findLate();
      if (looksAhead(this.#plan)) await this.#lookAhead();
      await this.#send();
    } finally {
      this.#late?.close();
      signal.removeEventListener('abort', interrupt);
    }
    return this.#result();
  }

  /** Reads the logs for what is known only at their end. */
  async #findLate(): Promise<void> {
    const { sources, read, check, fastPath } = this.#plan;
    const { signal, showProgress } = this.#ports;
    const late = new LateSpool(new TemporaryFiles());
    await checkSources({
      sources,
      read: { ...read, onRead: await showProgress() },
      check,
      fastPath,
      conversations: this.#plan.conversations(),
      messageIds: this.#plan.messageIds(),
      onLate: (problem) => late.add(problem),
      counter: new SummaryCounter(),
      sinks: [],
      stopped: () => signal.aborted,
      onFailure: (error) => {
        this.#failures.add(String(error));
        this.#ports.fail(error);
      },
    });
    this.#late = late;
  }

  async #lookAhead(): Promise<void> {
    const plan = this.#plan;
    const { signal, showProgress, onStamped, onSharedIds } = this.#ports;
    const stopped = (): boolean => signal.aborted;
    const found = await lookAhead({ plan, late: this.#late, onRead: await showProgress(), stopped });
    const { mustNotSend, stamped, sharedMessageIds } = found;
    if (mustNotSend !== undefined) this.#sender.withhold(mustNotSend);
    if (mustNotSend !== undefined || signal.aborted) return;
    if (plan.countsStamped && plan.requireTimestamp !== true && stamped > 0) onStamped(stamped);
    if (sharedMessageIds > 0) onSharedIds(sharedMessageIds);
  }

  async #send(): Promise<void> {
    const { checkpoint } = this.#plan;
    const { deadLetters, showProgress } = this.#ports;
    const onRead = await showProgress(() => progressText(this.#sender.counts, this.#start));
    let atEnd = false;
    try {
      await checkpoint?.begin({
        done: () => this.#sender.done,
        unknown: () => this.#sender.counts.summary().unknown,
        files: deadLetters,
        onError: (error) => this.#breakOff(error),
      });
      await this.#sender.open();
      atEnd = await this.#read(onRead);
    } catch (error) {
      this.#breakOff(error);
    }
    await this.#sender.finish();
    await checkpoint?.end(atEnd && !this.#unwritable).catch((error) => this.#breakOff(error));
    // Behind what the checkpoint counts: a run that goes on with it sends these records again.
    for (const rejection of this.#sender.undecided) deadLetters.add(rejection);
    await deadLetters.end().catch((error) => this.#breakOff(error));
  }

  /** Reads the log; true if it was read to its end. */
  async #read(onRead: (bytes: number) => void): Promise<boolean> {
    const { sources, read, check, fastPath, checkpoint } = this.#plan;
    const known = this.#late?.open();
    const conversations = known === undefined ? this.#plan.conversations() : undefined;
    const needsAll = known !== undefined || conversations !== undefined;
    const sizes = await sizesOf(sources);
    await checkSources({
      sources,
      read: { ...read, onRead },
      // Rules across records need the records that an earlier run has done, too.
      check: (raw) => (!needsAll && checkpoint?.ledger.isDone(raw) === true ? unchecked(raw) : check(raw)),
      fastPath,
      conversations,
      known,
      counter: this.#counter,
      sinks: [this.#selected],
      stopped: () => this.#isOver || this.#sender.isFull,
      onFailure: (error) => {
        // A stream that is closed to end the run cannot be read to its end.
        const isExpected = this.#isOver || this.#failures.has(String(error));
        if (!(error instanceof Failure) || !isExpected) this.#ports.fail(error);
      },
    });
    if (this.#isOver || this.#sender.isFull) return false;
    await this.#reportShrunk(sizes);
    return !this.#ports.failed;
  }

  /** A log that becomes shorter while it is read seems to end early. */
  async #reportShrunk(before: ReadonlyMap<string, number>): Promise<void> {
    const after = await sizesOf(this.#plan.sources);
    for (const { path = '', name } of this.#plan.sources) {
      const [was = 0, is = 0] = [before.get(path), after.get(path)];
      if (is >= was) continue;
      const bytes = `${countOf(is, 'byte')} instead of ${formatCount(was)}`;
      this.#ports.fail(
        new Failure('input-changed', `${safeName(name)} became shorter while it was read: ${bytes}`, {
          hint: 'run the same command again when nothing writes to it; records keep their ids',
        }),
      );
    }
  }

  /** Whether nothing more is sent. */
  get #isOver(): boolean {
    return this.#ports.signal.aborted || this.#sender.failed || this.#unwritable;
  }

  /** Ends the run, since a file cannot be written. The first such error is reported. */
  #breakOff(error: unknown): void {
    this.#sender.stop();
    if (!this.#unwritable) this.#ports.fail(error);
    this.#unwritable = true;
  }

  /** Ends the reading of streams and pipes, which may wait for more. */
  #cancelSources(): void {
    for (const source of this.#plan.sources) source.cancel?.();
  }

  #result(): SendResult {
    const { counts, failed, failure } = this.#sender;
    const durationMs = performance.now() - this.#start;
    const read = this.#counter.summary(Math.round(durationMs));
    const { files, bytes } = this.#counter;
    const totals: SendTotals = {
      counts,
      read,
      checked: { ...this.#selected.counter.summary(Math.round(durationMs)), files, bytes },
      earlier: this.#plan.checkpoint?.earlier,
      dryRun: this.#plan.dryRun?.summary(),
      durationMs,
    };
    if (this.#ports.signal.aborted) return { ...totals, ended: 'interrupted', failure };
    if (this.#ports.failed) return { ...totals, ended: 'failed', failure };
    return failed && failure !== undefined
      ? { ...totals, ended: 'stopped', failure }
      : { ...totals, ended: 'finished', failure };
  }
}

/** Sends the valid records of logs and counts the results. @throws what is a defect, and no failure of files or network. */
export function runSend(plan: SendPlan, ports: SendPorts): Promise<SendResult> {
  return new SendRun(plan, ports).run();
}
