import { isObject } from '../record/record.js';
import type { Attempt, Reason } from './outcome.js';
import { ACCEPTED, CONTENT_4XX } from './outcome.js';

/** What an endpoint answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect leads to. */
  readonly location?: string;
  /** The body, or as much of it as was read. */
  readonly body: string;
}

/** Not worth another try, as in the SDK (its publisher retries 410 and 460, too; neither changes within a minute). */
const FINAL_5XX = [501, 505, 511];
const RETRIED_4XX = [408, 429];

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Why a 2xx is not believed, if its body says so. Segment answers `{"success":true}`; others `OK`, or nothing at all. */
function contradiction({ contentType, body }: Answer): Reason | undefined {
  const text = body.trim();
  if (text.startsWith('<') || /\bhtml\b/i.test(contentType)) return 'web-page';
  if (!/\bjson\b/i.test(contentType) && !/^[[{]/.test(text)) return undefined;
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'error-in-body';
  }
  if (!isObject(value)) return value === false ? 'error-in-body' : undefined;
  const saysNo = [value['success'], value['ok']].some((flag) => flag === false || flag === 'false');
  const namesError = !isNothing(value['error']) || !isNothing(value['errors']) || value['status'] === 'error';
  return saysNo || namesError ? 'error-in-body' : undefined;
}

function hostOf(location: string | undefined): { redirectsTo?: string } {
  return location !== undefined && URL.canParse(location) ? { redirectsTo: new URL(location).host } : {};
}

/** Says what an answer means for the records that the request held. Only a 2xx whose body does not contradict it is a success. */
export function classifyAnswer(answer: Answer): Attempt {
  const { status, body } = answer;
  const said = body.trim() === '' ? {} : { said: body.trim() };
  if (status >= 200 && status < 300) {
    const reason = contradiction(answer);
    if (reason === undefined) return ACCEPTED;
    // The status says yes and the body no: which of them holds for which record, nobody can say.
    return { outcome: 'unknown', reason, retry: false, ...said };
  }
  const reason: Reason = `http-${status}`;
  if (status >= 300 && status < 400) return { outcome: 'notSent', reason, retry: false, ...hostOf(answer.location) };
  if (status >= 500) return { outcome: 'unknown', reason, retry: !FINAL_5XX.includes(status), ...said };
  const outcome = CONTENT_4XX.includes(status) ? 'rejected' : 'notSent';
  return { outcome, reason, retry: RETRIED_4XX.includes(status), ...said };
}

/**
 * The seconds that a Retry-After asks for, which is a number or a date (RFC 9110, 10.2.3); the SDK understands only numbers.
 * Undefined if it is neither.
 */
export function retryAfterSeconds(header: string, now: number): number | undefined {
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
