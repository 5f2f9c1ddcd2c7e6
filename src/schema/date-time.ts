import type { DateTimeErrorKind } from '../problem/schema-details.js';

const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

function twoDigits(text: string, index: number): number {
  return (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48;
}

/**
 * Whether a string is an RFC 3339 date-time, as JSON Schema's `format: date-time` wants it: a T between date and time, an
 * offset of Z or ±hh:mm, a day that exists, and a 60th second only where one can have been inserted: at the end of June or
 * December, in UTC (section 5.7).
 */
export function isDateTime(text: string): boolean {
  if (!DATE_TIME.test(text)) return false;
  // The pattern has fixed the columns, counted from the end for the offset.
  const utc = /[Zz]$/.test(text);
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const offsetHour = utc ? 0 : twoDigits(text, text.length - 5);
  const offsetMinute = utc ? 0 : twoDigits(text, text.length - 2);
  if (day < 1 || day > daysInMonth(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (text.at(-6) === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const lastMinute = new Date(Date.UTC(2000, month - 1, day, hour, minute - offset));
  return /-(?:06-30|12-31)T23:59/.test(lastMinute.toISOString());
}

/** The milliseconds since 1970 of an RFC 3339 date-time; NaN if it is none. A leap second is the second after. */
export function timeOf(text: string): number {
  if (!isDateTime(text)) return Number.NaN;
  const leap = text[17] === '6';
  // Date.parse knows of no 60th second.
  return leap ? Date.parse(`${text.slice(0, 17)}59${text.slice(19)}`) + 1000 : Date.parse(text);
}

/** What a number of seconds, or of smaller units, since 1970 seems to be. Seconds from 1973 on, milliseconds from 1973 to 5138. */
function epochErrorKind(number: number): DateTimeErrorKind {
  if (number <= 0) return 'not-a-time';
  if (number < 1e8) return 'other';
  return number < 1e14 ? 'epoch' : 'epoch-fine';
}

/** Strings that are nearly RFC 3339 date-times; the first pattern that matches counts. */
const NEARLY: readonly (readonly [RegExp, DateTimeErrorKind])[] = [
  [/^\d{4}-\d\d-\d\d$/, 'no-time'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d/, 'no-t'],
  [/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?$/, 'no-offset'],
  [/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?:\d\d)?$/, 'offset-form'],
  [/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?:[Zz]|[+-]\d\d:\d\d)$/, 'no-seconds'],
  [DATE_TIME, 'impossible'],
];

/** Why a value is not an RFC 3339 date-time, as far as it can be recognised; decides on the hint. */
export function dateTimeErrorKind(value: unknown): DateTimeErrorKind {
  if (typeof value === 'number') return epochErrorKind(value);
  if (typeof value !== 'string') return 'other';
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return epochErrorKind(Number(value));
  return NEARLY.find(([pattern]) => pattern.test(value))?.[1] ?? 'other';
}
