import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';

/** A refusal of the contents outweighs an earlier try without an answer; that outweighs a try that did not get through. */
const WEIGHT = { notSent: 0, unknown: 1, rejected: 2 } as const;

/** The SDK did not send it, and would not say so. */
export const DROPPED: FailedAttempt = { outcome: 'notSent', reason: 'dropped-by-sdk', retry: false };

/** The result of one batch: how the requests with it ended. */
export class Delivery {
  #requests = 0;
  /** How many requests have no answer yet. */
  #open = 0;
  #accepted: Attempt | undefined;
  #heaviest: FailedAttempt | undefined;
  #last: FailedAttempt | undefined;

  /** How many requests were made. */
  get requests(): number {
    return this.#requests;
  }

  /** The last request that failed; a later one may have succeeded. */
  get lastFailure(): FailedAttempt | undefined {
    return this.#last;
  }

  /** Records a request that goes out. Call the returned function with its result. */
  request(): (attempt: Attempt) => void {
    this.#requests++;
    this.#open++;
    return (attempt) => {
      this.#open--;
      if (attempt.outcome === 'accepted') this.#accepted = attempt;
      else this.#addFailure(attempt);
    };
  }

  /** The result of the records of the batch, all of which are in each of its requests. */
  get result(): Attempt {
    if (this.#accepted !== undefined) return this.#accepted;
    return this.#open > 0 ? TIMED_OUT : (this.#heaviest ?? DROPPED);
  }

  #addFailure(attempt: FailedAttempt): void {
    this.#last = attempt;
    const heaviest = this.#heaviest;
    if (heaviest === undefined || WEIGHT[attempt.outcome] >= WEIGHT[heaviest.outcome]) this.#heaviest = attempt;
  }
}
