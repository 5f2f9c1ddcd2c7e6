import { setMaxListeners } from 'node:events';
import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { MessageIdCounts } from '../check/message-ids/message-id-counts.js';
import { hashContents } from '../record/contents-hash.js';
import type { Hash64 } from '../record/hash-64.js';
import type { Batch } from './batch.js';
import { BatchMemory } from './batch.js';
import type { BatchLimits } from './batch-packer.js';
import type { EarlierRuns } from './checkpoint-file.js';
import type { Connection, ConnectionOptions } from './connection.js';
import { envelopeBytes, openConnection } from './connection.js';
import { connectionOf } from './connection-of.js';
import { ConnectionQueue } from './connection-queue.js';
import { deliverBatch } from './deliver-batch.js';
import type { FieldLoss } from './field-losses.js';
import { FieldLosses } from './field-losses.js';
import type { OutcomeListeners, SendFailure } from './outcomes.js';
import { Outcomes } from './outcomes.js';
import type { CallOptions } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import { RateGate } from './rate-gate.js';
import type { Rejection } from './rejection.js';
import { rejectedByUs } from './rejection.js';
import type { SdkEvents } from './sdk-client.js';
import { openEvents } from './sdk-client.js';
import type { SendCounts } from './send-counts.js';

/** Why nothing more is sent; a reason of the records that are left. */
type EndReason = 'interrupted' | 'stopped' | 'withheld' | 'input-failed';

/** Options of a sender. */
export interface SenderOptions extends Omit<ConnectionOptions, 'onPause'>, CallOptions, OutcomeListeners {
  /** How many records are sent at most; undefined for all. What we reject ourselves does not count. */
  readonly limit?: number | undefined;
  /** How many batches may be under way at a time, each on a connection of its own. Default: 1, which keeps the order of the log. */
  readonly concurrency?: number | undefined;
  /** Events a second, over all connections; 0 for no limit. Default: 0. */
  readonly rate?: number | undefined;
  /** Called with fields that records lose when they are sent, before the first such record goes out. Default: nothing. */
  readonly onLoss?: ((loss: FieldLoss) => void) | undefined;
  /** Called when the endpoint or the network ends the run, so that the reading of the log can end, too. */
  readonly onStop?: () => void;
}

/** The limits of a batch: no more than a second's worth of a slow rate, so that events do not come in bursts. */
function packingFor({ limits, writeKey, rate = 0 }: SenderOptions): BatchLimits {
  return {
    bytes: limits.batchBytes - envelopeBytes(writeKey),
    events: rate === 0 ? limits.batchEvents : Math.min(limits.batchEvents, Math.max(1, Math.floor(rate))),
  };
}

/**
 * Sends the valid records of the pipeline, on one or several connections. Each connection has one batch under way at most;
 * `drain` holds the pipeline up while one full batch per connection waits, so that memory holds twice that and one chunk of the
 * log.
 */
