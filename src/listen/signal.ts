/** A signal that one waiter waits for, with a time limit. A signal that is set before the wait is not lost. */
export class Signal {
  #wake: (() => void) | undefined;
  #isSet = false;

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** Resolves when the signal is set, or after `ms`, and clears it. */
  async next(ms: number): Promise<void> {
    if (!this.#isSet) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, ms).unref();
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#isSet = false;
  }
}
