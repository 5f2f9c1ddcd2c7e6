import { NameCounts } from '../check/summary.js';

/** What went wrong with requests and with forwarding, apart from the events that were checked. */
export interface DeliveryProblems {
  /** Requests whose events were never checked: `brokenOff`, `malformed`, `refusedOrigins`, and posts to unknown paths. */
  readonly lostRequests: number;
  /** Requests that broke off before their end; their events are lost. */
  readonly brokenOff: number;
  /** Requests that are not valid HTTP, such as one of a client that speaks HTTPS; their events are lost. */
  readonly malformed: number;
  /** Requests without a write key. Their events were checked, but Segment would not know whose they are. */
  readonly withoutWriteKey: number;
  /** Requests to paths outside the API, or with another method than POST, by method and path. */
  readonly unknownPaths: Readonly<Record<string, number>>;
  /** Requests of pages that may not send events here, by origin. */
  readonly refusedOrigins: Readonly<Record<string, number>>;
  /** With `--forward`: valid events that the endpoint did not accept so far, and that are not tried again. */
  readonly notForwarded: number;
  /** Spans of traces that hold as many as are read; what they say is in no event. */
  readonly unreadSpans: number;
  /** Traces and conversations of traces that gave way to newer ones: what comes late of them is converted without what came before. */
  readonly evictedTraces: number;
  readonly evictedConversations: number;
}

/** The kinds of delivery problems that can be added to a count. */
export type DeliveryProblemKind = Exclude<keyof DeliveryProblems, 'lostRequests'>;

/** One delivery problem. */
export interface DeliveryProblem {
  readonly kind: DeliveryProblemKind;
  /** The method and path, or the origin, for kinds that are counted by name. */
  readonly name?: string;
  /** Whether the request may have held events, so that they are lost. */
  readonly losesEvents: boolean;
}

/** Called with each delivery problem when it happens. */
export type OnDeliveryProblem = (problem: DeliveryProblem) => void;

/** Counts delivery problems. */
export class DeliveryProblemCounter {
  #lostRequests = 0;
  readonly #counts = {
    ...{ brokenOff: 0, malformed: 0, withoutWriteKey: 0, notForwarded: 0 },
    ...{ unreadSpans: 0, evictedTraces: 0, evictedConversations: 0 },
  };
  readonly #named = { unknownPaths: new NameCounts(), refusedOrigins: new NameCounts() };

  add({ kind, name = '', losesEvents }: DeliveryProblem): void {
    if (losesEvents) this.#lostRequests++;
    if (kind === 'unknownPaths' || kind === 'refusedOrigins') this.#named[kind].add(name);
    else this.#counts[kind]++;
  }

  get counts(): DeliveryProblems {
    return {
      lostRequests: this.#lostRequests,
      ...this.#counts,
      unknownPaths: this.#named.unknownPaths.toObject(),
      refusedOrigins: this.#named.refusedOrigins.toObject(),
    };
  }
}
