import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  MINUS,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
} from './json-units.js';

/** The facts about a record's text that are found before anything is built. */
export interface JsonFacts {
  /** The deepest nesting of objects and arrays. */
  readonly depth: number;
  /** How many keys are written, repeated ones included. */
  readonly keys: number;
  /** True if some number is long enough, or has an exponent, so that it may not be kept exactly. */
  readonly oddNumber: boolean;
  /** True if some number has an exponent: such a one can be longer in compact JSON than it is here. */
  readonly exponent: boolean;
}

/** 2^53 has 16 digits: a shorter run of digits is always a safe integer. */
const SAFE_DIGITS = 15;

/** The index of the quote that closes the string opened at `open`; the length of the text if none does, so that every loop ends. */
export function closingQuote(text: string, open: number): number {
  let quote = open;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote === -1) return text.length;
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if (((quote - before) & 1) === 1) return quote;
  }
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a number may have this character behind its first one. */
function isInNumber(unit: number): boolean {
  return isDigit(unit) || unit === 0x2e || unit === 0x2b || unit === MINUS || isExponent(unit);
}

function isExponent(unit: number): boolean {
  return unit === 0x65 || unit === 0x45;
}

function hasExponent(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (isExponent(text.charCodeAt(index))) return true;
  return false;
}

/**
 * Skims a text for the facts that JSON.parse does not give: depth, number of keys, numbers that may lose digits. Strings
 * are skipped by the engine's own search, so that long message bodies cost next to nothing. The text need not be JSON:
 * then the facts mean nothing, but nothing is thrown either.
 */
export function jsonFacts(text: string): JsonFacts {
  const length = text.length;
  let depth = 0;
  let deepest = 0;
  let keys = 0;
  let oddNumber = false;
  let exponent = false;
  for (let index = 0; index < length; ) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) {
      index = skipSpace(text, closingQuote(text, index) + 1);
      if (text.charCodeAt(index) === COLON) keys++;
      continue;
    }
    const start = index++;
    if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      depth++;
      deepest = Math.max(deepest, depth);
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) depth--;
    else if (isDigit(unit) || unit === MINUS) {
      while (isInNumber(text.charCodeAt(index))) index++;
      exponent ||= hasExponent(text, start, index);
      oddNumber ||= index - start > SAFE_DIGITS;
    }
  }
  return { depth: deepest, keys, oddNumber: oddNumber || exponent, exponent };
}
