import type { Span } from '../problem/problem.js';
import type { JsonObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { safeName } from '../text/safe-name.js';

/** The longest value that is shown, in UTF-16 units. */
const MAX_VALUE_LENGTH = 60;

/**
 * The value at a pointer as written in the record's text, so that a number keeps all its digits, safe for a terminal;
 * undefined if there is none, or if it is the record itself.
 */
export function shownValue(record: JsonObject, pointer: string, text: string, span: Span): string | undefined {
  if (pointer === '' || valueAt(record, pointer) === undefined) return undefined;
  // A copy: a slice would keep the whole text of the record in memory for as long as the problem is kept.
  const shown = safeName(
    text.slice(span.start, Math.min(span.end, span.start + 8 * MAX_VALUE_LENGTH)),
    MAX_VALUE_LENGTH,
  );
  return Buffer.from(shown, 'utf16le').toString('utf16le');
}
