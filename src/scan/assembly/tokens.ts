// Strings, numbers and the three literals, one at a time. The last one is kept in the variables below.
import { FALSE, FRACTION, INTEGER, NULL, STRING, TRUE, UNESCAPED } from '../layout';
import { character, readEscape, writeCharacter } from './escapes';

export let kind: u32 = 0;
/** The bytes of a string between its quotes. */
export let textStart: u32 = 0;
export let textEnd: u32 = 0;
export let isEscaped: bool = false;
/** If the last string has escapes, where it ends without them: it begins at UNESCAPED. */
export let unescapedEnd: u32 = 0;
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

/** Which of sixteen bytes end the plain part of a string, as bits: quotes, backslashes, controls. */
function stopsIn(bytes: v128): u32 {
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
    const stops = stopsIn(v128.load(at));
    if (stops === 0) {
      at += 16;
      continue;
    }
    at += ctz(stops);
    if (load<u8>(at) !== 0x22) return readEscapes(at);
    textEnd = at;
    return at;
  }
}

/** Reads the string on from its first backslash, and writes what it says to UNESCAPED: a text is read once. */
function readEscapes(backslash: u32): u32 {
  isEscaped = true;
  let to: u32 = UNESCAPED;
  // What is written beyond the plain text is overwritten.
  for (let from = textStart; from < backslash; from += 16) v128.store(UNESCAPED + from - textStart, v128.load(from));
  to += backslash - textStart;
  let at = backslash;
  while (load<u8>(at) === 0x5c) {
    at = readEscape(at);
    if (at === 0) return 0;
    to = writeCharacter(to, character);
    let stops: u32 = 0;
    while (true) {
      const bytes = v128.load(at);
      v128.store(to, bytes);
      stops = stopsIn(bytes);
      if (stops !== 0) break;
      at += 16;
      to += 16;
    }
    at += ctz(stops);
    to += ctz(stops);
  }
  if (load<u8>(at) !== 0x22) return 0;
  textEnd = at;
  unescapedEnd = to;
  return at;
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
