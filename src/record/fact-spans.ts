import type { Span } from '../problem/problem.js';
import { closingQuote } from './json-facts.js';
import { CLOSE_OBJECT, COMMA, OPEN_OBJECT, skipSpace } from './json-units.js';
import { decodeString, skipValue } from './locate.js';

/** Where the values stand that problems of conversations name. */
export interface FactSpans {
  readonly record: Span;
  /** The event; the record if it has none. */
  readonly event: Span;
  /** `properties.messageId`, or `properties.message_count`. Those that are missing, and the others below, are empty. */
  readonly id: Span;
  readonly userId: Span;
  readonly timestamp: Span;
}

const NONE: Span = { start: 0, end: 0 };

/** Calls a function with the key and the place of each member of the object that begins at `start`. Returns where it ends. */
function eachMember(text: string, start: number, call: (key: string, start: number, end: number) => void): number {
  let index = skipSpace(text, start + 1);
  while (index < text.length && text.charCodeAt(index) !== CLOSE_OBJECT) {
    const close = closingQuote(text, index);
    const key = decodeString(text, index, close);
    const value = skipSpace(text, skipSpace(text, close + 1) + 1);
    const end = skipValue(text, value);
    call(key, value, end);
    index = skipSpace(text, end);
    if (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
  }
  return index + 1;
}

/**
 * Finds the values in one pass; `locate` would read the text once for each. Of equal keys the last counts.
 * @param text the JSON of an object
 * @param idKey which member of `properties` is `id`
 */
export function factSpans(text: string, idKey: 'messageId' | 'message_count'): FactSpans {
  const start = skipSpace(text, 0);
  let event: Span | undefined;
  let userId = NONE;
  let timestamp = NONE;
  let properties = -1;
  const end = eachMember(text, start, (key, from, to) => {
    if (key === 'event') event = { start: from, end: to };
    else if (key === 'userId') userId = { start: from, end: to };
    else if (key === 'timestamp') timestamp = { start: from, end: to };
    else if (key === 'properties') properties = from;
  });
  let id = NONE;
  if (properties !== -1 && text.charCodeAt(properties) === OPEN_OBJECT) {
    eachMember(text, properties, (key, from, to) => {
      if (key === idKey) id = { start: from, end: to };
    });
  }
  const record = { start, end };
  return { record, event: event ?? record, id, userId, timestamp };
}
