import { isObject } from '../record/record.js';
import { safeName } from '../text/safe-name.js';

/** The replacement for a private text: its length in characters. */
export function maskedText(text: string): string {
  let characters = 0;
  for (const _ of text) characters++;
  return `(text of ${characters})`;
}

/** The replacement for a private value: its kind and, for a text, its length. Keys stay. */
export function maskedValue(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (typeof value === 'number') return '(number)';
  if (Array.isArray(value)) return value.map(maskedValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [safeName(key), maskedValue(member)]));
}
