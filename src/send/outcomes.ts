import type { RawRecord } from '../record/record.js';
import type { BatchedCall } from './batch.js';
import type { EarlierRuns } from './checkpoint-file.js';
import type { FailedPiece } from './deliver-batch.js';
import { Failures } from './failures.js';
import type { SendLimits } from './limits.js';
import type { Attempt, FailedAttempt, Outcome, Reason } from './outcome.js';
import { isRefusal } from './outcome.js';
import { Refusals } from './refusals.js';
import type { Rejection } from './rejection.js';
import { rejectedOnItsWay } from './rejection.js';
import { SendCounts } from './send-counts.js';

/** What the endpoint or the network did not let through, and whether that ended the run before its log did. */
export interface SendFailure {
  /** `failed`: requests could not be delivered. `refused`: records were, each on its own, for their contents. */
  readonly kind: 'failed' | 'refused';
  /** The result of the last try. */
  readonly attempt: FailedAttempt;
  /** How many requests the last batch took, if it failed. */
  readonly requests: number;
  /** How many batches failed. */
  readonly batches: number;
  /** How many records were refused; if that ended the run, how many since one was last accepted. */
  readonly records: number;
  /** Whether records were accepted besides. */
  readonly othersAccepted: boolean;
  readonly stopped: boolean;
}

/** How a record is done: no later run has to send it. */
export type DoneAs = keyof EarlierRuns;

/** Callbacks for the results of records. */
export interface OutcomeListeners {
  /** Called with each record that would be accepted, if its transport only looks on: none of them counts as accepted. */
  readonly onDryRun?: ((call: BatchedCall) => void) | undefined;
  /** Called with each record once, as soon as it has a result. `reason`: why it was not accepted. */
  readonly onResult?: ((raw: RawRecord, outcome: Outcome, reason?: Reason) => void) | undefined;
  /** Called with each record that is rejected, as soon as it is certain that the record is at fault. */
  readonly onRejected?: ((rejection: Rejection) => void) | undefined;
  /** Called with each record that is done, so that no later run has to send it. */
  readonly onDone?: ((raw: RawRecord, as: DoneAs) => void) | undefined;
}

/** The results of the records of a run: counts each of them once, and says when the run must stop. */
export class Outcomes {
  readonly counts = new SendCounts();
  readonly #listeners: OutcomeListeners;
  readonly #refusals: Refusals;
  readonly #failures: Failures;
  /** Refused since a record was last accepted: whether the record or the endpoint is at fault is not known yet. */
  #undecided: Rejection[] = [];

  constructor(limits: SendLimits, listeners: OutcomeListeners) {
    this.#listeners = listeners;
    this.#refusals = new Refusals(limits);
    this.#failures = new Failures(limits.failedInARow);
  }

  /** A record that is not asked for. */
  passOver(raw: RawRecord): void {
    this.counts.passOver();
    this.#listeners.onResult?.(raw, 'notSent', 'passed-over');
    this.#listeners.onDone?.(raw, 'passedOver');
  }

  /** A record that we reject, or that the SDK refused. */
  reject(rejection: Rejection): void {
    this.#fail(rejection.raw, 'rejected', rejection.reason);
    this.#finalizeRejection(rejection);
  }

  /** A record whose turn did not come. */
  leave(raw: RawRecord, reason: Reason): void {
    this.#fail(raw, 'notSent', reason);
  }

  /** A record that was in requests, and their result. */
  add(call: BatchedCall, attempt: Attempt, requests: number): void {
    if (isRefusal(attempt)) this.#refusals.refuse(attempt);
    if (attempt.outcome === 'accepted') this.#accept(call);
    else if (attempt.outcome !== 'rejected') {
      this.#fail(call.raw, attempt.outcome, attempt.reason);
    } else if (isRefusal(attempt)) {
      this.#fail(call.raw, 'rejected', attempt.reason);
      this.#undecided.push(rejectedOnItsWay(call, attempt, requests));
    } else this.reject(rejectedOnItsWay(call, attempt, requests));
  }

  /** A batch that is through, or a part of it that failed. */
  batchEnded(failed: FailedPiece | undefined): void {
    this.#failures.add(failed);
  }

  /** Ends the run: decides about the records that were refused last, as far as that can be decided. */
  finish(): void {
    if (this.#refusals.areAboutRecords) this.#finalizeUndecided();
  }

  /**
   * The records that were refused, and that the endpoint may accept later: they are rejected in this run, and not done.
   * Empty until the run has finished.
   */
  get undecided(): readonly Rejection[] {
    return this.#undecided;
  }

  /** The records that no later run has to send. */
  get done(): EarlierRuns {
    const { accepted, rejected } = this.counts.summary();
    return { accepted, rejected: rejected - this.#undecided.length, passedOver: this.counts.passedOver };
  }

  /** Whether the run must stop. */
  get unrecoverable(): boolean {
    return this.#failures.tooMany || this.#refusals.tooMany;
  }

  /** What the endpoint did not let through, if anything; `stopped`: whether that ended the run. */
  failure(stopped: boolean): SendFailure | undefined {
    const { last, batches } = this.#failures;
    if (last !== undefined && !this.#refusals.tooMany) {
      const othersAccepted = this.counts.summary().accepted > 0;
      return { kind: 'failed', ...last, batches, othersAccepted, stopped };
    }
    const { last: attempt, count, inARow, nothingElse } = this.#refusals;
    if (attempt === undefined) return undefined;
    const records = stopped ? inARow : count;
    return { kind: 'refused', attempt, requests: 1, batches, records, othersAccepted: !nothingElse, stopped };
  }

  #accept(call: BatchedCall): void {
    const { onDryRun, onResult, onDone } = this.#listeners;
    if (onDryRun !== undefined) {
      this.leave(call.raw, 'dry-run');
      onDryRun(call);
      return;
    }
    this.counts.accept();
    this.#refusals.accept();
    this.#finalizeUndecided();
    if (!call.hasTimestamp) this.counts.stamped++;
    onResult?.(call.raw, 'accepted');
    onDone?.(call.raw, 'accepted');
  }

  #fail(raw: RawRecord, outcome: FailedAttempt['outcome'], reason: Reason): void {
    this.counts.fail(outcome, reason);
    this.#listeners.onResult?.(raw, outcome, reason);
  }

  #finalizeUndecided(): void {
    const undecided = this.#undecided;
    if (undecided.length === 0) return;
    this.#undecided = [];
    for (const rejection of undecided) this.#finalizeRejection(rejection);
  }

  #finalizeRejection(rejection: Rejection): void {
    this.#listeners.onRejected?.(rejection);
    this.#listeners.onDone?.(rejection.raw, 'rejected');
  }
}
