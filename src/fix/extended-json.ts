import { isObject } from '../record/record.js';
import { numberIn } from './right-forms.js';

/** A value that MongoDB's Extended JSON wraps into an object, as mongoexport and many drivers write it. */
export type UnwrappedValue =
  | { readonly kind: 'id'; readonly text: string }
  /** `digits`: as JSON writes the number. */
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'date'; readonly text: string }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly ms: number };

const ID_KEYS = new Set(['$oid', '$uuid']);
const INTEGER_KEYS = new Set(['$numberInt', '$numberLong']);
const NUMBER_KEYS = new Set(['$numberDouble', '$numberDecimal']);

/** The one key of an object and its value; undefined if it has more keys, or none. */
function onlyEntry(value: unknown): readonly [key: string, value: unknown] | undefined {
  const entries = isObject(value) ? Object.entries(value) : [];
  return entries.length === 1 ? entries[0] : undefined;
}

function unwrappedDate(value: unknown): UnwrappedValue | undefined {
  if (typeof value === 'string') return { kind: 'date', text: value };
  if (Number.isSafeInteger(value)) return { kind: 'time', ms: value as number };
  const inner = unwrapped(value);
  const ms = inner?.kind === 'number' ? Number(inner.digits) : Number.NaN;
  return Number.isSafeInteger(ms) ? { kind: 'time', ms } : undefined;
}

/** The value that an object such as `{"$numberLong": "5"}` stands for; undefined for any other object. */
export function unwrapped(value: unknown): UnwrappedValue | undefined {
  const [key, content] = onlyEntry(value) ?? [''];
  if (key === '$date') return unwrappedDate(content);
  if (typeof content !== 'string') return undefined;
  if (ID_KEYS.has(key)) return { kind: 'id', text: content };
  const digits = numberIn(content);
  if (digits === undefined) return undefined;
  if (INTEGER_KEYS.has(key)) return /^-?\d+$/.test(digits) ? { kind: 'number', digits } : undefined;
  return NUMBER_KEYS.has(key) ? { kind: 'number', digits } : undefined;
}
