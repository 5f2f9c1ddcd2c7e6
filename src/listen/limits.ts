/** What bounds a collector. */
export interface ListenLimits {
  /** The longest body of a single call. Segment answers 400 to more. Default: 32 KB. */
  readonly callBytes: number;
  /** The longest body of a batch. Segment answers 400 to more. Default: 500 KB. */
  readonly batchBytes: number;
  /** The most events in a batch. Segment answers 200 to more and drops them. Default: 2,500. */
  readonly batchEvents: number;
  /** How much of a body is kept, unpacked, so that the report can name the events of one that is too large. Default: 4 MiB. */
  readonly bodyBytes: number;
  /** How long a request may take to come in. Default: 30 s. */
  readonly requestTimeoutMs: number;
  /** How many bytes the events that are held may have, whatever their number. Default: 64 MiB. */
  readonly heldBytes: number;
  /** After a command has ended: how long it must be quiet, and how long that is waited for. Defaults: 300 ms and 5 s. */
  readonly quietMs: number;
  readonly settleMs: number;
  /** After how long a command that was asked to end is ended. Default: 5 s. */
  readonly killMs: number;
}

/** Segment’s own limits are those of its documentation of the HTTP API (“Max request size”, “Batch”). */
export const LISTEN_LIMITS: ListenLimits = {
  callBytes: 32 * 1024,
  batchBytes: 500 * 1024,
  batchEvents: 2500,
  bodyBytes: 4 * 1024 * 1024,
  requestTimeoutMs: 30_000,
  heldBytes: 64 * 1024 * 1024,
  quietMs: 300,
  settleMs: 5000,
  killMs: 5000,
};
