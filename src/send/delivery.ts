import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { ACCEPTED } from './outcome.js';

/** A refusal of the contents outweighs an earlier try without an answer; that outweighs a try that did not get through. */
const WEIGHT = { notSent: 0, unknown: 1, rejected: 2 } as const;

/** Never in a request, though the SDK accepted it. */
const DROPPED: FailedAttempt = { outcome: 'notSent', reason: 'dropped-by-sdk', retry: false };

interface Trace {
  /** In how many requests the id stands that have no answer yet. */
  open: number;
  /** How often the id was in requests that were accepted: records may share one. */
  accepted: number;
  failed: FailedAttempt | undefined;
}

/** The results of one batch: for each messageId on the wire, how the requests with it ended. */
export class Delivery {
  readonly #traces = new Map<string, Trace>();
  #requests = 0;
  #failure: FailedAttempt | undefined;

  /** How many requests were made. */
  get requests(): number {
    return this.#requests;
  }

  /** The last request that failed; a later one may have succeeded. */
  get lastFailure(): FailedAttempt | undefined {
    return this.#failure;
  }

  /** Records a request that goes out, and the ids in its body. Call the returned function with the result of the request. */
  request(messageIds: readonly string[]): (attempt: Attempt) => void {
    this.#requests++;
    for (const id of messageIds) this.#trace(id).open++;
    return (attempt) => {
      if (attempt.outcome !== 'accepted') this.#failure = attempt;
      for (const id of messageIds) {
        const trace = this.#trace(id);
        trace.open--;
        if (attempt.outcome === 'accepted') trace.accepted++;
        else if (trace.failed === undefined || WEIGHT[attempt.outcome] >= WEIGHT[trace.failed.outcome]) {
          trace.failed = attempt;
        }
      }
    };
  }

  /** The result of one record with this id. Each call is about another record. */
  resultOf(messageId: string): Attempt {
    const trace = this.#traces.get(messageId);
    if (trace === undefined) return DROPPED;
    if (trace.accepted > 0) {
      trace.accepted--;
      return ACCEPTED;
    }
    return trace.open > 0 ? TIMED_OUT : (trace.failed ?? DROPPED);
  }

  #trace(messageId: string): Trace {
    const trace = this.#traces.get(messageId) ?? { open: 0, accepted: 0, failed: undefined };
    this.#traces.set(messageId, trace);
    return trace;
  }
}
