import type { DateTimeFault } from '../problem/finding.js';

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

/** Why a value is no RFC 3339 date-time, as far as it can be told; used to name the fix. */
export function dateTimeFault(value: unknown): DateTimeFault {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,}(?:\.\d+)?$/.test(value))) return 'epoch';
  if (typeof value !== 'string') return 'other';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'no-time';
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d/.test(value)) return 'no-t';
  if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?$/.test(value)) return 'no-offset';
  if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?:\d\d)?$/.test(value)) return 'offset-form';
  return DATE_TIME.test(value) ? 'impossible' : 'other';
}
