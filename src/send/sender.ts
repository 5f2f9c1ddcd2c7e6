import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { BatchPacker } from './batch-packer.js';
import type { BatchResult, Lane, LaneOptions } from './lane.js';
import { envelopeBytes, openLane } from './lane.js';
import type { FailedAttempt } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import { SendCounts } from './send-counts.js';

/** Why a run ended before its log did: the batch that could not be delivered. */
export interface FailedBatch {
  readonly attempt: FailedAttempt;
  readonly requests: number;
  readonly records: number;
}

/** What a sender is made with. */
export interface SenderOptions extends LaneOptions {
  /** Called when a batch has failed and nothing is sent any more, so that whoever waits for more of the log stops. */
  readonly onStop?: () => void;
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
  #linger: NodeJS.Timeout | undefined;
  #lingersFor: readonly OutgoingCall[] | undefined;
  #ended: 'interrupted' | 'stopped' | undefined;
  #failed: FailedBatch | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    const { limits, writeKey } = options;
    this.#packer = new BatchPacker({
      bytes: limits.batchBytes - envelopeBytes(writeKey),
      events: limits.batchEvents,
    });
  }

  /** The batch that ended the run, if one did. */
  get failed(): FailedBatch | undefined {
    return this.#failed;
  }

  take(record: CheckedRecord): void {
    this.counts.records++;
    if (!record.valid) {
      this.counts.fail('rejected', 'invalid');
      return;
    }
    if (this.#ended !== undefined) {
      this.counts.fail('notSent', this.#ended);
      return;
    }
    const call = toOutgoingCall(record);
    if (typeof call === 'string') this.counts.fail('rejected', call);
    else this.#packer.add(call);
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
    const result: BatchResult = await lane.send(batch);
    this.counts.batches++;
    result.attempts.forEach((attempt, index) => {
      if (attempt.outcome !== 'accepted') this.counts.fail(attempt.outcome, attempt.reason);
      else {
        this.counts.accept();
        if (batch[index]?.hasTimestamp === false) this.counts.stamped++;
      }
    });
    if (result.failure === undefined) return;
    if (this.#ended === undefined) {
      this.#failed = { attempt: result.failure, requests: result.requests, records: batch.length };
    }
    this.stop();
    this.#options.onStop?.();
  }
}
