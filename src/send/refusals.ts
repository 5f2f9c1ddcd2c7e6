import type { FailedAttempt } from './outcome.js';

/** The records that were refused for their contents, each on its own. */
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

  /** The last answer. */
  get last(): FailedAttempt | undefined {
    return this.#last;
  }

  /** Whether nothing was ever accepted. */
  get nothingElse(): boolean {
    return !this.#accepted;
  }

  /** Whether the run must stop. */
  get tooMany(): boolean {
    const { refusedAtFirst, refusedInARow } = this.#limits;
    return this.#inARow >= (this.#accepted ? refusedInARow : refusedAtFirst);
  }

  /**
   * Whether the refusals since a record was last accepted say something about these records. Where all are refused, or a long
   * row of them, the endpoint may be at fault, and may accept the same records later.
   */
  get areAboutRecords(): boolean {
    return this.#accepted && this.#inARow < this.#limits.refusedAtFirst;
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
