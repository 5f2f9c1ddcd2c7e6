import type { Entry } from './entry.js';

/** The most events that the page holds, and the most characters of JSON that they came in. */
export interface StoreLimits {
  readonly events: number;
  readonly characters: number;
}
export const STORE_LIMITS: StoreLimits = { events: 5000, characters: 32_000_000 };

/** The last events that arrived: a bounded number of bounded size. */
export class HeldEntries {
  readonly #limits: StoreLimits;
  #entries: Entry[] = [];
  /** How many characters each of them came in, and all together. */
  #sizes: number[] = [];
  #characters = 0;
  /** How many were evicted. */
  evicted = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  add(entry: Entry, characters: number): void {
    this.#entries.push(entry);
    this.#sizes.push(characters);
    this.#characters += characters;
  }

  /** Evicts the oldest ones beyond the limits. */
  evictOld(): void {
    let count = 0;
    while (this.#entries.length - count > this.#limits.events || this.#characters > this.#limits.characters) {
      this.#characters -= this.#sizes[count] ?? this.#characters;
      count++;
    }
    if (count === 0) return;
    this.#entries = this.#entries.slice(count);
    this.#sizes = this.#sizes.slice(count);
    this.evicted += count;
  }

  /** A list of those whose number is above `number`. */
  after(number: number): readonly Entry[] {
    const first = this.#entries.findIndex(({ id }) => id > number);
    return first === -1 ? [] : this.#entries.slice(first);
  }
}
