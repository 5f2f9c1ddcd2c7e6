function digitsAt(at: u32, count: u32): i32 {
  let value: i32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const digit = <u32>load<u8>(at + index) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + <i32>digit;
  }
  return value;
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar; years start in March, so that a leap day is their last one.
 */
function daysTo(year: i32, month: i32, day: i32): i32 {
  const shifted = month <= 2 ? year - 1 : year;
  const marches = month > 2 ? month - 3 : month + 9;
  const leaps = shifted >= 0 ? shifted / 4 - shifted / 100 + shifted / 400 : -1;
  return shifted * 365 + leaps + (153 * marches + 2) / 5 + day - 1 - 719468;
}

/** Stands for a date that is none. */
const NO_DAY: i32 = i32.MIN_VALUE;

/** Days from 1970-01-01 to the date at a place; NO_DAY if it is none. */
function readDay(start: u32): i32 {
  const year = digitsAt(start, 4);
  const month = digitsAt(start + 5, 2);
  const day = digitsAt(start + 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NO_DAY;
  return load<u8>(start + 4) === 0x2d && load<u8>(start + 7) === 0x2d ? daysTo(year, month, day) : NO_DAY;
}

/** The last date, as two overlapping halves of its text, and its day: neighbouring records mostly have one. */
let lastBegin: u64 = 0;
let lastEnd: u64 = 0;
let lastDay: i32 = NO_DAY;

/** The same as `readDay`. */
function dayAt(start: u32): i32 {
  const begin = load<u64>(start);
  const end = load<u64>(start + 2);
  if (begin !== lastBegin || end !== lastEnd) {
    lastBegin = begin;
    lastEnd = end;
    lastDay = readDay(start);
  }
  return lastDay;
}

/** The number of two digits, whose values are bytes of a word. */
function pairOf(values: u64, shift: u64): i32 {
  return <i32>((values >> shift) & 0xff) * 10 + <i32>((values >> (shift + 8)) & 0xff);
}

/** The seconds of a time `hh:mm:ss`; -1 for any other text. */
function secondsAt(start: u32): i32 {
  // The values of the digits, and zero for a colon.
  const values = load<u64>(start) ^ 0x30303a30303a3030;
  // The highest bit of each byte that is another one, by what is added or by itself.
  if ((((values + 0x76767f76767f7676) | values) & 0x8080808080808080) !== 0) return -1;
  const hour = pairOf(values, 0);
  const minute = pairOf(values, 24);
  const second = pairOf(values, 48);
  return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

/** The last text and its instant: both the schema and the rules read the timestamp. */
let knownStart: u32 = 0;
let knownEnd: u32 = 0;
let known: f64 = NaN;

/** Drops the last instant: the memory holds another record. */
export function forgetInstant(): void {
  knownEnd = 0;
}

/** The whole seconds since 1970 of an RFC 3339 date-time; see `readInstant`. */
export function instantOf(start: u32, end: u32): f64 {
  if (start !== knownStart || end !== knownEnd) {
    knownStart = start;
    knownEnd = end;
    known = readInstant(start, end);
  }
  return known;
}

/**
 * The whole seconds since 1970 of an RFC 3339 date-time; NaN for any other text, and for a 60th second, which only the
 * full check can verify.
 */
function readInstant(start: u32, end: u32): f64 {
  if (end - start < 20 || (load<u8>(start + 10) | 0x20) !== 0x74) return NaN;
  const day = dayAt(start);
  const seconds = secondsAt(start + 11);
  if (day === NO_DAY || seconds < 0) return NaN;
  let at = start + 19;
  if (load<u8>(at) === 0x2e) {
    at++;
    const fraction = at;
    while (<u32>load<u8>(at) - 0x30 < 10) at++;
    if (at === fraction) return NaN;
  }
  let offset: i32 = 0;
  const sign = load<u8>(at);
  if ((sign | 0x20) === 0x7a) at++;
  else {
    if (sign !== 0x2b && sign !== 0x2d) return NaN;
    const hours = digitsAt(at + 1, 2);
    const minutes = digitsAt(at + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || load<u8>(at + 3) !== 0x3a) return NaN;
    offset = (sign === 0x2d ? -60 : 60) * (hours * 60 + minutes);
    at += 6;
  }
  if (at !== end) return NaN;
  return <f64>day * 86400 + <f64>(seconds - offset);
}

/** The milliseconds from the earliest instant that can be written to 1970, and how many digits count beyond milliseconds. */
const BEFORE_1970: u64 = 62_167_305_600_000;
const FURTHER_DIGITS: u32 = 14;

/** Writes the instant of a timestamp as three words, see `writeInstant` in `src/conversations/instant.ts`; zeros if it has none. */
export function storeInstant(target: u32, start: u32, length: u32): void {
  store<u64>(target, 0);
  store<u32>(target + 8, 0);
  if (length === 0) return;
  const seconds = instantOf(start, start + length);
  // NaN is less than nothing.
  if (!(seconds < Infinity)) return;
  let milliseconds: u64 = 0;
  let further: u64 = 0;
  if (load<u8>(start + 19) === 0x2e) {
    let at = start + 20;
    for (let place: u32 = 0; place < 3 + FURTHER_DIGITS; place++) {
      const digit = <u32>load<u8>(at) - 0x30;
      const isDigit = digit < 10;
      const value: u64 = isDigit ? digit : 0;
      if (isDigit) at++;
      else if (place >= 3 && further === 0) break;
      if (place < 3) milliseconds = milliseconds * 10 + value;
      else further = further * 10 + value;
    }
  }
  const total = <u64>(<i64>seconds * 1000 + <i64>BEFORE_1970) + milliseconds;
  store<u32>(target, <u32>(total >> 17));
  store<u32>(target + 4, <u32>((total & 0x1ffff) << 15) | <u32>(further >> 32));
  store<u32>(target + 8, <u32>further);
}

/** Whether a text may be a date-time with a 60th second, whose instant the full check knows. */
export function mayBeLeapSecond(start: u32, end: u32): bool {
  return end - start >= 20 && load<u16>(start + 17) === 0x3036;
}
