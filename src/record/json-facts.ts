import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  isJsonSpace,
  MINUS,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-units.js';

/** What one quick look at a record's text tells, before anything is built. */
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

/** The index of the quote that closes the string opened at `open`, or -1. */
export function closingQuote(text: string, open: number): number {
  let quote = open;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote === -1) return -1;
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if (((quote - before) & 1) === 1) return quote;
  }
}

/**
 * Skims a text for the facts that JSON.parse does not tell: depth, number of keys, numbers that may lose digits. Strings
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
  let index = 0;
  while (index < length) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) {
      const close = closingQuote(text, index);
      if (close === -1) break;
      index = close + 1;
      while (isJsonSpace(text.charCodeAt(index))) index++;
      if (text.charCodeAt(index) === COLON) keys++;
    } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      depth++;
      if (depth > deepest) deepest = depth;
      index++;
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
      depth--;
      index++;
    } else if ((unit >= 0x30 && unit <= 0x39) || unit === MINUS) {
      const start = index;
      index++;
      for (;;) {
        const next = text.charCodeAt(index);
        if (next === 0x65 || next === 0x45) exponent = true;
        else if (!((next >= 0x30 && next <= 0x39) || next === 0x2e || next === 0x2b || next === MINUS)) break;
        index++;
      }
      if (index - start > SAFE_DIGITS) oddNumber = true;
    } else {
      index++;
    }
  }
  return { depth: deepest, keys, oddNumber: oddNumber || exponent, exponent };
}
