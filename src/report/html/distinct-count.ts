import { levelOf, MAX_LEVEL } from './sample-level.js';

/** How many are counted exactly. */
const MAX_KEPT = 200_000;

/**
 * Counts different hashes. Beyond 200,000, it counts those of a sample, and the result is about 0.3 % too low or too high. It does not
 * depend on their order.
 */
export class DistinctCount {
  #level = 0;
  #kept = new Set<number>();

  /** Adds a hash of 32 bits or more, as a whole number. */
  add(hash: number): void {
    if (levelOf(hash | 0) < this.#level) return;
    this.#kept.add(hash);
    while (this.#kept.size > MAX_KEPT && this.#level < MAX_LEVEL) {
      this.#level++;
      this.#kept = new Set([...this.#kept].filter((kept) => levelOf(kept | 0) >= this.#level));
    }
  }

  get value(): number {
    return this.#kept.size * 2 ** this.#level;
  }
}
