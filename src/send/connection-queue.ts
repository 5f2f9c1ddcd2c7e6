import type { Batch, BatchedCall, BatchMemory, EventText } from './batch.js';
import type { BatchLimits } from './batch-packer.js';
import { BatchPacker } from './batch-packer.js';
import type { FailedAttempt } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';

/** Options of a queue. */
export interface ConnectionQueueOptions {
  readonly packing: BatchLimits;
  /** Shared with the other connections. */
  readonly memory: BatchMemory;
  /** How long a record waits for others to fill its batch. */
  readonly lingerMs: number;
  /** Delivers a batch, retries included. */
  readonly deliver: (batch: Batch) => Promise<void>;
  /** Called before each batch; true leaves it and all after it in the queue. */
  readonly stopped: () => boolean;
  /** Called each time that a batch has left the queue. */
  readonly onDequeue: () => void;
  /** Called with an error that `deliver` threw: a defect, since failures of the network are no exceptions. */
  readonly onError: (error: unknown) => void;
}

/** The calls that wait for one connection, in their order, and the one batch of it that is under way. */
export class ConnectionQueue {
  readonly #options: ConnectionQueueOptions;
  readonly #packer: BatchPacker;
  #work: Promise<void> | undefined;
  /** Whether the last batch goes out though it is not full. */
  #evenOpen = false;
  #linger: NodeJS.Timeout | undefined;
  #lingersFor: Batch | undefined;

  constructor(options: ConnectionQueueOptions) {
    this.#options = options;
    this.#packer = new BatchPacker(options.packing, options.memory);
  }

  /** How many full batches wait for the one under way. */
  get waiting(): number {
    return this.#packer.fullBatches;
  }

  /** Adds a call. `event`: the one that the SDK made of it, or why it is not sent. */
  add(call: OutgoingCall, event: EventText | FailedAttempt): void {
    this.#packer.add(call, event);
  }

  /** Sends full batches as long as there are any, without waiting for that; the rest when it has waited long enough. */
  pump(): void {
    if (this.#packer.fullBatches > 0) this.#start();
    this.#lingerOn();
  }

  /** Sends everything. Resolves when nothing is under way any more. */
  async finish(): Promise<void> {
    this.stopLingering();
    this.#evenOpen = true;
    this.#start();
    await this.#work;
  }

  stopLingering(): void {
    clearTimeout(this.#linger);
  }

  /** Removes and returns what was not sent. */
  *rest(): Generator<BatchedCall> {
    for (let batch = this.#packer.next(true); batch !== undefined; batch = this.#packer.next(true)) yield* batch.calls;
  }

  #start(): void {
    this.#work ??= this.#sendAll().finally(() => {
      this.#work = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    const { deliver, stopped, onDequeue, onError } = this.#options;
    while (!stopped()) {
      const evenOpen = this.#evenOpen;
      if (this.#packer.fullBatches === 0) this.#evenOpen = false;
      const batch = this.#packer.next(evenOpen);
      if (batch === undefined) return;
      onDequeue();
      await deliver(batch).catch(onError);
    }
  }

  /** A log that comes slowly is sent as it comes, not when a batch is full. */
  #lingerOn(): void {
    const { open } = this.#packer;
    if (open === this.#lingersFor) return;
    clearTimeout(this.#linger);
    if (open.calls.length === 0 || this.#options.stopped()) return;
    this.#lingersFor = open;
    this.#linger = setTimeout(() => {
      this.#evenOpen = true;
      this.#start();
    }, this.#options.lingerMs);
  }
}
