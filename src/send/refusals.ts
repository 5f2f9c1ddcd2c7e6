import type { FailedAttempt } from './outcome.js';

/** What is known of the records that the endpoint refused, each on its own. */
export class Refusals {
  readonly #limits: { readonly refusedAtFirst: number; readonly refusedInARow: number };
  #accepted = false;
  #inARow = 0;
  #count = 0;
  #last: FailedAttempt | undefined;

  constructor(limits: { readonly refusedAtFirst: number; readonly refusedInARow: number }) {
    this.#limits = limits;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** How many there are since a record was last accepted. */
  get inARow(): number {
    return this.#inARow;
  }

  /** What was last answered. */
  get last(): FailedAttempt | undefined {
    return this.#last;
  }

  /** Whether nothing was ever accepted. */
  get nothingElse(): boolean {
    return !this.#accepted;
  }

  /** Whether there is no sense in going on. */
  get tooMany(): boolean {
    const { refusedAtFirst, refusedInARow } = this.#limits;
    return this.#inARow >= (this.#accepted ? refusedInARow : refusedAtFirst);
  }

  accept(): void {
    this.#accepted = true;
    this.#inARow = 0;
  }

  refuse(attempt: FailedAttempt): void {
    this.#count++;
    this.#inARow++;
    this.#last = attempt;
  }
}
