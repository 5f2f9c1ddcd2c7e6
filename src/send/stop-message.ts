import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { Endpoint } from './endpoint.js';
import type { Reason } from './outcome.js';
import { reasonText, throughProxy } from './outcome.js';
import type { SendFailure } from './outcomes.js';
import type { ProxyRoute } from './proxy.js';
import { withoutWriteKey } from './write-key.js';

/** The message about a run in which the endpoint or the network did not let everything through. */
export interface StopMessage {
  readonly message: string;
  /** What to check. */
  readonly hint: string;
}

/** How many characters of an answer are shown. */
const MAX_QUOTE_LENGTH = 300;

/** Which records may go twice if one sends again, and why that does little harm. */
const SAME_IDS = 'records that did arrive keep their ids, and Segment drops most repeats within 24 hours';
const AGAIN = `send the log again: ${SAME_IDS}`;
const CONTINUE = `run the same command again, and it goes on where it stopped; ${SAME_IDS}`;

/** What a message is made of. */
interface Parts {
  readonly failure: SendFailure;
  /** The endpoint, with the proxy on the way if there is one. */
  readonly host: string;
  readonly endpointHost: string;
  readonly proxy: Pick<ProxyRoute, 'host' | 'variable'> | undefined;
  readonly tries: string;
  /** The status of the answer. */
  readonly status: number;
  readonly again: string;
  /** Names the option that shows the endpoint's answer; nothing if it is given. */
  readonly howToSeeAnswer: string;
  /** The answer or the redirect's target, without the write key. */
  readonly quoted: (text: string) => string;
}

type Message = (parts: Parts) => StopMessage;

/** A message about the connection. With a proxy, nobody connects to the endpoint but the proxy. */
function aboutConnection(message: (host: string, tries: string) => string, hint: string): Message {
  return ({ endpointHost, proxy, tries }) =>
    proxy === undefined
      ? { message: message(endpointHost, tries), hint }
      : {
          message: message(`the proxy ${safeName(proxy.host)}`, tries),
          hint: `check ${proxy.variable}, which names the proxy; NO_PROXY names hosts that need none`,
        };
}

const CHECK_REACHABLE = 'check --host, and that the network lets the connection through';

/** A message about an answer that did not come; where a proxy lies between, it may be at fault. */
function aboutNoAnswer(message: (host: string, tries: string) => string): Message {
  return ({ host, proxy, tries, again }) => ({
    message: message(host, tries),
    hint: proxy === undefined ? again : `check the proxy that ${proxy.variable} names, or ${again}`,
  });
}

const NO_API: Message = ({ host, status }) => ({
  message: `${host} has no tracking API at this address (${status})`,
  hint: 'check --host; its path is kept, and /v1/batch is put behind it',
});

const BY_REASON: Readonly<Partial<Record<Reason, Message>>> = {
  'http-401': ({ host }) => ({
    message: `${host} does not accept the write key (401)`,
    hint: 'check the key, and that --region or --host is where its workspace lives',
  }),
  'http-403': ({ host }) => ({
    message: `${host} refuses access (403)`,
    hint: 'check the write key, and that no proxy or firewall lies between',
  }),
  'http-404': NO_API,
  'http-405': NO_API,
  'http-407': ({ host, proxy }) => ({
    message: `${host} asks for the user and password of a proxy (407)`,
    hint: `check ${proxy?.variable ?? 'HTTPS_PROXY or HTTP_PROXY'}, with its user and password`,
  }),
  'http-429': ({ host, tries, again, failure: { attempt } }) =>
    attempt.retryAfter === undefined
      ? { message: `${host} still limits the rate after ${tries} (429)`, hint: `later, ${again}` }
      : waitTooLong(host, attempt.retryAfter, 429, again),
  'error-in-body': ({ host, howToSeeAnswer }) => ({
    message: `${host} answered with success, but the body of its answer reports a failure`,
    hint: `check the write key and --host${howToSeeAnswer}`,
  }),
  'web-page': ({ host }) => ({
    message: `${host} answered with a web page; that is not a tracking API`,
    hint: 'check --host, and that no proxy or login page lies between',
  }),
  'unknown-host': aboutConnection((host) => `the name of ${host} is not known`, 'check --host and the name server'),
  tls: ({ host, proxy }) => ({
    message: `no secure connection to ${host} can be made`,
    hint:
      proxy === undefined
        ? 'check the certificate, and whether --host should begin with http://; NODE_EXTRA_CA_CERTS adds an authority'
        : `check the certificate and ${proxy.variable}, since proxies replace certificates; NODE_EXTRA_CA_CERTS adds an authority`,
  }),
  'connection-refused': aboutConnection((host, tries) => `${host} cannot be reached (${tries})`, CHECK_REACHABLE),
  unreachable: aboutConnection((host, tries) => `${host} cannot be reached (${tries})`, CHECK_REACHABLE),
  'bad-port': ({ endpointHost }) => ({
    message: `the port of ${endpointHost} belongs to another protocol; no web client connects to it`,
    hint: 'check --host, or let the endpoint listen on another port',
  }),
  proxy: ({ host, proxy }) => ({
    message: `no connection to ${host} can be made`,
    hint: `check ${proxy?.variable ?? 'HTTPS_PROXY or HTTP_PROXY'}, with its user and password; NO_PROXY names hosts that need no proxy`,
  }),
  timeout: aboutNoAnswer((host, tries) => `${host} gave no answer in time (${tries})`),
  'connection-lost': aboutNoAnswer((host, tries) => `the connection to ${host} broke before an answer (${tries})`),
};

