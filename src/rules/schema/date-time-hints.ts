import type { DateTimeErrorKind } from '../../problem/schema-details.js';

/** How to fix a value that is not an RFC 3339 date-time. */
export const DATE_TIME_HINTS: Readonly<Record<DateTimeErrorKind, string>> = {
  epoch:
    'that looks like seconds or milliseconds since 1970; in JavaScript, convert milliseconds with new Date(ms).toISOString()',
  'epoch-fine':
    'that looks like microseconds or nanoseconds since 1970; divide it to milliseconds, then new Date(ms).toISOString()',
  'not-a-time': 'the time was never set; if it is not known, leave the field out where it is optional',
  'no-offset': 'add the offset: Z for UTC, or one like +02:00',
  'no-seconds': 'add the seconds, such as 2024-05-15T15:00:00Z',
  'no-time': 'add the time and the offset, such as 2024-05-15T15:00:00Z',
  'no-t': 'put a T between date and time, such as 2024-05-15T15:00:00Z',
  'offset-form': 'write the offset as Z or with a colon, such as +05:30',
  impossible: 'there is no such day or time; check the numbers',
  other: 'write it like 2024-05-15T15:00:00Z; in JavaScript, new Date().toISOString() does',
};
