import type { DateTimeErrorKind } from '../problem/schema-details.js';

const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_SECONDS = 86_400;

/** In milliseconds since 1970. Times before this one were not logged by a copilot: the clock was not set. */
export const EARLIEST_EVENT = Date.UTC(2000, 0, 1);

/** How far a clock may run ahead of this machine’s, in milliseconds. */
export const AHEAD_MS = 24 * 3_600_000;

const NO_DIGITS = 100_000;

const PLUS = 0x2b;
const HYPHEN = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
/** The bit by which small letters differ from capital ones. */
const SMALL = 0x20;
const SMALL_T = 0x74;
const SMALL_Z = 0x7a;

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Whether a day exists. */
export function isDayOf(year: number, month: number, day: number): boolean {
  return year < 10_000 && day >= 1 && day <= daysInMonth(year, month);
}

/** Whether a character is a digit. */
function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9;
}

/** The number that two digits stand for; more than any that is valid if one of them is none. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index);
  const ones = text.charCodeAt(index + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : NO_DIGITS;
}

/** The seconds from 1970 to the beginning of a day. Years start in March, so that a leap day is their last one. */
export function daySeconds(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const marches = month > 2 ? month - 3 : month + 9;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return (shifted * 365 + leaps + Math.floor((153 * marches + 2) / 5) + day - 1 - 719_468) * DAY_SECONDS;
}

/** The seconds from 1970 to the date that a text begins with; NaN if it is none that exists. */
function readDate(text: string): number {
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return isDayOf(year, month, day) ? daySeconds(year, month, day) : Number.NaN;
}

/** The seconds of a time of day, which is read from index 10 on with its T; NaN if it is none. A 60th second is counted. */
function readTime(text: string): number {
  if ((text.charCodeAt(10) | SMALL) !== SMALL_T) return Number.NaN;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return Number.NaN;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  return hour <= 23 && minute <= 59 && second <= 60 ? hour * 3600 + minute * 60 + second : Number.NaN;
}

/** The seconds of an offset from UTC, which is all that a text has from an index on; NaN if it is none. */
function readOffset(text: string, index: number): number {
  const sign = text.charCodeAt(index);
  if ((sign | SMALL) === SMALL_Z) return text.length === index + 1 ? 0 : Number.NaN;
  const isOffset = (sign === PLUS || sign === HYPHEN) && text.charCodeAt(index + 3) === COLON;
  if (!isOffset || text.length !== index + 6) return Number.NaN;
  const hours = twoDigits(text, index + 1);
  const minutes = twoDigits(text, index + 4);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (sign === HYPHEN ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** Whether a leap second can have been inserted before a time in seconds since 1970: at the end of June or December, in UTC. */
export function mayFollowLeapSecond(seconds: number): boolean {
  const date = new Date(seconds * 1000);
  return seconds % DAY_SECONDS === 0 && date.getUTCDate() === 1 && date.getUTCMonth() % 6 === 0;
}

/**
 * The milliseconds since 1970 of an RFC 3339 date-time, without further digits; NaN if a text is none. A leap second is the second
 * after. The scanner reads date-times in the same way (scan/assembly/date-time.ts).
 */
export function timeOf(text: string): number {
  let end = 19;
  let milliseconds = 0;
  if (text.charCodeAt(end) === POINT) {
    end++;
    for (let unit = 100; isDigit(text.charCodeAt(end)); unit = (unit / 10) | 0) {
      milliseconds += unit * (text.charCodeAt(end++) - ZERO);
    }
    if (end === 20) return Number.NaN;
  }
  const seconds = readDate(text) + readTime(text) - readOffset(text, end);
  const isLeap = text.charCodeAt(17) === ZERO + 6;
  return isLeap && !mayFollowLeapSecond(seconds) ? Number.NaN : seconds * 1000 + milliseconds;
}

/**
 * Whether a string is an RFC 3339 date-time, as JSON Schema's `format: date-time` wants it: a T between date and time, an
 * offset of Z or ±hh:mm, a day that exists, and a 60th second only where one can have been inserted: at the end of June or
 * December, in UTC (section 5.7).
 */
export function isDateTime(text: string): boolean {
  return !Number.isNaN(timeOf(text));
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
