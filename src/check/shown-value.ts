import type { Span } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import type { JsonObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';

const LONGEST_VALUE = 60;

/**
 * The value that a pointer names, as it is written in the record's text (a number keeps all its digits), fit for a terminal;
 * undefined if there is none, or if it is the record itself.
 */
export function shownValue(record: JsonObject, pointer: string, text: string, span: Span): string | undefined {
  if (pointer === '' || valueAt(record, pointer) === undefined) return undefined;
  return safeName(text.slice(span.start, span.end), LONGEST_VALUE);
}
