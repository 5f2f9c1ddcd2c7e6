import { safeName } from '../../text/safe-name.js';
import type { Explanation, Rule, SchemaMessage } from '../rule.js';
import { DATE_TIME_HINTS } from './date-time-hints.js';

export const rule: Rule<'schema/format'> = {
  id: 'schema/format',
  level: 'error',
  summary: 'a string is not in the format of its field',
};

function formatName(format: string | undefined): string {
  if (format === undefined) return 'in its format';
  return /^an? /.test(format) ? format : `of the format ${safeName(format)}`;
}

export const message: SchemaMessage<'format'> = ({ dateTime, format }, path) =>
  dateTime === undefined
    ? { message: `${path} is not ${formatName(format)}`, hint: 'fix the value, or the format in the schema' }
    : { message: `${path} is not an RFC 3339 date-time`, hint: DATE_TIME_HINTS[dateTime] };

export const explanation: Explanation = {
  meaning:
    'A string is not in the format of its field. `timestamp`, `originalTimestamp`, `sentAt` and `receivedAt` are RFC 3339 date-times: a T between date and time, an offset of `Z` or `+hh:mm`, a day that exists.',
  why: 'Programs read other forms differently, or as local time: the event moves by hours, or to another day.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15 15:00:00",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Use `new Date().toISOString()` in JavaScript, `datetime.now(timezone.utc).isoformat()` in Python.',
};
