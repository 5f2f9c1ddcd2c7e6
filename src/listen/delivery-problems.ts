import type { Summary } from '../check/summary.js';

/** What is wrong with a collection beside the events that came. */
export interface DeliveryProblems {
  /** How many requests broke off before their end; what they held is lost. */
  readonly brokenOff: number;
  /** How many requests said not whose they are. Segment takes none of those. */
  readonly withoutWriteKey: number;
  /** Requests to paths that are not of the API, by method and path. */
  readonly unknownPaths: Readonly<Record<string, number>>;
  /** Requests of pages that may not send here, by origin. */
  readonly refusedOrigins: Readonly<Record<string, number>>;
}

/** What `GET /_/summary` answers: what came since the last reset, and every mishap since the start. */
export type ListenSummary = Summary & DeliveryProblems;
