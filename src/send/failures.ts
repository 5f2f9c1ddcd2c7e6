import type { FailedPiece } from './deliver-batch.js';

/** What is known of the batches that spent their retries: the circuit breaker. */
export class Failures {
  readonly #mostInARow: number;
  #inARow = 0;
  #batches = 0;
  #last: FailedPiece | undefined;

  constructor(mostInARow: number) {
    this.#mostInARow = mostInARow;
  }

  /** How many batches failed. */
  get batches(): number {
    return this.#batches;
  }

  /** What came of the last of them. */
  get last(): FailedPiece | undefined {
    return this.#last;
  }

  /** Whether there is no sense in going on: another try cannot help, or too many batches in a row have had all theirs. */
  get tooMany(): boolean {
    return this.#last !== undefined && (!this.#last.attempt.retry || this.#inARow >= this.#mostInARow);
  }

  /** Notes how a batch ended. A part of one that is being halved says nothing of the row. */
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