export class Sender implements Sink {
  readonly #options: SenderOptions;
  readonly #losses: FieldLosses | undefined;
  readonly #outcomes: Outcomes;
  readonly #messageIds = new MessageIdCounts();
  readonly #queues: readonly ConnectionQueue[];
  readonly #connections = new Map<number, Promise<Connection>>();
  readonly #gate: RateGate;
  readonly #ending = new AbortController();
  /** All connections wait when the endpoint asks one of them to. */
  readonly #onPause = (ms: number): void => this.#gate.pause(ms);
  #events: SdkEvents | undefined;
  #accepted = 0;
  #ended: EndReason | undefined;
  #failed = false;
  #error: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#losses = options.onLoss && new FieldLosses(options.onLoss);
    const { limits, concurrency = 1, rate = 0 } = options;
    this.#outcomes = new Outcomes(limits, options);
    this.#gate = new RateGate(rate);
    // Each connection may wait for its turn, and Node warns of more than ten that listen.
    setMaxListeners(0, this.#ending.signal);
    const packing = packingFor(options);
    const memory = new BatchMemory(limits.batchBytes);
    this.#queues = Array.from(
      { length: concurrency },
      (_, number) =>
        new ConnectionQueue({
          packing,
          memory,
          lingerMs: limits.lingerMs,
          deliver: (batch) => this.#deliver(batch, number),
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

  /** The records that no later run has to send. */
  get done(): EarlierRuns {
    return this.#outcomes.done;
  }

  /** The rejected records that a later run has to send again. Empty until the run has finished. */
  get undecided(): readonly Rejection[] {
    return this.#outcomes.undecided;
  }

  /** Whether the endpoint or the network ended the run. */
  get failed(): boolean {
    return this.#failed;
  }

  /** What the endpoint did not let through, if anything, and whether that ended the run. */
  get failure(): SendFailure | undefined {
    return this.#outcomes.failure(this.#failed);
  }

  /** Whether the limit is reached. */
  get isFull(): boolean {
    return this.#accepted >= (this.#options.limit ?? Number.POSITIVE_INFINITY);
  }

  /** Loads the SDK. Call it before records are written. */
  async open(): Promise<void> {
    if (this.#ended === undefined) this.#events ??= await openEvents(this.#options.writeKey);
  }

  /** A record that is not asked for. */
  passOver({ raw }: CheckedRecord): void {
    this.#outcomes.passOver(raw);
  }

  /** @param contents the hash of the record's contents, if it is known */
  write(record: CheckedRecord, contents?: Hash64): void {
    this.counts.records++;
    if (!record.valid) {
      this.#outcomes.reject(rejectedByUs(record, 'invalid'));
      return;
    }
    const call = this.#isStopped ? undefined : toOutgoingCall(record, this.#options, contents);
    if (typeof call === 'string') this.#outcomes.reject(rejectedByUs(record, call));
    else if (call === undefined || this.#ended !== undefined) {
      this.#outcomes.leave(record.raw, this.#ended ?? 'stopped');
    } else {
      this.#losses?.add(call);
      if (this.#events === undefined) throw new Error('a record before the sender was opened');
      this.#queues[connectionOf(record.value ?? {}, this.#queues.length)]?.add(call, this.#events.textOf(call));
      this.#accepted++;
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

  /** Sends what still waits; afterwards, every record has a result. Call it when the log has ended. */
  async finish(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.finish()));
    // After a failure or an interrupt, what is left does not go out any more.
    for (const queue of this.#queues)
      for (const { raw } of queue.rest()) this.#outcomes.leave(raw, this.#ended ?? 'stopped');
    this.#outcomes.finish();
    this.counts.messageIds = this.#messageIds.totals();
    for (const connection of this.#connections.values()) (await connection).close();
    this.#throwError();
  }

  /** Lets the requests under way end and sends nothing more. */
  interrupt(): void {
    this.#end('interrupted');
    for (const connection of this.#connections.values()) connection.then((open) => open.cutShort()).catch(() => {});
  }

  /** Breaks off the requests under way, too. Whether their records arrived is unknown. */
  abort(): void {
    this.interrupt();
    for (const connection of this.#connections.values()) connection.then((open) => open.close()).catch(() => {});
  }

  /** Sends nothing at all: a record would be rejected, or a log cannot be read. */
  withhold(why: 'withheld' | 'input-failed'): void {
    this.#end(why);
  }

  /** Sends nothing more once the batches under way are through. */
  stop(): void {
    this.#end('stopped');
  }

  #end(why: EndReason): void {
    this.#ended ??= why;
    for (const queue of this.#queues) queue.stopLingering();
    this.#ending.abort();
    this.#wakeIfRoom();
  }

  /** Whether the run has ended early. Where it only withholds, the records are still checked as for sending. */
  get #isStopped(): boolean {
    return this.#ended === 'interrupted' || this.#ended === 'stopped';
  }

  /** As many full batches may wait as there are connections: while one is under way, the next is read. */
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

  async #deliver(batch: Batch, number: number): Promise<void> {
    const opening = this.#connections.get(number) ?? openConnection({ ...this.#options, onPause: this.#onPause });
    this.#connections.set(number, opening);
    const connection = await opening;
    this.counts.batches++;
    for (const { messageId, contents, raw } of batch.calls) {
      this.#messageIds.add(messageId, contents ?? hashContents(raw.bytes).contents);
    }
    const { failed, left } = await deliverBatch(batch.calls, {
      send: (piece) => connection.send(piece, batch),
      mayGo: async (events) => {
        if (this.#ended === undefined) await this.#gate.pass(events, this.#ending.signal);
        return this.#ended === undefined;
      },
      onResult: (...result) => {
        this.#outcomes.add(...result);
        this.#stopIfUnrecoverable();
      },
    });
    if (failed !== undefined) {
      // A request may still hang; the SDK would take its answer for one to the next batch.
      connection.close();
      this.#connections.delete(number);
    } else batch.free();
    if (this.#ended === undefined) this.#outcomes.batchEnded(failed);
    this.#stopIfUnrecoverable();
    for (const { raw } of left) this.#outcomes.leave(raw, this.#ended ?? 'batch-failed');
  }

  #stopIfUnrecoverable(): void {
    if (this.#ended !== undefined || !this.#outcomes.unrecoverable) return;
    this.#failed = true;
    this.stop();
    this.#options.onStop?.();
  }
}
