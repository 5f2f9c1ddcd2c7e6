import { EARLIEST_EVENT, timeOf } from '../../schema/date-time.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'time/unset-clock': { readonly kind: 'zero' | 'seconds' | 'early' };
  }
}

export const rule: Rule<'time/unset-clock'> = {
  id: 'time/unset-clock',
  level: 'warning',
  summary: 'the timestamp is before the year 2000',
};

const HINTS = {
  zero: 'that is the zero value of a time that was never set; leave timestamp out if the time is not known',
  seconds: 'seconds that are read as milliseconds lead to January 1970; in JavaScript, use new Date(seconds * 1000)',
  early: 'check the clock of the machine that wrote it; leave timestamp out if the time is not known',
} as const;

export const message: MessageOf<'time/unset-clock'> = ({ kind }) => ({
  message: 'timestamp is before the year 2000',
  hint: HINTS[kind],
});

/** From here to `LAST_SECONDS`, milliseconds since 1970 are today's seconds: those of the years 2000 to 2100. */
const FIRST_SECONDS = EARLIEST_EVENT / 1000;
const LAST_SECONDS = Date.UTC(2100, 0, 1) / 1000;

/** A timestamp before the year 2000, such as 0001-01-01 or 1970-01-01. What is not a date-time is left to the schema. */
export const check: RecordCheck = ({ value: { timestamp } }) => {
  if (typeof timestamp !== 'string') return undefined;
  const time = timeOf(timestamp);
  if (!(time < EARLIEST_EVENT)) return undefined;
  const isZero = time === 0 || timestamp.startsWith('0001-01-01');
  const kind = isZero ? 'zero' : time >= FIRST_SECONDS && time < LAST_SECONDS ? 'seconds' : 'early';
  return { rule: 'time/unset-clock', pointer: '/timestamp', details: { kind } };
};

export const explanation: Explanation = {
  meaning:
    '`timestamp` is a valid date-time before the year 2000. Mostly it is the zero value of a time that was never set (`0001-01-01T00:00:00Z`, `1970-01-01T00:00:00Z`), or seconds that were read as milliseconds, which leads to January 1970.',
  why: 'The event is missing from every report on recent days, and stretches every chart over time by decades.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "1970-01-01T00:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Set the time when the event happens: in JavaScript, `new Date().toISOString()`. If a log has seconds, multiply them by 1,000 for `new Date(ms)`. Leave `timestamp` out if the time is not known; Segment then uses the time of arrival.',
  silence: 'For logs that are older than that.',
};
