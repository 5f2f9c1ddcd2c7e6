import type { Span } from '../problem/problem.js';
import { closingQuote } from './json-facts.js';
import { CLOSE_OBJECT, COMMA, skipSpace } from './json-units.js';
import { decodeString, skipValue } from './locate.js';

/** A member of an object as it is written: the places of its key, with the quotes, and of its value. */
export interface ObjectMember {
  readonly name: string;
  readonly key: Span;
  readonly value: Span;
}

/** The members of the object whose brace opens at `open`, in the order in which they are written; the text must be valid JSON. */
export function objectMembers(text: string, open: number): ObjectMember[] {
  const members: ObjectMember[] = [];
  let index = skipSpace(text, open + 1);
  while (index < text.length && text.charCodeAt(index) !== CLOSE_OBJECT) {
    const close = closingQuote(text, index);
    const start = skipSpace(text, skipSpace(text, close + 1) + 1);
    const end = skipValue(text, start);
    members.push({
      name: decodeString(text, index, close),
      key: { start: index, end: close + 1 },
      value: { start, end },
    });
    index = skipSpace(text, end);
    if (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
  }
  return members;
}
