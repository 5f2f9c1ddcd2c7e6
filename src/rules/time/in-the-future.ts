import { AHEAD_MS, isDateTime } from '../../schema/date-time.js';
import { countOf } from '../../text/count.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'time/in-the-future': { readonly hours: number };
  }
}

export const rule: Rule<'time/in-the-future'> = {
  id: 'time/in-the-future',
  level: 'warning',
  summary: 'the timestamp is more than 24 hours in the future',
};

function timeSpan(hours: number): string {
  const days = Math.floor(hours / 24);
  if (days < 2) return countOf(hours, 'hour');
  return days < 730 ? countOf(days, 'day') : countOf(Math.floor(days / 365.25), 'year');
}

export const message: MessageOf<'time/in-the-future'> = ({ hours }) => ({
  message: `timestamp is ${timeSpan(hours)} in the future`,
  hint: 'check the clock and the unit: milliseconds read as seconds give a time far in the future',
});

const HOUR = 3_600_000;

/** A timestamp more than 24 hours ahead of the clock. */
export const check: RecordCheck = ({ value: { timestamp }, now }) => {
  if (typeof timestamp !== 'string') return undefined;
  const time = Date.parse(timestamp);
  // Date.parse accepts more than RFC 3339; what the schema rejects is not reported twice.
  if (!(time > now + AHEAD_MS) || !isDateTime(timestamp)) return undefined;
  const hours = Math.floor((time - now) / HOUR);
  return { rule: 'time/in-the-future', pointer: '/timestamp', details: { hours } };
};

export const explanation: Explanation = {
  meaning: '`timestamp` is more than 24 hours ahead of this machine’s clock.',
  why: 'The event is missing from today’s reports, and stretches every chart over time. The usual causes are milliseconds that were read as seconds, and a wrong clock.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2999-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Check the clock and the unit: `new Date(ms)` in JavaScript takes milliseconds, while most other languages count seconds.',
};
