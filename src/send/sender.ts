import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { BatchPacker } from './batch-packer.js';
import { deliverBatch } from './deliver-batch.js';
import type { Lane, LaneOptions } from './lane.js';
import { envelopeBytes, openLane } from './lane.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isRefusal } from './outcome.js';
import type { CallOptions, OutgoingCall } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import { Refusals } from './refusals.js';
import type { Rejection } from './rejection.js';
import { rejectedByUs, rejectedOnItsWay } from './rejection.js';
import { SendCounts } from './send-counts.js';

/** What the endpoint or the network did not let through, and whether that ended the run before its log did. */
export interface SendTrouble {
  /** `failed`: a request could not be delivered. `refused`: records were, each on its own, for what they hold. */
  readonly kind: 'failed' | 'refused';
  /** How the last try ended. */
  readonly attempt: FailedAttempt;
  /** How many requests that took, if it failed. */
  readonly requests: number;
  /** How many records were refused, since one was last accepted if that ended the run; or were in the request. */
  readonly records: number;
  /** Whether records were accepted besides. */
  readonly othersAccepted: boolean;
  readonly stopped: boolean;
}

/** What a sender is made with. */
export interface SenderOptions extends LaneOptions, CallOptions {
  /** How many records are sent at most; undefined for all. What we reject ourselves does not count. */
  readonly limit?: number | undefined;
  /** Hears of each record that would be accepted, if its transport only looks on: none of them counts as accepted. */
  readonly onDryRun?: ((call: OutgoingCall) => void) | undefined;
  /** Called when a batch has failed and nothing is sent any more, so that whoever waits for more of the log stops. */
  readonly onStop?: () => void;
  /** Hears of each record that is rejected, when it is. */
  readonly onRejected?: (rejection: Rejection) => void;
}

/**
 * Sends the valid records that come down the corridor, on one lane. At most one batch is under way; `settle` holds the
 * corridor up meanwhile, so that what is in memory is that batch and one stretch of the log.
 */
export class Sender implements Sink {
  readonly counts = new SendCounts();
  readonly #options: SenderOptions;
  readonly #packer: BatchPacker;
  #lane: Promise<Lane> | undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #taken = 0;
  #linger: NodeJS.Timeout | undefined;
  #lingersFor: readonly OutgoingCall[] | undefined;
  #ended: 'interrupted' | 'stopped' | undefined;
  #failed: SendTrouble | undefined;
  readonly #refusals: Refusals;

