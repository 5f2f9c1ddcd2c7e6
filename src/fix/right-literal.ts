import type { SchemaDetails } from '../problem/schema-details.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { isDateTime } from '../schema/date-time.js';
import { pointerKeys } from '../text/json-pointer.js';
import { unwrapped } from './extended-json.js';
import { epochDateTime, fixedDateTime, millisecondsDateTime, numberIn } from './right-forms.js';

/** What a fix is worked out from. */
export interface FixContext {
  readonly value: JsonObject;
  /** How the value at a pointer is written. */
  readonly literalAt: (pointer: string) => string;
  /** The time in milliseconds since 1970. */
  readonly now: number;
}

function inQuotes(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

/** The date-time that a number, a string or an object stands for, as RFC 3339 writes it. */
function dateTimeLiteral(found: unknown, isEpoch: boolean, literal: string, now: number): string | undefined {
  if (typeof found === 'number') return inQuotes(epochDateTime(literal, now));
  if (typeof found === 'string') return inQuotes(isEpoch ? epochDateTime(found, now) : fixedDateTime(found));
  const value = unwrapped(found);
  if (value?.kind === 'date') return inQuotes(isDateTime(value.text) ? value.text : fixedDateTime(value.text));
  if (value?.kind === 'time') return inQuotes(millisecondsDateTime(value.ms));
  return value?.kind === 'number' ? inQuotes(epochDateTime(value.digits, now)) : undefined;
}

/** The literal of an id: a number digit for digit, or the id in an object such as `{"$oid": "64a0…"}`. */
export function idLiteral(found: unknown, literal: string): string | undefined {
  const value = unwrapped(found);
  if (value?.kind === 'id') return inQuotes(value.text);
  const digits = value?.kind === 'number' ? value.digits : literal;
  return /^\d+$/.test(digits) ? `"${digits}"` : undefined;
}

type TypeDetails = Extract<SchemaDetails, { readonly keyword: 'type' }>;

/** The literal of a value of the wrong type. `literal` is how the value is written. */
function typedLiteral(details: TypeDetails, pointer: string, found: unknown, literal: string): string | undefined {
  // A line break would end the record's line.
  if (details.stringified === true && typeof found === 'string' && !/[\n\r]/.test(found)) return found.trim();
  if (details.numeric === true && typeof found === 'string') return numberIn(found);
  const value = unwrapped(found);
  if (details.needed?.includes('string') !== true) return value?.kind === 'number' ? value.digits : undefined;
  const isId = /id$/i.test(pointerKeys(pointer).at(-1) ?? '') || value?.kind === 'id';
  return isId && (typeof found === 'number' || isObject(found)) ? idLiteral(found, literal) : undefined;
}

/** The literal of the right type and form, where the value can mean one thing only. */
export function rightLiteral(details: SchemaDetails, pointer: string, context: FixContext): string | undefined {
  const found = valueAt(context.value, pointer);
  const literal = context.literalAt(pointer);
  if ('dateTime' in details && details.dateTime !== undefined) {
    return dateTimeLiteral(found, details.dateTime.startsWith('epoch'), literal, context.now);
  }
  return details.keyword === 'type' ? typedLiteral(details, pointer, found, literal) : undefined;
}
