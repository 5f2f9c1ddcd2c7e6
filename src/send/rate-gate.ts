import { setTimeout as sleep } from 'node:timers/promises';

/** Limits the events per second, on average: a batch passes as a whole, and the next one waits for its share of time. */
export class RateGate {
  readonly #perSecond: number;
  /** When the next batch may pass, on the clock of `performance.now()`. */
  #next = 0;
  /** Until when nothing passes, on the same clock. */
  #pausedUntil = 0;

  /** `perSecond`: 0 for no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Lets nothing pass for some milliseconds, those included that wait already: the endpoint asked for that. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + ms);
    this.#next = Math.max(this.#next, this.#pausedUntil);
  }

  /** Resolves when these events may go; early if the signal asks for it. */
  async pass(events: number, signal: AbortSignal): Promise<void> {
    let at: number;
    do {
      const now = performance.now();
      at = Math.max(now, this.#next);
      if (this.#perSecond > 0) this.#next = at + (events * 1000) / this.#perSecond;
      if (at > now) await sleep(at - now, undefined, { signal }).catch(() => {});
      // Who waits for a turn before the end of a pause that came meanwhile takes a later turn.
    } while (at < this.#pausedUntil && !signal.aborted);
  }
}
