import { isObject } from '../record/record.js';
import type { Attempt, Reason } from './outcome.js';
import { ACCEPTED, CONTENT_4XX } from './outcome.js';

/** An answer of an endpoint. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** The target of a redirect. */
  readonly location?: string;
  /** The body, or as much of it as was read. */
  readonly body: string;
  /** Whether the body is longer than what was read of it. Default: false. */
  readonly isCut?: boolean;
}

/** Not retried, as in the SDK (which also retries 410 and 460; neither changes within a minute). */
const FINAL_5XX = [501, 505, 511];
/** Conflict, locked, too early: like a timeout and a rate limit, they pass. */
const RETRIED_4XX = [408, 409, 423, 425, 429];

/** How deep the items of a list are searched for one that failed. */
const MAX_ITEM_DEPTH = 4;

const NEGATIVE = /^(?:false|no|nok|ko|fail|err|reject|refuse|den(?:y|ied)|invalid|unauthori[sz]ed|forbidden|throttle)/i;

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && NEGATIVE.test(value));
}

/** Whether one object of a body reports a failure. */
function reportsFailure(value: Readonly<Record<string, unknown>>): boolean {
  const { success, ok, status, result, error, errors, failed, failures, rejected } = value;
  if ([success, ok, status, result].some(isNo) || success === 0 || ok === 0) return true;
  if (typeof status === 'number' && status >= 400) return true;
  return [error, errors, failed, failures, rejected].some((part) => !isNothing(part));
}

/** Whether a body reports a failure, of the whole request or of an item in one of its lists. */
function deniesSuccess(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < MAX_ITEM_DEPTH && value.some((item) => deniesSuccess(item, depth + 1));
  if (!isObject(value)) return depth === 0 && value === false;
  if (reportsFailure(value)) return true;
  // Outside of lists, only lists are searched: an object may be a setting that is sent along.
  return Object.values(value).some((part) => (Array.isArray(part) || depth > 0) && deniesSuccess(part, depth + 1));
}

function isWebPage({ contentType, body }: Answer): boolean {
  return body.trimStart().startsWith('<') || /\bhtml\b/i.test(contentType);
}

/** Why a 2xx is not believed, if its body contradicts it. Segment answers `{"success":true}`; others `OK`, or nothing at all. */
function contradiction(answer: Answer): Reason | undefined {
  const { status, contentType, isCut = false } = answer;
  const body = answer.body.trim();
  if (isWebPage(answer)) return 'web-page';
  if (!/\bjson\b/i.test(contentType) && !/^[[{]/.test(body)) return status === 207 ? 'error-in-body' : undefined;
  if (body === '') return status === 207 ? 'error-in-body' : undefined;
  // The beginning of a body that is too long to be read is no JSON.
  if (isCut) return /"(?:success|ok)"\s*:\s*(?:false|0)\b/.test(body) ? 'error-in-body' : undefined;
  try {
    return deniesSuccess(JSON.parse(body)) ? 'error-in-body' : undefined;
  } catch {
    return 'error-in-body';
  }
}

function hostOf(location: string | undefined): { redirectsTo?: string } {
  return location !== undefined && URL.canParse(location) ? { redirectsTo: new URL(location).host } : {};
}

/** Returns what an answer means for the records of its request. Only a 2xx whose body does not contradict it is a success. */
export function classifyAnswer(answer: Answer): Attempt {
  const { status, body } = answer;
  const text = body.trim() === '' ? {} : { text: body.trim() };
  if (status >= 200 && status < 300) {
    const reason = contradiction(answer);
    if (reason === undefined) return ACCEPTED;
    // The status says yes and the body no: which of them holds for which record is not known.
    return { outcome: 'unknown', reason, retry: false, ...text };
  }
  const reason: Reason = `http-${status}`;
  if (status >= 300 && status < 400) return { outcome: 'notSent', reason, retry: false, ...hostOf(answer.location) };
  if (status >= 500) return { outcome: 'unknown', reason, retry: !FINAL_5XX.includes(status), ...text };
  // A web page comes from a proxy or a firewall on the way, and says nothing about the records.
  const outcome = CONTENT_4XX.includes(status) && !isWebPage(answer) ? 'rejected' : 'notSent';
  return { outcome, reason, retry: RETRIED_4XX.includes(status), ...text };
}

/**
 * Returns the seconds that a Retry-After asks for, which is a number or a date (RFC 9110, 10.2.3; the SDK understands only
 * numbers). Undefined if it is neither.
 */
export function retryAfterSeconds(header: string, now: number): number | undefined {
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
