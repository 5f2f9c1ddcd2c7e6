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
  readonly #full: OutgoingCall[][] = [];
  #open: OutgoingCall[] = [];
  #openBytes = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  add(call: OutgoingCall): void {
    const bytes = call.bytes + 1;
    if (this.#openBytes + bytes > this.#limits.bytes) this.#close();
    this.#open.push(call);
    this.#openBytes += bytes;
    if (this.#open.length >= this.#limits.events) this.#close();
  }

  /** How many batches are full, so that nothing can be added to them. */
  get fullBatches(): number {
    return this.#full.length;
  }

  /** The batch that waits for more. */
  get open(): readonly OutgoingCall[] {
    return this.#open;
  }

  /** The next full batch; with `evenOpen`, the one that waits for more comes after them. */
  next(evenOpen: boolean): readonly OutgoingCall[] | undefined {
    if (evenOpen && this.#full.length === 0) this.#close();
    return this.#full.shift();
  }

  #close(): void {
    if (this.#open.length === 0) return;
    this.#full.push(this.#open);
    this.#open = [];
    this.#openBytes = 0;
  }
}
