import type { CheckedRecord } from '../check/check-record.js';
import type { RawRecord } from '../record/record.js';
import type { BatchedCall } from './batch.js';
import { ownMessageId } from './message-id.js';
import type { FailedAttempt, Reason } from './outcome.js';

/** A record that was rejected, by us or by the endpoint. */
export interface Rejection {
  readonly raw: RawRecord;
  readonly reason: Reason;
  /** The rules that it breaks, if it is invalid. */
  readonly rules?: readonly string[];
  /** The HTTP status of the answer that refused it; undefined if none did. */
  readonly status: number | undefined;
  /** In how many requests it was; 0 if it never left. */
  readonly attempts: number;
  /** The id that it was sent with; its own if it never left; undefined if it has none. */
  readonly messageId: string | undefined;
}

/** A record that we reject, before it is sent. */
export function rejectedByUs({ raw, value, problems }: CheckedRecord, reason: Reason): Rejection {
  const errors = problems.flatMap(({ severity, rule }) => (severity === 'error' ? rule : []));
  const messageId = value === undefined ? undefined : ownMessageId(value);
  const rules = errors.length === 0 ? {} : { rules: [...new Set(errors)] };
  return { raw, reason, ...rules, status: undefined, attempts: 0, messageId };
}

/** A record that the SDK or the endpoint refused. */
export function rejectedOnItsWay(
  { raw, messageId }: BatchedCall,
  { reason }: FailedAttempt,
  attempts: number,
): Rejection {
  const status = reason.startsWith('http-') ? Number(reason.slice('http-'.length)) : undefined;
  return { raw, reason, status, attempts, messageId };
}
