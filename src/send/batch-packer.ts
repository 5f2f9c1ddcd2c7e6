import type { BatchMemory, EventText } from './batch.js';
import { Batch } from './batch.js';
import type { FailedAttempt } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';

/** The limits of a batch. */
export interface BatchLimits {
  /** Bytes of all events together, with the commas between them. */
  readonly bytes: number;
  readonly events: number;
}

/** Packs calls into batches, in their order, each as full as its limits allow. */
export class BatchPacker {
  readonly #limits: BatchLimits;
  readonly #memory: BatchMemory;
  readonly #full: Batch[] = [];
  #open: Batch;
  #openBytes = 0;

  constructor(limits: BatchLimits, memory: BatchMemory) {
    this.#limits = limits;
    this.#memory = memory;
    this.#open = new Batch(memory);
  }

  /** Adds a call. `event`: the one that the SDK made of it, or why it is not sent. */
  add(call: OutgoingCall, event: EventText | FailedAttempt): void {
    const bytes = call.bytes + 1;
    if (this.#openBytes + bytes > this.#limits.bytes) this.#close();
    this.#open.add(call, event);
    this.#openBytes += bytes;
    if (this.#open.calls.length >= this.#limits.events) this.#close();
  }

  /** How many batches are full, so that nothing can be added to them. */
  get fullBatches(): number {
    return this.#full.length;
  }

  /** The batch that waits for more. */
  get open(): Batch {
    return this.#open;
  }

  /** The next full batch; with `evenOpen`, the one that waits for more comes after them. */
  next(evenOpen: boolean): Batch | undefined {
    if (evenOpen && this.#full.length === 0) this.#close();
    return this.#full.shift();
  }

  #close(): void {
    if (this.#open.calls.length === 0) return;
    this.#full.push(this.#open);
    this.#open = new Batch(this.#memory);
    this.#openBytes = 0;
  }
}
