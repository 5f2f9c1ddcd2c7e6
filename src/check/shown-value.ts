import type { Span } from '../problem/problem.js';
import type { JsonObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { safeName } from '../text/safe-name.js';

const LONGEST_VALUE = 60;

/**
 * The value that a pointer names, as it is written in the record's text (a number keeps all its digits), fit for a terminal;
 * undefined if there is none, or if it is the record itself.
 */
export function shownValue(record: JsonObject, pointer: string, text: string, span: Span): string | undefined {
  if (pointer === '' || valueAt(record, pointer) === undefined) return undefined;
  // A copy: a slice would keep the whole text of the record in memory for as long as the problem is kept.
  const shown = safeName(text.slice(span.start, Math.min(span.end, span.start + 8 * LONGEST_VALUE)), LONGEST_VALUE);
  return Buffer.from(shown, 'utf16le').toString('utf16le');
}
