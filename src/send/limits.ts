/** The limits of a run of `send`. */
export interface SendLimits {
  /** The largest request body. Segment answers 400 to a batch over 500 KB. Default: 450 KB. */
  readonly batchBytes: number;
  /** The most events in a batch. Segment takes 2,500, and drops larger batches with a 200. Default: 500. */
  readonly batchEvents: number;
  /** How long a request may take, its answer's body included. The SDK's own default, 10 s. */
  readonly requestTimeoutMs: number;
  /**
   * How often a batch is sent again after a 408, 409, 423, 425, a 429 without Retry-After, a 5xx or a broken connection; waits
   * of 1 to 16 s lie between. Default: 4.
   */
  readonly maxRetries: number;
  /**
   * How long a batch may wait because of Retry-After, all its tries together. If the endpoint asks for more, the run stops at
   * once: later batches would only overtake this one. Default: 300 s, the longest that the SDK waits.
   */
  readonly rateLimitMs: number;
  /** How long a batch may take with all its retries, besides the waits of `rateLimitMs`. Default: 180 s. */
  readonly batchDeadlineMs: number;
  /**
   * After how many records in a row, each refused on its own, a run stops that has had nothing accepted: such an endpoint
   * answers 400 to everything. About 110 requests, some seconds. A row of this length at the end of a run finalizes nothing.
   * Default: 50.
   */
  readonly refusedAtFirst: number;
  /** The same in a run that has had records accepted, where the log is to blame rather than the address. Default: 1,500. */
  readonly refusedInARow: number;
  /** After how many batches in a row that failed with all their retries a run stops: the circuit breaker. Default: 5. */
  readonly failedInARow: number;
  /** How long a record waits for others to fill its batch, where the log is a slow stream. Default: 1 s. */
  readonly lingerMs: number;
}

/**
 * The limits of `send`. Those of Segment are in its documentation of the HTTP API ("Batch", "Max request size"); the SDK's
 * own defaults (10 retries over up to 340 s, hours of waiting for a rate limit) are too patient for a command line.
 */
export const SEND_LIMITS: SendLimits = {
  batchBytes: 450 * 1024,
  batchEvents: 500,
  requestTimeoutMs: 10_000,
  maxRetries: 4,
  rateLimitMs: 300_000,
  batchDeadlineMs: 180_000,
  refusedAtFirst: 50,
  // Three full batches: two requests a record are not much for a stretch of bad records, and too much for a bad log.
  refusedInARow: 1500,
  failedInARow: 5,
  lingerMs: 1000,
};
