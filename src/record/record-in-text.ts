import { trimmedEnd } from './json-units.js';

/** What has to be cut off a line that holds a record and other text. */
export type Cut =
  /** All before the first brace. */
  | 'before-object'
  /** All before the first brace or bracket. */
  | 'before-array'
  /** All before the first brace, and all behind the last one. */
  | 'around-object';

/** The JSON value in a text that holds more than that. */
export interface RecordInText {
  readonly value: unknown;
  /**
   * How each line is cut so that only its record is left; left out if no cut does it, or if the text has several lines: the commands
   * that hints name for a cut work line by line.
   */
  readonly cut?: Cut;
}

/** Where several braces stand before a record, as in `request{id=1} {"type": …}`: how many of them are looked at. */
const MAX_BRACES = 20;

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The object or array of objects in a text, behind or among other text; undefined if there is none. */
export function recordInText(text: string): RecordInText | undefined {
  const end = trimmedEnd(text);
  const brace = text.indexOf('{');
  if (brace === -1) return undefined;
  const bracket = text.slice(0, brace).indexOf('[');
  const lastBrace = text.lastIndexOf('}') + 1;
  const ways: readonly (readonly [cut: Cut, start: number, end: number])[] = [
    ['before-object', brace, end],
    ['before-array', bracket, end],
    ['around-object', brace, lastBrace],
  ];
  for (const [cut, start, stop] of ways) {
    const found = start === -1 ? undefined : parsed(text.slice(start, stop));
    if (found !== undefined) return text.slice(0, end).includes('\n') ? found : { ...found, cut };
  }
  return behindBraces(text, brace, lastBrace);
}

function behindBraces(text: string, first: number, end: number): RecordInText | undefined {
  let start = first;
  for (let count = 1; count < MAX_BRACES; count++) {
    start = text.indexOf('{', start + 1);
    if (start === -1) return undefined;
    const found = parsed(text.slice(start, end));
    if (found !== undefined) return found;
  }
  return undefined;
}
