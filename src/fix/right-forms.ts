import { AHEAD_MS, isDateTime } from '../schema/date-time.js';

/** No copilot logged anything before: a number that would mean an earlier time means something else. */
const EARLIEST = Date.UTC(2000, 0, 1);

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const EPOCH = /^(\d+)(?:\.(\d+))?$/;
const NEARLY =
  /^(\d{4}-\d\d-\d\d)(?:[Tt]| +)(\d\d:\d\d)(?:(:\d\d)(?:[.,](\d+))?)? ?(?:([Zz]|UTC|GMT)|([+-]\d\d):?(\d\d)?)$/;

/** The number that a text holds, as JSON writes it and digit for digit; undefined if it is not a number to JSON (`007`, `0x10`, `5 stars`). */
export function numberIn(text: string): string | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? trimmed : undefined;
}

/** Digits of a fraction as RFC 3339 writes them; nothing for none. */
function fractionText(digits: string): string {
  return digits === '' ? '' : `.${digits}`;
}

/** The RFC 3339 date-time, in UTC, for milliseconds since 1970; undefined beyond the years that it can write. */
export function millisecondsDateTime(ms: number): string | undefined {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString();
  return isDateTime(text) ? text : undefined;
}

/** The units that times since 1970 are counted in, as digits behind the second: seconds, milliseconds, microseconds, nanoseconds. */
const UNIT_DIGITS = [0, 3, 6, 9] as const;

/** In digits; nanoseconds have 19 until the year 2286. */
const MAX_EPOCH_DIGITS = 19;

/**
 * The RFC 3339 date-time, in UTC, for a number of seconds, milliseconds, microseconds or nanoseconds since 1970; undefined
 * unless exactly one of the units leads to a time between the year 2000 and a day from now. No digit is lost.
 */
export function epochDateTime(literal: string, now: number): string | undefined {
  const [, whole = '', fraction = ''] = EPOCH.exec(literal) ?? [];
  if (whole === '' || whole.length > MAX_EPOCH_DIGITS) return undefined;
  const readings = UNIT_DIGITS.filter((digits) => whole.length > digits).flatMap((digits) => {
    const second = Number(whole.slice(0, whole.length - digits)) * 1000;
    return second >= EARLIEST && second <= now + AHEAD_MS ? [{ second, digits }] : [];
  });
  const [reading] = readings;
  if (reading === undefined || readings.length > 1) return undefined;
  const atSecond = new Date(reading.second).toISOString().slice(0, 19);
  const behind = whole.slice(whole.length - reading.digits, whole.length) + fraction;
  return `${atSecond}${fractionText(reading.digits === 0 ? fraction : behind)}Z`;
}

/**
 * A date-time that is nearly RFC 3339, made so, where it can mean one moment only: a space for the T, an offset without its
 * colon or its minutes, UTC for Z, a comma before the fraction, no seconds. Undefined for anything else, such as one without an
 * offset.
 */
export function fixedDateTime(text: string): string | undefined {
  const [, date, minute, second = ':00', fraction = '', zulu, hours, minutes = '00'] = NEARLY.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const offset = zulu === undefined ? `${hours}:${minutes}` : 'Z';
  const fixed = `${date}T${minute}${second}${fractionText(fraction)}${offset}`;
  return isDateTime(fixed) ? fixed : undefined;
}
