import { appendToPointer } from '../text/json-pointer.js';
import { closingQuote } from './json-facts.js';
import { COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipSpace } from './json-units.js';
import { decodeString, skipValue } from './locate.js';

/**
 * JSON with its string values changed, each by what `change` makes of it and of its pointer; keys, and strings that it
 * returns as they are, stay as they are written, and so does everything else. The text must be valid JSON.
 */
export function mapStrings(text: string, change: (string: string, pointer: string) => string): string {
  let mapped = '';
  let copied = 0;
  const visit = (start: number, pointer: string): number => {
    const first = text.charCodeAt(start);
    if (first === QUOTE) {
      const close = closingQuote(text, start);
      const string = decodeString(text, start, close);
      const to = change(string, pointer);
      if (to !== string) {
        mapped += text.slice(copied, start) + JSON.stringify(to);
        copied = close + 1;
      }
      return close + 1;
    }
    if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipValue(text, start);
    let index = skipSpace(text, start + 1);
    for (let position = 0; !'}]'.includes(text.charAt(index)); position++) {
      let key: string | number = position;
      if (first === OPEN_OBJECT) {
        const close = closingQuote(text, index);
        key = decodeString(text, index, close);
        index = skipSpace(text, close + 1);
        if (text.charCodeAt(index) === COLON) index = skipSpace(text, index + 1);
      }
      index = skipSpace(text, visit(index, appendToPointer(pointer, key)));
      if (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
    }
    return index + 1;
  };
  visit(skipSpace(text, 0), '');
  return copied === 0 ? text : mapped + text.slice(copied);
}
