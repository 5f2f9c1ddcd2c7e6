import { timeOf } from '../../schema/date-time.js';

/** Eleven times the character 0: what two digits are too much. */
const ZEROS = 11 * 0x30;
const DAY = 86_400;

/** The last date that was met, as a log holds few different ones, and when it begins. */
let knownDate = -1;
let knownSeconds = 0;

function two(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) * 10 + (bytes[at + 1] as number) - ZEROS;
}

/** When a date begins, in seconds since 1970 (days from civil, as Howard Hinnant describes it). */
function dateSeconds(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY;
}

const HYPHEN = 0x2d;
const PLUS = 0x2b;
const COLON = 0x3a;

function isZ(byte: number | undefined): boolean {
  return byte === 0x5a || byte === 0x7a;
}

/**
 * The whole seconds since 1970 of an RFC 3339 date-time, from its bytes. NaN for what has not its form; that the day exists is not
 * asked: a record that was accepted has been asked before, unless its rule is off.
 */
export function timestampSeconds(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length;
  if (length < 20 || bytes[start + 4] !== HYPHEN || bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) {
    return Number.NaN;
  }
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = two(bytes, start + 17);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN;
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)) return Number.NaN;
  const date = year * 10_000 + month * 100 + day;
  if (date !== knownDate) {
    knownDate = date;
    knownSeconds = dateSeconds(year, month, day);
  }
  const seconds = knownSeconds + hour * 3600 + minute * 60 + second;
  if (isZ(bytes[end - 1])) return seconds;
  const sign = bytes[end - 6];
  if (length < 25 || (sign !== HYPHEN && sign !== PLUS)) return Number.NaN;
  const offset = two(bytes, end - 5) * 3600 + two(bytes, end - 2) * 60;
  return sign === HYPHEN ? seconds + offset : seconds - offset;
}

const LONGEST = 64;
const scratch = Buffer.alloc(LONGEST);

/** The same of a value; one in a valid record is not looked at twice. NaN for what is no date-time. */
export function secondsOf(timestamp: unknown, valid: boolean): number {
  if (typeof timestamp !== 'string') return Number.NaN;
  if (!valid || timestamp.length > LONGEST) return Math.floor(timeOf(timestamp) / 1000);
  return timestampSeconds(scratch, 0, scratch.write(timestamp, 'latin1'));
}