function waitTooLong(host: string, seconds: number, status: number, again: string): StopMessage {
  return {
    message: `${host} asks to wait for ${countOf(seconds, 'second')} (${status}), which is longer than a batch waits`,
    hint: `after ${countOf(Math.ceil(seconds / 60), 'minute')}, ${again}`,
  };
}

function redirected({ host, status, quoted, failure: { attempt } }: Parts): StopMessage {
  const { redirectsTo } = attempt;
  const target = redirectsTo === undefined ? '' : ` to ${quoted(safeName(redirectsTo))}`;
  return {
    message: `${host} redirects${target} (${status})`,
    hint: 'a redirected request loses its events: give the address that it leads to as --host',
  };
}

function serverFailed(parts: Parts): StopMessage {
  const { host, status, tries, again, failure } = parts;
  const { retryAfter } = failure.attempt;
  if (retryAfter !== undefined) return waitTooLong(host, retryAfter, status, again);
  return aboutNoAnswer(() => `${host} failed (${status}, ${tries})`)(parts);
}

/** The message about requests that could not be delivered. */
function failedMessage(parts: Parts): StopMessage {
  const { failure, host, status, again } = parts;
  const { reason, retryAfter } = failure.attempt;
  const known = BY_REASON[reason];
  if (known !== undefined) return known(parts);
  if (Number.isNaN(status)) return { message: `${host}: ${reasonText(reason, undefined)}`, hint: again };
  if (status >= 300 && status < 400) return redirected(parts);
  if (status >= 500) return serverFailed(parts);
  if (retryAfter !== undefined) return waitTooLong(host, retryAfter, status, again);
  return { message: `${host} refused the request (${status})`, hint: 'check --host and the write key' };
}

const COMMON = 'check what these records have in common';

/** The message about records that were refused one by one. */
function refusedMessage({ failure, host, status, proxy, howToSeeAnswer }: Parts): StopMessage {
  const { attempt, records, othersAccepted, stopped } = failure;
  const refused = countOf(records, 'record');
  const nothingMore = stopped ? '; nothing more is sent' : '';
  const isAlone = !othersAccepted && records === 1;
  const row = othersAccepted ? `${refused} in a row` : isAlone ? 'the only record it got' : `all ${refused} it got`;
  const alone = isAlone ? '' : records === 1 ? ', sent on its own' : ', each sent on its own';
  if (attempt.outcome === 'notSent') {
    const all = othersAccepted && !stopped ? refused : row;
    return {
      message: `${host} answered ${all} with a web page (${status})${alone}${nothingMore}`,
      hint: `check --host, and what lies between: ${proxy === undefined ? 'a proxy or a firewall' : `the proxy that ${proxy.variable} names`} may have answered`,
    };
  }
  if (othersAccepted && !stopped) {
    return {
      message: `${host} refused ${refused} (${status})${alone}`,
      hint: `${COMMON}${howToSeeAnswer}`,
    };
  }
  const check = othersAccepted ? COMMON : 'check that --host is a tracking API, and the write key';
  return {
    message: `${host} refused ${row} (${status})${alone}${nothingMore}`,
    hint: check + howToSeeAnswer,
  };
}

/** How much was not delivered, where that did not end the run at once. */
function extentOf({ kind, batches, stopped, attempt }: SendFailure): string {
  if (kind === 'refused' || (stopped && !attempt.retry)) return '';
  const many = `${formatCount(batches)} ${batches === 1 ? 'batch' : 'batches'}`;
  return stopped ? `; after ${many}, nothing more is sent` : `; ${many} could not be delivered`;
}

/** Options of a stop message. */
export interface StopMessageOptions {
  readonly endpoint: Endpoint;
  readonly writeKey: string;
  readonly showValues: boolean;
  /** The proxy that lies between, if one does. */
  readonly proxy: Pick<ProxyRoute, 'host' | 'variable'> | undefined;
  /** Whether a checkpoint is kept, so that the same command goes on where it stopped. */
  readonly hasCheckpoint: boolean;
}

/**
 * Returns why a run stopped, or what was refused in it, and what to check. The endpoint's answer may repeat what was sent, so
 * it is shown only where values may be shown; the write key never is.
 */
export function stopMessage(failure: SendFailure, options: StopMessageOptions): StopMessage {
  const { endpoint, writeKey, showValues, proxy, hasCheckpoint } = options;
  const { reason, text } = failure.attempt;
  const quoted = (untrusted: string): string => withoutWriteKey(untrusted, writeKey);
  const endpointHost = quoted(endpoint.host);
  const parts: Parts = {
    failure,
    endpointHost,
    host: proxy === undefined ? endpointHost : throughProxy(endpointHost, proxy.host),
    proxy,
    tries: countOf(failure.requests, 'request'),
    status: reason.startsWith('http-') ? Number(reason.slice('http-'.length)) : Number.NaN,
    again: hasCheckpoint ? CONTINUE : AGAIN,
    howToSeeAnswer: showValues ? '' : '; --show-values shows what the endpoint answered',
    quoted,
  };
  const { message, hint } = failure.kind === 'refused' ? refusedMessage(parts) : failedMessage(parts);
  const quote = showValues && text !== undefined ? `: “${safeName(quoted(text), MAX_QUOTE_LENGTH)}”` : '';
  return { message: message + extentOf(failure) + quote, hint };
}