  constructor(options: SenderOptions) {
    this.#options = options;
    const { limits, writeKey } = options;
    this.#refusals = new Refusals(limits);
    this.#packer = new BatchPacker({
      bytes: limits.batchBytes - envelopeBytes(writeKey),
      events: limits.batchEvents,
    });
  }

  /** What ended the run, if it was not the log's end or somebody's wish. */
  get failed(): SendTrouble | undefined {
    return this.#failed;
  }

  /** What there is to be said of the endpoint: what ended the run, else what it refused. */
  get trouble(): SendTrouble | undefined {
    const { last } = this.#refusals;
    return this.#failed ?? (last === undefined ? undefined : this.#refused(last, false));
  }

  /** Whether the limit is reached, so that nothing more should be taken. */
  get isFull(): boolean {
    return this.#taken >= (this.#options.limit ?? Number.POSITIVE_INFINITY);
  }

  take(record: CheckedRecord): void {
    this.counts.records++;
    if (!record.valid) {
      this.#reject(rejectedByUs(record, 'invalid'));
      return;
    }
    if (this.#ended !== undefined) {
      this.counts.fail('notSent', this.#ended);
      return;
    }
    const call = toOutgoingCall(record, this.#options);
    if (typeof call === 'string') this.#reject(rejectedByUs(record, call));
    else {
      this.#packer.add(call);
      this.#taken++;
    }
  }

  settle(): Promise<void> | undefined {
    if (this.#waiting > 0 || this.#packer.hasFull) return this.#send(false).then(() => this.#lingerOn());
    this.#lingerOn();
    return undefined;
  }

  /** Sends what still waits and settles every record. Call it when the log has ended. */
  async finish(): Promise<void> {
    clearTimeout(this.#linger);
    await this.#send(true);
    // After a failure or an interrupt, what is left does not go out any more.
    for (let batch = this.#packer.next(true); batch !== undefined; batch = this.#packer.next(true)) {
      for (const _ of batch) this.counts.fail('notSent', this.#ended ?? 'stopped');
    }
    (await this.#lane)?.close();
  }

  /** Lets the request under way end and sends nothing more. */
  interrupt(): void {
    this.#end('interrupted');
    this.#lane?.then(
      (lane) => lane.cutShort(),
      () => {},
    );
  }

  /** Sends nothing more once the batch under way is through. */
  stop(): void {
    this.#end('stopped');
  }

  #end(why: 'interrupted' | 'stopped'): void {
    this.#ended ??= why;
    clearTimeout(this.#linger);
  }

  /** A log that comes slowly is sent as it comes, not when a batch is full. */
  #lingerOn(): void {
    const { open } = this.#packer;
    if (open === this.#lingersFor) return;
    clearTimeout(this.#linger);
    if (open.length === 0 || this.#ended !== undefined) return;
    this.#lingersFor = open;
    this.#linger = setTimeout(() => {
      // What goes wrong surfaces where the work is waited for.
      this.#send(true).catch(() => {});
    }, this.#options.limits.lingerMs);
  }

  /** Sends the full batches, or all, after whatever is being sent. */
  #send(evenOpen: boolean): Promise<void> {
    this.#waiting++;
    this.#work = this.#work.then(async () => {
      try {
        while (this.#ended === undefined) {
          const batch = this.#packer.next(evenOpen);
          if (batch === undefined) break;
          await this.#sendBatch(batch);
        }
      } finally {
        this.#waiting--;
      }
    });
    return this.#work;
  }

  async #sendBatch(batch: readonly OutgoingCall[]): Promise<void> {
    this.#lane ??= openLane(this.#options);
    const lane = await this.#lane;
    this.counts.batches++;
    const { failed, left } = await deliverBatch(batch, {
      send: (piece) => lane.send(piece),
      stopped: () => this.#ended !== undefined,
      settle: (...settlement) => this.#settle(...settlement),
    });
    if (failed !== undefined) this.#fail({ kind: 'failed', ...failed, othersAccepted: false, stopped: true });
    for (const _ of left) this.counts.fail('notSent', this.#ended ?? 'stopped');
  }

  #reject(rejection: Rejection): void {
    this.counts.fail('rejected', rejection.reason);
    this.#options.onRejected?.(rejection);
  }

  #settle(call: OutgoingCall, attempt: Attempt, requests: number): void {
    const { onDryRun } = this.#options;
    if (attempt.outcome === 'accepted' && onDryRun !== undefined) {
      this.counts.fail('notSent', 'dry-run');
      onDryRun(call);
      return;
    }
    if (attempt.outcome === 'accepted') {
      this.counts.accept();
      this.#refusals.accept();
      if (!call.hasTimestamp) this.counts.stamped++;
      return;
    }
    if (attempt.outcome === 'rejected') this.#reject(rejectedOnItsWay(call, attempt, requests));
    else this.counts.fail(attempt.outcome, attempt.reason);
    if (!isRefusal(attempt)) return;
    this.#refusals.refuse(attempt);
    if (this.#refusals.tooMany && this.#ended === undefined) this.#fail(this.#refused(attempt, true));
  }

  #refused(attempt: FailedAttempt, stopped: boolean): SendTrouble {
    const { count, inARow, nothingElse } = this.#refusals;
    return {
      kind: 'refused',
      attempt,
      requests: 1,
      records: stopped ? inARow : count,
      othersAccepted: !nothingElse,
      stopped,
    };
  }

  #fail(trouble: SendTrouble): void {
    if (this.#ended === undefined) this.#failed = trouble;
    this.stop();
    this.#options.onStop?.();
  }
}
