import type { RawRecord } from '../record/record.js';
import type { FailedPiece } from './deliver-batch.js';
import { Failures } from './failures.js';
import type { SendLimits } from './limits.js';
import type { Attempt, FailedAttempt, Reason } from './outcome.js';
import { isRefusal } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import { Refusals } from './refusals.js';
import type { Rejection } from './rejection.js';
import { rejectedOnItsWay } from './rejection.js';
import { SendCounts } from './send-counts.js';

/** What the endpoint or the network did not let through, and whether that ended the run before its log did. */
export interface SendFailure {
  /** `failed`: requests could not be delivered. `refused`: records were, each on its own, for what they hold. */
  readonly kind: 'failed' | 'refused';
  /** How the last try ended. */
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

/** Who hears of what becomes of the records. */
export interface OutcomeListeners {
  /** Hears of each record that would be accepted, if its transport only looks on: none of them counts as accepted. */
  readonly onDryRun?: ((call: OutgoingCall) => void) | undefined;
  /** Hears of each record that is rejected, when it is. */
  readonly onRejected?: ((rejection: Rejection) => void) | undefined;
  /** Hears of each record once: whether it is settled, so that no later run has to send it. */
  readonly onOutcome?: ((raw: RawRecord, settled: boolean) => void) | undefined;
}

/** What becomes of the records of a run: counts each of them once, and says when there is no sense in going on. */
export class Outcomes {
  readonly counts = new SendCounts();
  readonly #listeners: OutcomeListeners;
  readonly #refusals: Refusals;
  readonly #failures: Failures;

  constructor(limits: SendLimits, listeners: OutcomeListeners) {
    this.#listeners = listeners;
    this.#refusals = new Refusals(limits);
    this.#failures = new Failures(limits.failedInARow);
  }

  /** A record that is not asked for. */
  passOver(raw: RawRecord): void {
    this.counts.passOver();
    this.#listeners.onOutcome?.(raw, true);
  }

  /** A record that we reject, or that the SDK or the endpoint refused. */
  reject(rejection: Rejection): void {
    this.counts.fail('rejected', rejection.reason);
    this.#listeners.onRejected?.(rejection);
    this.#listeners.onOutcome?.(rejection.raw, true);
  }

  /** A record whose turn did not come. */
  leave(raw: RawRecord, reason: Reason): void {
    this.counts.fail('notSent', reason);
    this.#listeners.onOutcome?.(raw, false);
  }

  /** A record that was in requests, and what those came to. */
  settle(call: OutgoingCall, attempt: Attempt, requests: number): void {
    const { onDryRun, onOutcome } = this.#listeners;
    if (attempt.outcome === 'accepted' && onDryRun !== undefined) {
      this.leave(call.raw, 'dry-run');
      onDryRun(call);
    } else if (attempt.outcome === 'accepted') {
      this.counts.accept();
      this.#refusals.accept();
      if (!call.hasTimestamp) this.counts.stamped++;
      onOutcome?.(call.raw, true);
    } else if (attempt.outcome === 'rejected') {
      this.reject(rejectedOnItsWay(call, attempt, requests));
      if (isRefusal(attempt)) this.#refusals.refuse(attempt);
    } else {
      this.counts.fail(attempt.outcome, attempt.reason);
      onOutcome?.(call.raw, false);
    }
  }

  /** A batch that is through, or a part of it that failed. */
  batchEnded(failed: FailedPiece | undefined): void {
    this.#failures.add(failed);
  }

  /** Whether there is no sense in going on. */
  get unrecoverable(): boolean {
    return this.#failures.tooMany || this.#refusals.tooMany;
  }

  /** What there is to be said of the endpoint, if anything; `stopped` tells whether that ended the run. */
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
}
