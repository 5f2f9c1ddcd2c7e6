/** How often a wait looks whether it is over. */
const LOOK_EVERY_MS = 20;

/** Whether requests are under way, and when the last one ended. */
export class Activity {
  #open = 0;
  #last = performance.now();

  /** Notes a request that begins. Call what it returns when it has ended. */
  begin(): () => void {
    this.#open++;
    return () => {
      this.#open--;
      this.#last = performance.now();
    };
  }

  /** Settles when nothing was under way for `quietMs`, at the latest after `limitMs`, or once `givenUp` says so. */
  async quiet(quietMs: number, limitMs: number, givenUp: () => boolean): Promise<void> {
    const start = performance.now();
    for (let now = start; now - start < limitMs && !givenUp(); now = performance.now()) {
      if (this.#open === 0 && now - Math.max(this.#last, start) >= quietMs) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
