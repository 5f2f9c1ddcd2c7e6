import { pointerKeys } from '../problem/json-pointer.js';
import { safeName } from '../problem/safe-name.js';
import type { JsonObject } from '../record/record.js';

const LONGEST_VALUE = 60;

/** The value that a pointer names, as compact JSON fit for a terminal; undefined if there is none, or it is the record. */
export function shownValue(record: JsonObject, pointer: string): string | undefined {
  const keys = pointerKeys(pointer);
  if (keys.length === 0) return undefined;
  let value: unknown = record;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return safeName(JSON.stringify(value), LONGEST_VALUE);
}
