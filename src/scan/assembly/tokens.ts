// Strings, numbers and the three literals, one at a time. The last one is kept in the variables below.
import { FALSE, FRACTION, INTEGER, NULL, STRING, TRUE } from '../layout';

export let kind: u32 = 0;
/** The bytes of a string between its quotes. */
export let textStart: u32 = 0;
export let textEnd: u32 = 0;
export let isEscaped: bool = false;
/** The value of an integer, or the whole part of a fraction, towards zero; NaN of a number with an exponent. */
export let whole: f64 = 0;
/** How many numbers with an exponent were read. */
export let exponents: u32 = 0;
/** Whether a line feed ends the record. */
let isLine: bool = false;

/** Begins with another record. @param isOneLine whether it is on one line, whose line feed is no white space */
export function beginText(isOneLine: bool): void {
  exponents = 0;
  isLine = isOneLine;
}

const LARGEST_EXPONENT: u32 = 280;

/** Sets the kind of the last value, for objects and arrays. */
export function setKind(bit: u32): void {
  kind = bit;
}

export function skipSpace(start: u32): u32 {
  let at = start;
  while (true) {
    const byte = load<u8>(at);
    if (byte > 0x20) return at;
    if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09 && (byte !== 0x0a || isLine)) return at;
    at++;
  }
}

function hexDigit(byte: u32): u32 {
  if (byte - 0x30 < 10) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 0x10000;
}

/** The UTF-16 unit of four hexadecimal digits; more than 0xffff if they are not. */
export function unitAt(at: u32): u32 {
  return (
    (hexDigit(load<u8>(at)) << 12) |
    (hexDigit(load<u8>(at + 1)) << 8) |
    (hexDigit(load<u8>(at + 2)) << 4) |
    hexDigit(load<u8>(at + 3))
  );
}

/** The place after the escape at a backslash; 0 if it is not an escape of JSON, and for half a surrogate pair. */
function escapeEnd(at: u32): u32 {
  const byte = load<u8>(at + 1);
  if (byte !== 0x75) {
    const isKnown =
      byte === 0x6e ||
      byte === 0x22 ||
      byte === 0x5c ||
      byte === 0x2f ||
      byte === 0x74 ||
      byte === 0x72 ||
      byte === 0x62 ||
      byte === 0x66;
    return isKnown ? at + 2 : 0;
  }
  const unit = unitAt(at + 2);
  if (unit > 0xffff) return 0;
  if (unit - 0xd800 >= 0x800) return at + 6;
  if (unit >= 0xdc00 || load<u16>(at + 6) !== 0x755c) return 0;
  const low = unitAt(at + 8);
  return low - 0xdc00 < 0x400 ? at + 12 : 0;
}

/** Which of the sixteen bytes at a place may end the plain part of a string, as bits: quotes, backslashes, controls. */
function stopsAt(at: u32): u32 {
  const bytes = v128.load(at);
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
  const backslashes = i8x16.eq(bytes, i8x16.splat(0x5c));
  const controls = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(0x1f)), bytes);
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/**
 * Reads the string whose opening quote is before `start`; returns the place of its closing quote, or 0 if it is not
 * valid.
 */
export function readString(start: u32): u32 {
  kind = STRING;
  isEscaped = false;
  textStart = start;
  let at = start;
  while (true) {
    const stops = stopsAt(at);
    if (stops === 0) {
      at += 16;
      continue;
    }
    at += ctz(stops);
    const byte = load<u8>(at);
    if (byte === 0x22) {
      textEnd = at;
      return at;
    }
    if (byte !== 0x5c) return 0;
    isEscaped = true;
    at = escapeEnd(at);
    if (at === 0) return 0;
  }
}

/** Reads a number; returns the place after it, or 0 if it is not valid or might lose digits. */
export function readNumber(start: u32): u32 {
  let at = start;
  const isNegative = load<u8>(at) === 0x2d;
  if (isNegative) at++;
  const first = at;
  let value: u64 = 0;
  for (let digit = <u32>load<u8>(at) - 0x30; digit < 10; digit = <u32>load<u8>(at) - 0x30) {
    value = value * 10 + digit;
    at++;
  }
  const digits = at - first;
  if (digits === 0 || digits > 15 || (digits > 1 && load<u8>(first) === 0x30)) return 0;
  whole = isNegative ? -(<f64>value) : <f64>value;
  kind = INTEGER;
  if (load<u8>(at) === 0x2e) {
    at++;
    const fraction = at;
    while (<u32>load<u8>(at) - 0x30 < 10) at++;
    if (at === fraction) return 0;
    kind = FRACTION;
  }
  return (load<u8>(at) | 0x20) === 0x65 ? readExponent(at + 1) : at;
}

/**
 * Reads an exponent so small that fifteen digits with it stay far below the greatest number. The value is not computed.
 */
function readExponent(start: u32): u32 {
  const sign = load<u8>(start);
  let at = sign === 0x2b || sign === 0x2d ? start + 1 : start;
  const first = at;
  let value: u32 = 0;
  for (let digit = <u32>load<u8>(at) - 0x30; digit < 10; digit = <u32>load<u8>(at) - 0x30) {
    value = value * 10 + digit;
    at++;
  }
  if (at === first || at - first > 3 || value > LARGEST_EXPONENT) return 0;
  exponents++;
  kind = FRACTION;
  whole = NaN;
  return at;
}

/** Reads `true`, `false` or `null`; returns the place after it, or 0 for anything else. */
export function readWord(start: u32): u32 {
  const word = load<u32>(start);
  if (word === 0x65757274) {
    kind = TRUE;
    return start + 4;
  }
  if (word === 0x6c6c756e) {
    kind = NULL;
    return start + 4;
  }
  if (word === 0x736c6166 && load<u8>(start + 4) === 0x65) {
    kind = FALSE;
    return start + 5;
  }
  return 0;
}
