import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { Endpoint } from './endpoint.js';
import type { Reason } from './outcome.js';
import { reasonText } from './outcome.js';
import type { SendFailure } from './outcomes.js';
import { withoutWriteKey } from './write-key.js';

/** What is said of a run in which the endpoint or the network did not let all through. */
export interface StopMessage {
  readonly message: string;
  /** What to check. */
  readonly hint: string;
}

/** How much of the endpoint's own words is shown. */
const LONGEST_QUOTE = 300;

/** Which records may go twice if one sends again, and why that does little harm. */
const SAME_IDS = 'records that did arrive keep their ids, and Segment drops most repeats within 24 hours';
const AGAIN = `send the log again: ${SAME_IDS}`;
const CONTINUE = `run the same command again, and it goes on where it stopped; ${SAME_IDS}`;

/** What is said of records that were refused one by one. */
function refusalWords({ attempt, records, othersAccepted, stopped }: SendFailure, host: string): StopMessage {
  const status = attempt.reason.slice('http-'.length);
  const refused = countOf(records, 'record');
  if (othersAccepted && !stopped) {
    return {
      message: `${host} refused ${refused} (${status}), each sent on its own`,
      hint: 'with --show-values, this line shows what the endpoint said of the last one',
    };
  }
  const all = othersAccepted
    ? `${refused} in a row`
    : records === 1
      ? 'the only record it got'
      : `all ${refused} it got`;
  return {
    message: `${host} refused ${all} (${status}), each sent on its own${stopped ? '; nothing more is sent' : ''}`,
    hint: `${othersAccepted ? 'check what these records have in common' : 'check that --host is a tracking API, and the write key'}; --show-values shows what the endpoint said`,
  };
}

function wordsFor(reason: Reason, { attempt, requests }: SendFailure, host: string, again: string): StopMessage {
  const tries = countOf(requests, 'request');
  switch (reason) {
    case 'http-401':
      return {
        message: `${host} does not accept the write key (401)`,
        hint: 'check the key, and that --region or --host is where its workspace lives',
      };
    case 'http-403':
      return {
        message: `${host} refuses access (403)`,
        hint: 'check the write key, and that no proxy or firewall lies between',
      };
    case 'http-404':
    case 'http-405':
      return {
        message: `${host} has no tracking API at this address (${reason.slice(5)})`,
        hint: 'check --host; its path is kept, and /v1/batch is put behind it',
      };
    case 'http-429':
      return { message: `${host} still limits the rate after ${tries} (429)`, hint: `later, ${again}` };
    case 'error-in-body':
      return {
        message: `${host} answered with success, but its answer’s body says that it failed`,
        hint: 'check the write key and --host; --show-values shows what the endpoint said',
      };
    case 'web-page':
      return {
        message: `${host} answered with a web page; that is not a tracking API`,
        hint: 'check --host, and that no proxy or login page lies between',
      };
    case 'unknown-host':
      return { message: `there is no host ${host}`, hint: 'check --host and the name server' };
    case 'tls':
      return {
        message: `no secure connection to ${host} can be made`,
        hint: 'check the certificate, and whether --host should begin with http://; NODE_EXTRA_CA_CERTS adds an authority',
      };
    case 'connection-refused':
    case 'unreachable':
      return {
        message: `${host} cannot be reached (${tries})`,
        hint: 'check --host, and that the network lets the connection through',
      };
    case 'bad-port':
      return {
        message: `the port of ${host} belongs to another protocol; no web client connects to it`,
        hint: 'check --host, or let the endpoint listen on another port',
      };
    case 'proxy':
      return {
        message: `no connection to ${host} can be made`,
        hint: 'check HTTPS_PROXY or HTTP_PROXY, with its user and password; NO_PROXY names hosts that need no proxy',
      };
    case 'timeout':
      return { message: `${host} gave no answer in time (${tries})`, hint: again };
    case 'connection-lost':
      return { message: `the connection to ${host} broke before an answer (${tries})`, hint: again };
  }
  if (!reason.startsWith('http-')) return { message: `${host}: ${reasonText(reason)}`, hint: again };
  const status = Number(reason.slice('http-'.length));
  if (status >= 300 && status < 400) {
    const { redirectsTo } = attempt;
    const target = redirectsTo === undefined ? '' : ` to ${safeName(redirectsTo)}`;
    return {
      message: `${host} redirects${target} (${status})`,
      hint: 'a redirected request loses its events: give the address that it leads to as --host',
    };
  }
  if (status >= 500) return { message: `${host} failed (${status}, ${tries})`, hint: again };
  return { message: `${host} turned the request away (${status})`, hint: 'check --host and the write key' };
}

/** How far the trouble went, where it did not end the run at once. */
function extentOf({ kind, batches, stopped, attempt }: SendFailure): string {
  if (kind === 'refused' || (stopped && !attempt.retry)) return '';
  const many = countOf(batches, 'batch', 'batches');
  return stopped ? `; after ${many}, nothing more is sent` : `; ${many} could not be delivered`;
}

/** What the words of a stop depend on. */
export interface StopMessageOptions {
  readonly endpoint: Endpoint;
  readonly writeKey: string;
  readonly showValues: boolean;
  /** Host and port of the proxy that lies between, if one does. */
  readonly proxyHost: string | undefined;
  /** Whether a checkpoint is kept, so that the same command goes on where it stopped. */
  readonly hasCheckpoint: boolean;
}

/**
 * Says why a run stopped, or what was refused in it, and what to check. The endpoint's own words may repeat what was sent, so
 * they are shown only where values may be; the write key never is.
 */
export function stopMessage(
  trouble: SendFailure,
  { endpoint, writeKey, showValues, proxyHost, hasCheckpoint }: StopMessageOptions,
): StopMessage {
  const { reason, said } = trouble.attempt;
  const host = proxyHost === undefined ? endpoint.host : `${endpoint.host} (through the proxy ${safeName(proxyHost)})`;
  const words =
    trouble.kind === 'refused'
      ? refusalWords(trouble, host)
      : wordsFor(reason, trouble, host, hasCheckpoint ? CONTINUE : AGAIN);
  const message = words.message + extentOf(trouble);
  const { hint } = words;
  const quote = showValues && said !== undefined ? `: “${safeName(said, LONGEST_QUOTE)}”` : '';
  return { message: withoutWriteKey(message + quote, writeKey), hint };
}
