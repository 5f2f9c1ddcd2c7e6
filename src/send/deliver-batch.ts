import type { BatchedCall } from './batch.js';
import type { BatchResult } from './connection.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isOfSdk, isRefusal } from './outcome.js';

/** Options of a delivery. */
export interface DeliverOptions {
  /** Sends some records in one request, its retries included. */
  send(piece: readonly BatchedCall[]): Promise<BatchResult>;
  /** Resolves when so many records may go out; with false, they and all that follow stay where they are. */
  mayGo(records: number): Promise<boolean>;
  /** Called with each record once, with its result and the number of requests it was in. */
  onResult(call: BatchedCall, attempt: Attempt, requests: number): void;
}

/** A batch, or a part of one that was refused, that failed after all its retries. */
export interface FailedPiece {
  readonly attempt: FailedAttempt;
  readonly requests: number;
  readonly records: number;
  /** Whether it is a part of a batch that was refused before. */
  readonly isPart: boolean;
}

/** The result of a batch. */
export interface Delivered {
  /** The piece that could not be delivered, if one could not. No piece was sent after it. */
  readonly failed?: FailedPiece;
  /** The records without a result, in the order of the log. */
  readonly left: readonly BatchedCall[];
}

function halves(calls: readonly BatchedCall[]): (readonly BatchedCall[])[] {
  const middle = Math.ceil(calls.length / 2);
  return [calls.slice(0, middle), calls.slice(middle)];
}

/**
 * Delivers a batch. One that is refused for its contents (400, 413, 422) is halved, in the order of the log, until each refused
 * record stands alone: `2 * log2(n)` more requests for one bad record among n, and never more than `2n - 1` in all.
 */
export async function deliverBatch(
  batch: readonly BatchedCall[],
  { send, mayGo, onResult }: DeliverOptions,
): Promise<Delivered> {
  const requests = new Map<BatchedCall, number>();
  /** The next one is the last: they lie on one another as the log runs. */
  const pieces = [batch];
  let failed: Delivered['failed'];
  while (failed === undefined) {
    const piece = pieces.at(-1);
    if (piece === undefined || !(await mayGo(piece.length))) break;
    pieces.pop();
    const result = await send(piece);
    const refused: BatchedCall[] = [];
    piece.forEach((call, index) => {
      const attempt = result.attempts[index] as Attempt;
      const soFar = (requests.get(call) ?? 0) + (isOfSdk(attempt) ? 0 : result.requests);
      requests.set(call, soFar);
      if (piece.length > 1 && isRefusal(attempt)) refused.push(call);
      else onResult(call, attempt, soFar);
    });
    // The SDK did not send the others: what is left of the piece goes out by itself, so that its refusal is its own.
    if (refused.length === 1) pieces.push(refused);
    else if (refused.length > 1) pieces.push(...halves(refused).reverse());
    if (result.failure !== undefined) {
      const { failure: attempt, requests } = result;
      failed = { attempt, requests, records: piece.length, isPart: piece !== batch };
    }
  }
  return { ...(failed === undefined ? {} : { failed }), left: pieces.reverse().flat() };
}
