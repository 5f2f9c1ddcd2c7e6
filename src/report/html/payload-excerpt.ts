import { maskedText } from '../../privacy/masked-value.js';
import type { JsonObject } from '../../record/record.js';
import { formatCount } from '../../text/count.js';
import { appendToPointer } from '../../text/json-pointer.js';
import { safeName } from '../../text/safe-name.js';
import { isShownField } from '../shown-fields.js';
import { cutText } from './shown-problem.js';

/** How much of a record is shown: values in all, members of an object, items of an array, levels; characters of a text and of all. */
const MAX_VALUES = 120;
const MAX_MEMBERS = 40;
const MAX_ITEMS = 10;
const MAX_LEVELS = 8;
const MAX_TEXT = 1000;
const MIN_TEXT = 60;
const MAX_ALL_TEXT = 4000;

/** Stands for what is left out. */
const CUT = '…';

function maskedUnlessKnown(text: string, pointer: string): string {
  if (isShownField(pointer, text)) return safeName(text, 100);
  return maskedText(text);
}

/** A text cut to a length, with how many characters are left out. */
function cutWithCount(text: string, longest: number): string {
  const cut = cutText(text, longest);
  return cut === text ? text : `${cut} (${formatCount(text.length - longest)} more characters)`;
}

/** What an excerpt is made by. */
export interface ExcerptOptions {
  /** Whether texts and numbers stand there as they are. */
  readonly showValues: boolean;
  /** Pointers of fields that must be in it, if they are in the record: those at fault. */
  readonly pointers?: readonly string[];
}

/**
 * A record as a report shows it: short, and masked unless `showValues`. A masked text shows its length, a masked number only that it
 * is one; keys, the event’s name and the ids of conversation and message stay.
 */
export function payloadExcerpt(record: JsonObject, { showValues, pointers = [] }: ExcerptOptions): JsonObject {
  let values = 0;
  let shownSoFar = 0;
  const leadsToProblem = (pointer: string): boolean =>
    pointers.some((fault) => fault === pointer || fault.startsWith(`${pointer}/`));

  const shown = (value: unknown, pointer: string, level: number): unknown => {
    values++;
    if (typeof value === 'string') {
      if (!showValues) return maskedUnlessKnown(value, pointer);
      const text = cutWithCount(value, Math.max(MIN_TEXT, Math.min(MAX_TEXT, MAX_ALL_TEXT - shownSoFar)));
      shownSoFar += text.length;
      return text;
    }
    if (typeof value === 'number') return showValues ? value : '(number)';
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return level >= MAX_LEVELS ? [CUT] : items(value, pointer, level);
    return level >= MAX_LEVELS ? { [CUT]: 'deeper' } : members(value as JsonObject, pointer, level);
  };

  const items = (array: readonly unknown[], pointer: string, level: number): unknown[] => {
    const some: unknown[] = [];
    for (const item of array) {
      if (some.length >= MAX_ITEMS || values >= MAX_VALUES) break;
      some.push(shown(item, appendToPointer(pointer, some.length), level + 1));
    }
    if (some.length < array.length) some.push(`${CUT} ${array.length - some.length} more`);
    return some;
  };

  const members = (object: JsonObject, pointer: string, level: number): JsonObject => {
    const all = Object.entries(object);
    const some: [string, unknown][] = [];
    for (const [key, member] of all) {
      const at = appendToPointer(pointer, key);
      if ((some.length < MAX_MEMBERS && values < MAX_VALUES) || leadsToProblem(at)) {
        some.push([safeName(key), shown(member, at, level + 1)]);
      }
    }
    if (some.length < all.length) some.push([CUT, `${all.length - some.length} more`]);
    // Own keys such as __proto__ stay keys.
    return Object.fromEntries(some);
  };

  return members(record, '', 1);
}
