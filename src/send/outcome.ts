/**
 * How a record ended. `accepted`: the endpoint took it. `rejected`: it is invalid, or it was refused for what it holds.
 * `unknown`: it was on its way, and nobody can say whether it arrived. `notSent`: it did not leave, or the endpoint
 * turned the request away whatever it held.
 */
export type Outcome = 'accepted' | 'rejected' | 'unknown' | 'notSent';

/** Answers that refuse a request for what it holds; any other 4xx is about the request as such. */
export const CONTENT_4XX: readonly number[] = [400, 413, 422];

/** Why a record was not accepted; the keys of `byReason`. An answer with a status that says no is `http-<status>`. */
export type Reason = keyof typeof REASONS | `http-${number}`;

const REASONS = {
  invalid: 'it has errors',
  'segment/event-too-large': 'the event is larger than 32 KB as the SDK writes it',
  'segment/delivery-disabled': 'its integrations say that Segment must not get it',
  'missing-timestamp': 'it has no timestamp, and --require-timestamp asks for one',
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
  'bad-port': 'no web client connects to such a port',
  proxy: 'the proxy did not let the connection through',
  'passed-over': 'it is not among those asked for',
  'dry-run': 'it would be sent, but for --dry-run',
  interrupted: 'the run was interrupted before its turn',
  stopped: 'the run stopped before its turn',
  'batch-failed': 'another part of its batch could not be delivered',
  withheld: 'the log holds records that would be rejected, and --all-or-nothing asks for none then',
} as const;

/** A reason in words. */
export function reasonText(reason: Reason): string {
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason as keyof typeof REASONS];
  const status = Number(reason.slice('http-'.length));
  if (status >= 300 && status < 400) return 'the endpoint redirects, and a redirected request loses its events';
  if (CONTENT_4XX.includes(status)) return 'the endpoint refused it, sent on its own';
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

/** Whether the endpoint refused a request for what it holds; one bad record is enough for that. */
export function isRefusal(attempt: Attempt): attempt is FailedAttempt {
  return attempt.outcome === 'rejected' && attempt.reason.startsWith('http-');
}

/** Whether the SDK kept a record back; that says nothing of the endpoint. */
export function isOfSdk(attempt: Attempt): boolean {
  return attempt.outcome !== 'accepted' && /^(?:refused|dropped)-by-sdk$/.test(attempt.reason);
}
