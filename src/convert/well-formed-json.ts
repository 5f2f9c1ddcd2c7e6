import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';

/** With the flag, halves that belong together are one character, and none of these. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\ufffd');
}

/** A record as JSON that can be sent as UTF-8: halves of surrogate pairs, in values or keys, become the replacement character. */
export function wellFormedJson(record: JsonObject): string {
  const json = JSON.stringify(record);
  // JSON.stringify writes such a half as an escape.
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(record, (_, value: unknown) => {
    if (typeof value === 'string') return wellFormed(value);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormed(key), member]));
  });
}
