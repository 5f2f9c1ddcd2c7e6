import { daySeconds, isDayOf, mayFollowLeapSecond } from '../schema/date-time.js';

/** How many 32-bit words an instant has. All are 0 if there is none. */
export const INSTANT_WORDS = 3;

/** The milliseconds from the earliest instant that can be written, in the year 0, to 1970: no instant is 0. */
const BEFORE_1970 = 62_167_305_600_000;

/** How many digits of a second count beyond its milliseconds. */
const FURTHER_DIGITS = 14;

const SHORTEST = 20;
const POINT = 0x2e;
const COLON = 0x3a;
const HYPHEN = 0x2d;
const PLUS = 0x2b;
const SMALL = 0x20;
const SMALL_T = 0x74;
const SMALL_Z = 0x7a;

/** More than any number of two digits that is valid. */
const NO_DIGITS = 100_000;

function digit(byte: number | undefined): number {
  const value = (byte ?? 0) - 0x30;
  return value >= 0 && value <= 9 ? value : NO_DIGITS;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return digit(bytes[at]) * 10 + digit(bytes[at + 1]);
}

/** The seconds of an offset, which has to end where the text ends; NaN if it is none. */
function offsetSeconds(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at] ?? 0;
  if ((sign | SMALL) === SMALL_Z) return at + 1 === end ? 0 : Number.NaN;
  if ((sign !== PLUS && sign !== HYPHEN) || bytes[at + 3] !== COLON || at + 6 !== end) return Number.NaN;
  const hours = twoDigits(bytes, at + 1);
  const minutes = twoDigits(bytes, at + 4);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (sign === HYPHEN ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** The whole seconds since 1970 of a date-time, its fraction left out; NaN if it is none. */
function wholeSeconds(bytes: Uint8Array, at: number, offsetAt: number, end: number): number {
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN || ((bytes[at + 10] ?? 0) | SMALL) !== SMALL_T)
    return Number.NaN;
  if (bytes[at + 13] !== COLON || bytes[at + 16] !== COLON) return Number.NaN;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  if (!isDayOf(year, month, day) || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const ofDay = hour * 3600 + minute * 60 + second;
  const seconds = daySeconds(year, month, day) + ofDay - offsetSeconds(bytes, offsetAt, end);
  return second === 60 && !mayFollowLeapSecond(seconds) ? Number.NaN : seconds;
}

/**
 * Writes the instant of an RFC 3339 date-time as three words that compare as the instants do; zeros if the text is none. It is
 * `timeOf` with more digits, and reads bytes: it is called with every record, and a string takes longer than all of it. The first
 * 17 digits of a fraction count.
 * @param bytes the text, from `start` up to `end`
 */
export function writeInstant(bytes: Uint8Array, start: number, end: number, words: Uint32Array, at: number): void {
  words[at] = 0;
  words[at + 1] = 0;
  words[at + 2] = 0;
  if (end - start < SHORTEST) return;
  let offsetAt = start + 19;
  let milliseconds = 0;
  let further = 0;
  if (bytes[offsetAt] === POINT) {
    const first = ++offsetAt;
    for (let value = digit(bytes[offsetAt]); value < 10 && offsetAt < end; value = digit(bytes[++offsetAt])) {
      const place = offsetAt - first;
      if (place < 3) milliseconds = milliseconds * 10 + value;
      else if (place < 3 + FURTHER_DIGITS) further = further * 10 + value;
    }
    const digits = offsetAt - first;
    if (digits === 0) return;
    for (let place = digits; place < 3; place++) milliseconds *= 10;
    if (further > 0) for (let place = Math.max(3, digits); place < 3 + FURTHER_DIGITS; place++) further *= 10;
  }
  const seconds = wholeSeconds(bytes, start, offsetAt, end);
  if (Number.isNaN(seconds)) return;
  const total = seconds * 1000 + milliseconds + BEFORE_1970;
  const high = Math.floor(total / 0x20000);
  words[at] = high;
  words[at + 1] = ((total - high * 0x20000) << 15) | Math.floor(further / 0x100000000);
  words[at + 2] = further >>> 0;
}

/** Whether there is an instant. */
export function hasInstant(words: ArrayLike<number>, at: number): boolean {
  return words[at] !== 0 || words[at + 1] !== 0 || words[at + 2] !== 0;
}

/** The milliseconds since 1970 of an instant that is there; its further digits are left out. */
export function instantMs(words: ArrayLike<number>, at: number): number {
  return (words[at] as number) * 0x20000 + ((words[at + 1] as number) >>> 15) - BEFORE_1970;
}

/** Negative if the first instant is earlier, positive if it is later, 0 if both are the same. */
export function compareInstants(a: Uint32Array, at: number, b: Uint32Array, bAt: number): number {
  for (let word = 0; word < INSTANT_WORDS; word++) {
    const difference = (a[at + word] as number) - (b[bAt + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
