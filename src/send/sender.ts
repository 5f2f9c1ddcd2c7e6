import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import type { BatchLimits } from './batch-packer.js';
import type { Connection, ConnectionOptions } from './connection.js';
import { envelopeBytes, openConnection } from './connection.js';
import { connectionOf } from './connection-of.js';
import { ConnectionQueue } from './connection-queue.js';
import { deliverBatch } from './deliver-batch.js';
import type { OutcomeListeners, SendFailure } from './outcomes.js';
import { Outcomes } from './outcomes.js';
import type { CallOptions, OutgoingCall } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import { RateGate } from './rate-gate.js';
import { rejectedByUs } from './rejection.js';
import type { SendCounts } from './send-counts.js';

/** What a sender is made with. */
export interface SenderOptions extends ConnectionOptions, CallOptions, OutcomeListeners {
  /** How many records are sent at most; undefined for all. What we reject ourselves does not count. */
  readonly limit?: number | undefined;
  /** How many batches may be under way at a time, each on a lane of its own. Default: 1, which keeps the order of the log. */
  readonly concurrency?: number | undefined;
  /** Events a second, over all lanes; 0 for no limit. Default: 0. */
  readonly rate?: number | undefined;
  /** Called when nothing is sent any more, so that whoever waits for more of the log stops. */
  readonly onStop?: () => void;
}

/** What a lane packs into a batch: no more than a second's worth of a slow rate, so that events do not come in gusts. */
function packingFor({ limits, writeKey, rate = 0 }: SenderOptions): BatchLimits {
  return {
    bytes: limits.batchBytes - envelopeBytes(writeKey),
    events: rate === 0 ? limits.batchEvents : Math.min(limits.batchEvents, Math.max(1, Math.floor(rate))),
  };
}

/**
 * Sends the valid records that come down the corridor, on one or several lanes. Each lane has one batch under way at most;
 * `settle` holds the corridor up while a full batch a lane waits, so that what is in memory is twice that and one stretch of
 * the log.
 */
