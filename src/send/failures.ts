import type { FailedPiece } from './deliver-batch.js';

/** The batches that failed after all their retries: the circuit breaker. */
export class Failures {
  readonly #maxInARow: number;
  #inARow = 0;
  #batches = 0;
  #last: FailedPiece | undefined;

  constructor(maxInARow: number) {
    this.#maxInARow = maxInARow;
  }

  /** How many batches failed. */
  get batches(): number {
    return this.#batches;
  }

  /** The last of them. */
  get last(): FailedPiece | undefined {
    return this.#last;
  }

  /**
   * Whether the run must stop: another try cannot help, too many batches in a row have failed, or the endpoint still limits the
   * rate, so that later batches would only overtake this one.
   */
  get tooMany(): boolean {
    if (this.#last === undefined) return false;
    const { retry, reason } = this.#last.attempt;
    return !retry || reason === 'http-429' || this.#inARow >= this.#maxInARow;
  }

  /** Adds the end of a batch. A part of one that is being halved does not count for the row. */
  add(failed: FailedPiece | undefined): void {
    if (failed === undefined) {
      this.#inARow = 0;
      return;
    }
    this.#batches++;
    this.#last = failed;
    if (!failed.isPart) this.#inARow++;
  }
}
