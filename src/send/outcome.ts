import { safeName } from '../text/safe-name.js';

/**
 * How a record ended. `accepted`: the endpoint accepted it. `rejected`: it is invalid, or it was refused for its contents.
 * `unknown`: it was on its way, and it is not known whether it arrived. `notSent`: it did not leave, or the endpoint
 * refused the request whatever its contents.
 */
export type Outcome = 'accepted' | 'rejected' | 'unknown' | 'notSent';

/** Answers that refuse a request for its contents; any other 4xx is about the request as such. */
export const CONTENT_4XX: readonly number[] = [400, 413, 422];

/** Why a record was not accepted; the keys of `byReason`. An answer with a status that says no is `http-<status>`. */
export type Reason = keyof typeof REASONS | `http-${number}`;

const REASONS = {
  invalid: 'it has errors',
  'segment/event-too-large': 'the event is larger than 32 KB as the SDK writes it',
  'segment/delivery-disabled': 'its integrations say that Segment must not get it',
  'missing-timestamp': 'it has no timestamp, and --require-timestamp asks for one',
  'refused-by-sdk': 'the SDK does not accept it',
  'dropped-by-sdk': 'the SDK dropped it silently',
  'error-in-body': 'the endpoint answered 2xx, but the body of the answer reports a failure',
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
  withheld: 'another record would be rejected, and --all-or-nothing sends nothing then',
  'input-failed': 'a log could not be read to its end, and --all-or-nothing sends nothing then',
} as const;

/** The reasons that are about the proxy where there is one: nobody connects to the endpoint but the proxy. */
const OF_PROXY: Readonly<Partial<Record<Reason, (proxy: string) => string>>> = {
  'connection-refused': (proxy) => `nothing listens at the proxy ${proxy}`,
  unreachable: (proxy) => `the proxy ${proxy} cannot be reached`,
  'unknown-host': (proxy) => `the name of the proxy ${proxy} is not known`,
  proxy: (proxy) => `the proxy ${proxy} did not let the connection through`,
};

/** The endpoint, with the proxy on the way if there is one and `reasonText` does not name it. */
export function routeText(reason: Reason, host: string, proxy: string | undefined): string {
  return proxy === undefined || reason in OF_PROXY ? host : throughProxy(host, proxy);
}

/** The endpoint with the proxy on the way. */
export function throughProxy(host: string, proxy: string): string {
  return `${host} (through the proxy ${safeName(proxy)})`;
}

/** A reason in words. `proxy`: host and port of the proxy that lies between, undefined if none does. */
export function reasonText(reason: Reason, proxy: string | undefined): string {
  const ofProxy = proxy === undefined ? undefined : OF_PROXY[reason]?.(safeName(proxy));
  if (ofProxy !== undefined) return ofProxy;
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason as keyof typeof REASONS];
  const status = Number(reason.slice('http-'.length));
  if (status >= 300 && status < 400) return 'the endpoint redirects, and a redirected request loses its events';
  if (CONTENT_4XX.includes(status)) return 'the endpoint refused it, sent on its own';
  if (status === 429) return 'the endpoint limits the rate';
  return status >= 500 ? 'the endpoint failed' : 'the endpoint refused the request';
}

/** The result of one try to deliver a record. */
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
  /** The body of the answer; it may repeat what was sent. */
  readonly text?: string;
  /** The seconds that the endpoint wants us to wait, if that is longer than a batch ever waits. */
  readonly retryAfter?: number;
}

/**
 * Whether something on the way, the endpoint or a proxy, refused a request for its contents; one bad record is enough for
 * that. A request that may have arrived with an earlier try is none.
 */
export function isRefusal(attempt: Attempt): attempt is FailedAttempt {
  if (attempt.outcome !== 'rejected' && attempt.outcome !== 'notSent') return false;
  return CONTENT_4XX.some((status) => attempt.reason === `http-${status}`);
}

/** Whether the SDK did not send a record; that says nothing about the endpoint. */
export function isOfSdk(attempt: Attempt): boolean {
  return attempt.outcome !== 'accepted' && /^(?:refused|dropped)-by-sdk$/.test(attempt.reason);
}
