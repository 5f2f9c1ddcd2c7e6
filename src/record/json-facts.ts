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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const MINUS = 0x2d;

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

/** Whether JSON takes this UTF-16 unit for white space. */
export function isJsonSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
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
    } else if (unit === 0x7b || unit === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
      index++;
    } else if (unit === 0x7d || unit === 0x5d) {
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
