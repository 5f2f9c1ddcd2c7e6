/**
 * How a record ended. `accepted`: the endpoint took it. `rejected`: it is invalid, or it was refused for what it holds.
 * `unknown`: it was on its way, and nobody can say whether it arrived. `notSent`: it did not leave, or the endpoint
 * turned the request away whatever it held.
 */
export type Outcome = 'accepted' | 'rejected' | 'unknown' | 'notSent';

/** Why a record was not accepted; the keys of `byReason`. An answer with a status that says no is `http-<status>`. */
export type Reason = keyof typeof REASONS | `http-${number}`;

const REASONS = {
  invalid: 'it has errors',
  'segment/event-too-large': 'the event is larger than 32 KB as the SDK writes it',
  'segment/delivery-disabled': 'its integrations say that Segment must not get it',
  'refused-by-sdk': 'the SDK does not take it',
  'dropped-by-sdk': 'the SDK let it fall without a word',
  'error-in-body': 'the endpoint answered 2xx, but its body says no',
  'web-page': 'a web page answered, not a tracking API',
  timeout: 'no answer came in time',
  'connection-lost': 'the connection broke before the answer',
  'connection-refused': 'nothing listens there',
  unreachable: 'the host cannot be reached',
  'unknown-host': 'the host’s name is not known',
  tls: 'no secure connection could be made',
  interrupted: 'the run was interrupted before its turn',
  stopped: 'the run stopped before its turn',
} as const;

/** A reason in words. */
export function reasonText(reason: Reason): string {
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason as keyof typeof REASONS];
  const status = Number(reason.slice('http-'.length));
  if (status >= 300 && status < 400) return 'the endpoint redirects, and a redirected request loses its events';
  if (status === 400 || status === 413 || status === 422) return 'the endpoint refused the batch that it was in';
  return status >= 500 ? 'the endpoint failed' : 'the endpoint turned the request away';
}

/** What one try to deliver a record came to. */
export type Attempt = typeof ACCEPTED | FailedAttempt;

/** The endpoint answered 2xx, and nothing contradicts it. */
export const ACCEPTED = { outcome: 'accepted' } as const;

/** A try that brought no acceptance. */
export interface FailedAttempt {
  readonly outcome: Exclude<Outcome, 'accepted'>;
  readonly reason: Reason;
  /** Whether the same request may fare better later. */
  readonly retry: boolean;
  /** The host that a redirect leads to. */
  readonly redirectsTo?: string;
  /** What the answer's body said; it may repeat what was sent. */
  readonly said?: string;
}
