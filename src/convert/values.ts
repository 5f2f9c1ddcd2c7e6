import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { LastUsed } from './last-used.js';

/** How often JSON in a JSON string is parsed. */
const MAX_ENCODINGS = 2;

/** A text that is not empty; undefined for anything else. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text, or a number or a boolean as text; empty for anything else. Never throws, as `String` does for an object with a key `toString`. */
export function wordIn(value: unknown): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** An id: a text that is not empty, or a number as text. */
export function idIn(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return textIn(value);
}

/** The first of these that is an id. */
export function firstId(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const id = idIn(value);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** A number that exists; undefined for anything else. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The objects of an array; none for anything else. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The value, or what it stands for where it is JSON of an object or an array in a text, even if that was encoded twice. */
export function decoded(value: unknown): unknown {
  let current = value;
  for (let time = 0; time < MAX_ENCODINGS && typeof current === 'string'; time++) {
    if (!/^\s*[[{"]/.test(current)) return time === 0 ? value : current;
    try {
      current = JSON.parse(current);
    } catch {
      return time === 0 ? value : current;
    }
  }
  return typeof current === 'object' && current !== null ? current : value;
}

/** The value decoded, if it is an object. */
export function objectIn(value: unknown): JsonObject | undefined {
  const found = typeof value === 'string' ? decoded(value) : value;
  return isObject(found) ? found : undefined;
}

/**
 * The value at a path such as `request.metadata.user` or `messages[0].id`. A key may have dots, as attributes do: the longest one that
 * exists is taken. JSON in texts is looked into.
 */
export function valueAtPath(value: unknown, path: string): unknown {
  const parts = path.split(/\.|\[(\d+)\]/).filter((part) => part !== undefined && part !== '');
  return valueAtParts(value, parts);
}

function valueAtParts(value: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return value;
  const container = typeof value === 'string' ? decoded(value) : value;
  if (Array.isArray(container)) {
    const [index = '', ...rest] = parts;
    return /^\d+$/.test(index) ? valueAtParts(container[Number(index)], rest) : undefined;
  }
  if (!isObject(container)) return undefined;
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join('.');
    if (!Object.hasOwn(container, key)) continue;
    const found = valueAtParts(container[key], parts.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The JSON of a value with its keys in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

/** A history has the same arguments again and again. */
const keysOfArguments = new LastUsed<string>(5000);

/** The arguments of a call as a text that does not depend on how they were written. */
export function argumentsKey(value: unknown): string {
  if (typeof value !== 'string') return value === undefined || value === null ? '{}' : safeCanonical(value);
  return keysOfArguments.of(value, parsedKey);
}

function parsedKey(text: string): string {
  try {
    return safeCanonical(JSON.parse(text === '' ? '{}' : text));
  } catch {
    return text.trim();
  }
}

/** Nested too deeply to be walked, it is compared as it is written. */
function safeCanonical(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return 'too deep';
  }
}
