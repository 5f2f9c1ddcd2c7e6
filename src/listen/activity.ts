const POLL_MS = 20;

/** Tracks whether requests are under way, and when the last one ended. */
export class Activity {
  #open = 0;
  #lastEnd = performance.now();

  /** Counts a request that begins. Call the returned function when it has ended. */
  begin(): () => void {
    this.#open++;
    return () => {
      this.#open--;
      this.#lastEnd = performance.now();
    };
  }

  /** Resolves when no request was under way for `idleMs`, at the latest after `limitMs`, or when `cancelled` returns true. */
  async idle(idleMs: number, limitMs: number, cancelled: () => boolean): Promise<void> {
    const start = performance.now();
    for (let now = start; now - start < limitMs && !cancelled(); now = performance.now()) {
      if (this.#open === 0 && now - Math.max(this.#lastEnd, start) >= idleMs) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
