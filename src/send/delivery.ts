import type { Attempt } from './outcome.js';

/** A 400 speaks of what the records hold, and outweighs an earlier try without an answer; that outweighs having been turned away. */
const WEIGHT = { notSent: 0, unknown: 1, rejected: 2, accepted: 3 } as const;

/** Never in a request, though the SDK took it. */
const DROPPED: Attempt = { outcome: 'notSent', reason: 'dropped-by-sdk', retry: false };

interface Trace {
  /** How often the id was in requests that were accepted: records may share one. */
  accepted: number;
  failed: Attempt | undefined;
}

/** What became of one batch: of each messageId that was on the wire, what the requests with it came to. */
export class Delivery {
  readonly #traces = new Map<string, Trace>();
  #requests = 0;
  #lastFailure: Attempt | undefined;

  /** How many requests were made. */
  get requests(): number {
    return this.#requests;
  }

  /** The last request that failed, unless one was accepted after it. */
  get failure(): Attempt | undefined {
    return this.#lastFailure;
  }

  /** Notes what a request came to for the ids that stood in its body. */
  note(messageIds: readonly string[], attempt: Attempt): void {
    this.#requests++;
    this.#lastFailure = attempt.outcome === 'accepted' ? undefined : attempt;
    for (const id of messageIds) {
      const trace = this.#traces.get(id) ?? { accepted: 0, failed: undefined };
      this.#traces.set(id, trace);
      if (attempt.outcome === 'accepted') trace.accepted++;
      else if (trace.failed === undefined || WEIGHT[attempt.outcome] >= WEIGHT[trace.failed.outcome]) {
        trace.failed = attempt;
      }
    }
  }

  /** What one record with this id came to. Each call speaks of another record. */
  settle(messageId: string): Attempt {
    const trace = this.#traces.get(messageId);
    if (trace === undefined) return DROPPED;
    if (trace.accepted > 0) {
      trace.accepted--;
      return { outcome: 'accepted', reason: undefined, retry: false };
    }
    return trace.failed ?? DROPPED;
  }
}
