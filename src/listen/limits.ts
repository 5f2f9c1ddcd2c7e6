/** The limits of a collector. */
export interface ListenLimits {
  /** The longest body of a single call. Segment answers 400 to more. Default: 32 KB. */
  readonly callBytes: number;
  /** The longest body of a batch. Segment answers 400 to more. Default: 500 KB. */
  readonly batchBytes: number;
  /** The most events in a batch. Segment answers 200 to more and drops them. Default: 2,500. */
  readonly batchEvents: number;
  /** How much of an unpacked body is kept, so that the report can name the events of one that is too large. Default: 4 MiB. */
  readonly bodyBytes: number;
  /** The longest body of spans, unpacked: prompts repeat the whole history. Default: 32 MiB. */
  readonly traceBytes: number;
  /** How long a trace may wait for more of its spans. Default: 2 s. */
  readonly traceWaitMs: number;
  /** How long a request may take to come in. Default: 30 s. */
  readonly requestTimeoutMs: number;
  /** The most bytes that the held events may have, whatever their number. Default: 64 MiB. */
  readonly heldBytes: number;
  /** After a command has ended: how long no request may come before the run ends. Default: 300 ms. */
  readonly idleMs: number;
  /** After a command has ended: the longest wait for requests to end. Default: 5 s. */
  readonly maxIdleWaitMs: number;
  /** How long a command that got SIGTERM may take before it and all that it started get SIGKILL. Default: 5 s. */
  readonly killMs: number;
  /**
   * How long the endpoint may accept none of the events that wait to be forwarded when listening has ended. Default: 8 s: two tries
   * more, and less than the 10 s after which Docker kills what it stops.
   */
  readonly forwardMs: number;
}

/** The defaults. Segment’s own limits are from its documentation of the HTTP API (“Max request size”, “Batch”). */
export const LISTEN_LIMITS: ListenLimits = {
  callBytes: 32 * 1024,
  batchBytes: 500 * 1024,
  batchEvents: 2500,
  bodyBytes: 4 * 1024 * 1024,
  traceBytes: 32 * 1024 * 1024,
  traceWaitMs: 2000,
  requestTimeoutMs: 30_000,
  heldBytes: 64 * 1024 * 1024,
  idleMs: 300,
  maxIdleWaitMs: 5000,
  killMs: 5000,
  forwardMs: 8000,
};
