/** Eleven times the character 0: what two digits are too much. */
const ZEROS = 11 * 0x30;
const DAY = 86_400;

/** The last date that was met, as logs hold few different ones: its ten characters in two numbers, and when it begins. */
let knownYear = -1;
let knownDay = -1;
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

/**
 * The whole seconds since 1970 of an RFC 3339 date-time, from its bytes; they must be one already (the scanner and `isDateTime` say
 * so). NaN for what is too short.
 */
export function timestampSeconds(bytes: Uint8Array, start: number, length: number): number {
  if (length < 20) return Number.NaN;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const monthAndDay = two(bytes, start + 5) * 100 + two(bytes, start + 8);
  if (year !== knownYear || monthAndDay !== knownDay) {
    knownYear = year;
    knownDay = monthAndDay;
    knownSeconds = dateSeconds(year, Math.floor(monthAndDay / 100), monthAndDay % 100);
  }
  const seconds = knownSeconds + two(bytes, start + 11) * 3600 + two(bytes, start + 14) * 60 + two(bytes, start + 17);
  const end = start + length;
  const last = bytes[end - 1];
  if (last === 0x5a || last === 0x7a) return seconds;
  const offset = two(bytes, end - 5) * 3600 + two(bytes, end - 2) * 60;
  return bytes[end - 6] === 0x2d ? seconds + offset : seconds - offset;
}
