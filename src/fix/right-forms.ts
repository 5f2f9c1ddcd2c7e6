import { isDateTime } from '../schema/date-time.js';

/** Times before this one were not logged by any copilot: a number that means one means something else. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** Clocks may run ahead, but not by more than `time/in-the-future` lets pass. */
const AHEAD_MS = 24 * 3_600_000;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const EPOCH = /^(\d+)(?:\.(\d+))?$/;
const NEARLY = /^(\d{4}-\d\d-\d\d)(?:[Tt]| +)(\d\d:\d\d:\d\d)(?:[.,](\d+))? ?(?:([Zz]|UTC|GMT)|([+-]\d\d):?(\d\d)?)$/;

/** The number that a text holds, as JSON writes it and digit for digit; undefined if it is none to JSON (`007`, `0x10`, `5 stars`). */
export function numberIn(text: string): string | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? trimmed : undefined;
}

/** Digits of a fraction as RFC 3339 writes them; nothing for none. */
function fractionText(digits: string): string {
  return digits === '' ? '' : `.${digits}`;
}

/**
 * The RFC 3339 date-time, in UTC, that a number of seconds or milliseconds since 1970 stands for; undefined unless exactly
 * one of the two lies between the year 2000 and a day from now. No digit is lost.
 */
export function epochDateTime(literal: string, now: number): string | undefined {
  const [, whole = '', fraction = ''] = EPOCH.exec(literal) ?? [];
  if (whole === '' || whole.length > 15) return undefined;
  const isPlausible = (ms: number): boolean => ms >= EARLIEST && ms <= now + AHEAD_MS;
  const [seconds, ms] = [Number(whole) * 1000, Number(whole)];
  if (isPlausible(seconds) === isPlausible(ms)) return undefined;
  const dateTime = new Date(isPlausible(ms) ? ms : seconds).toISOString();
  const [atSecond, digits] = [dateTime.slice(0, 19), isPlausible(ms) ? dateTime.slice(20, 23) + fraction : fraction];
  return `${atSecond}${fractionText(digits)}Z`;
}

/**
 * A date-time that is nearly RFC 3339, made so, where it can mean one moment only: a space for the T, an offset without its
 * colon or its minutes, UTC for Z, a comma before the fraction. Undefined for anything else, such as one without an offset.
 */
export function fixedDateTime(text: string): string | undefined {
  const [, date, time, fraction = '', zulu, hours, minutes = '00'] = NEARLY.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const fixed = `${date}T${time}${fractionText(fraction)}${zulu === undefined ? `${hours}:${minutes}` : 'Z'}`;
  return isDateTime(fixed) ? fixed : undefined;
}
