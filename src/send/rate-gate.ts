import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many events a second pass, on average; a batch passes as a whole, and the next one waits for its share of time. */
export class RateGate {
  readonly #perSecond: number;
  /** When the next batch may pass, on the clock of `performance.now()`. */
  #next = 0;

  /** `perSecond`: 0 for no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Settles when these events may go; early if the signal asks for it. */
  async pass(events: number, signal: AbortSignal): Promise<void> {
    if (this.#perSecond === 0) return;
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + (events * 1000) / this.#perSecond;
    if (at > now) await sleep(at - now, undefined, { signal }).catch(() => {});
  }
}
