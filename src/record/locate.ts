import type { Span } from '../problem/problem.js';
import { pointerKeys } from '../text/json-pointer.js';
import { closingQuote } from './json-facts.js';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isJsonSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
} from './json-units.js';

/** The index after the number or literal that starts at `start`. */
function skipScalar(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === COMMA || unit === CLOSE_OBJECT || unit === CLOSE_ARRAY || isJsonSpace(unit)) break;
  }
  return index;
}

/** The index after the value that starts at `start`; the text must be valid JSON. */
export function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return closingQuote(text, start) + 1;
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipScalar(text, start);
  let index = start;
  let depth = 0;
  do {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) {
      index = closingQuote(text, index) + 1;
      continue;
    }
    if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) depth++;
    else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) depth--;
    index++;
  } while (depth > 0 && index < text.length);
  return index;
}

/** The key of a raw JSON string, its escapes decoded. */
export function decodeString(text: string, open: number, close: number): string {
  const raw = text.slice(open + 1, close);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

/** Whether the raw JSON string between two quotes is a key, its escapes decoded. */
function isKey(text: string, open: number, close: number, key: string): boolean {
  const length = close - open - 1;
  if (length === key.length && text.startsWith(key, open + 1) && !key.includes('\\')) return true;
  const first = text.charCodeAt(open + 1);
  if (first !== BACKSLASH && first !== key.charCodeAt(0)) return false;
  // No key is longer than it is written.
  return length > key.length && decodeString(text, open, close) === key;
}

/** Where the member `key` of the container at `start` has its value; -1 if it has none. The last of equal keys counts. */
function memberStart(text: string, start: number, key: string): number {
  const isObject = text.charCodeAt(start) === OPEN_OBJECT;
  if (!isObject && text.charCodeAt(start) !== OPEN_ARRAY) return -1;
  let found = -1;
  let position = 0;
  let index = skipSpace(text, start + 1);
  while (index < text.length && text.charCodeAt(index) !== CLOSE_OBJECT && text.charCodeAt(index) !== CLOSE_ARRAY) {
    let matches: boolean;
    if (isObject) {
      const close = closingQuote(text, index);
      matches = isKey(text, index, close, key);
      index = skipSpace(text, skipSpace(text, close + 1) + 1);
    } else {
      matches = String(position) === key;
    }
    if (matches) {
      found = index;
      if (!isObject) return found;
    }
    index = skipSpace(text, skipValue(text, index));
    if (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
    position++;
  }
  return found;
}

/**
 * Where the value that a JSON Pointer names stands in a text; for a value that is missing, where the innermost object or
 * array stands that would hold it. The text must be valid JSON.
 */
export function locate(text: string, pointer: string): Span {
  let start = skipSpace(text, 0);
  for (const key of pointerKeys(pointer)) {
    const member = memberStart(text, start, key);
    if (member === -1) break;
    start = member;
  }
  return { start, end: skipValue(text, start) };
}