export class Sender implements Sink {
  readonly #options: SenderOptions;
  readonly #outcomes: Outcomes;
  readonly #queues: readonly ConnectionQueue[];
  readonly #lanes = new Map<number, Promise<Connection>>();
  readonly #gate: RateGate;
  readonly #ending = new AbortController();
  #taken = 0;
  #ended: 'interrupted' | 'stopped' | 'withheld' | undefined;
  #failed = false;
  #error: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    const { limits, concurrency = 1, rate = 0 } = options;
    this.#outcomes = new Outcomes(limits, options);
    this.#gate = new RateGate(rate);
    const packing = packingFor(options);
    this.#queues = Array.from(
      { length: concurrency },
      (_, lane) =>
        new ConnectionQueue({
          packing,
          lingerMs: limits.lingerMs,
          deliver: (batch) => this.#deliver(batch, lane),
          stopped: () => this.#ended !== undefined,
          onDequeue: () => this.#wakeIfRoom(),
          onError: (cause) => {
            this.#error ??= { cause };
            this.stop();
          },
        }),
    );
  }

  get counts(): SendCounts {
    return this.#outcomes.counts;
  }

  /** Whether the endpoint or the network ended the run, not the log's end or somebody's wish. */
  get failed(): boolean {
    return this.#failed;
  }

  /** What there is to be said of the endpoint: what ended the run, else what it did not let through. */
  get failure(): SendFailure | undefined {
    return this.#outcomes.failure(this.#failed);
  }

  /** Whether the limit is reached, so that nothing more should be taken. */
  get isFull(): boolean {
    return this.#taken >= (this.#options.limit ?? Number.POSITIVE_INFINITY);
  }

  /** A record that is not asked for. */
  passOver({ raw }: CheckedRecord): void {
    this.#outcomes.passOver(raw);
  }

  write(record: CheckedRecord): void {
    this.counts.records++;
    if (!record.valid) {
      this.#outcomes.reject(rejectedByUs(record, 'invalid'));
      return;
    }
    const call = this.#ended === undefined || this.#ended === 'withheld' ? this.#toCall(record) : undefined;
    if (typeof call === 'string') this.#outcomes.reject(rejectedByUs(record, call));
    else if (call === undefined || this.#ended !== undefined)
      this.#outcomes.leave(record.raw, this.#ended ?? 'stopped');
    else {
      this.#queues[connectionOf(record.value ?? {}, this.#queues.length)]?.add(call);
      this.#taken++;
    }
  }

  drain(): Promise<void> | undefined {
    for (const queue of this.#queues) queue.pump();
    this.#throwError();
    if (this.#hasRoom) return undefined;
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
    }).then(() => this.#throwError());
  }

  /** Sends what still waits and settles every record. Call it when the log has ended. */
  async finish(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.finish()));
    // After a failure or an interrupt, what is left does not go out any more.
    for (const queue of this.#queues)
      for (const { raw } of queue.rest()) this.#outcomes.leave(raw, this.#ended ?? 'stopped');
    for (const lane of this.#lanes.values()) (await lane).close();
    this.#throwError();
  }

  /** Lets the requests under way end and sends nothing more. */
  interrupt(): void {
    this.#end('interrupted');
    for (const lane of this.#lanes.values()) lane.then((open) => open.cutShort()).catch(() => {});
  }

  /** Breaks off the requests under way, too. Whether their records arrived is unknown. */
  abort(): void {
    this.interrupt();
    for (const lane of this.#lanes.values()) lane.then((open) => open.close()).catch(() => {});
  }

  /** Sends nothing at all, since the log holds something that would be rejected. */
  withhold(): void {
    this.#end('withheld');
  }

  /** Sends nothing more once the batches under way are through. */
  stop(): void {
    this.#end('stopped');
  }

  #end(why: 'interrupted' | 'stopped' | 'withheld'): void {
    this.#ended ??= why;
    for (const queue of this.#queues) queue.stopLingering();
    this.#ending.abort();
    this.#wakeIfRoom();
  }

  /** As many full batches may wait as there are lanes: while one is under way, the next is read. */
  get #hasRoom(): boolean {
    if (this.#ended !== undefined) return true;
    return this.#queues.reduce((sum, { waiting }) => sum + waiting, 0) <= this.#queues.length;
  }

  #wakeIfRoom(): void {
    if (this.#hasRoom) this.#wake?.();
  }

  #throwError(): void {
    if (this.#error !== undefined) throw this.#error.cause;
  }

  #toCall(record: CheckedRecord): ReturnType<typeof toOutgoingCall> {
    return toOutgoingCall(record, this.#options);
  }

  async #deliver(batch: readonly OutgoingCall[], number: number): Promise<void> {
    const opening = this.#lanes.get(number) ?? openConnection(this.#options);
    this.#lanes.set(number, opening);
    const lane = await opening;
    this.counts.batches++;
    const { failed, left } = await deliverBatch(batch, {
      send: (piece) => lane.send(piece),
      mayGo: async (events) => {
        if (this.#ended === undefined) await this.#gate.pass(events, this.#ending.signal);
        return this.#ended === undefined;
      },
      settle: (...settlement) => {
        this.#outcomes.settle(...settlement);
        this.#stopIfHopeless();
      },
    });
    if (failed !== undefined) {
      // A request may still hang; the SDK would mix up what comes of it with the next batch.
      lane.close();
      this.#lanes.delete(number);
    }
    if (this.#ended === undefined) this.#outcomes.batchEnded(failed);
    this.#stopIfHopeless();
    for (const { raw } of left) this.#outcomes.leave(raw, this.#ended ?? 'batch-failed');
  }

  #stopIfHopeless(): void {
    if (this.#ended !== undefined || !this.#outcomes.unrecoverable) return;
    this.#failed = true;
    this.stop();
    this.#options.onStop?.();
  }
}
