import type { SyntaxFault } from '../problem/finding.js';
import type { Span } from '../problem/problem.js';
import { skipSpace, trimmedEnd } from './json-units.js';

/** The first thing in a text that keeps it from being JSON. */
export interface SyntaxError {
  readonly fault: SyntaxFault;
  readonly span: Span;
  /** What stands there, where the wording names it. */
  readonly found?: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_LIKE = /[-+.]?[\d.][\w.+-]*|[-+]\w*/y;
const WORD = /[\p{L}\p{N}_$]+/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const CONTROL_NAMES: Readonly<Record<number, string>> = {
  0: 'NUL byte',
  9: 'tab',
  13: 'carriage return',
  27: 'escape character',
};
const PYTHON = new Set(['True', 'False', 'None']);
const FOREIGN = new Set(['undefined', 'NaN', 'Infinity', 'nan', 'inf', 'nil', 'NULL', 'Null', 'TRUE', 'FALSE']);

function sticky(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? '';
}

/** A character as a message names it. */
function charName(text: string, index: number): string {
  const char = String.fromCodePoint(text.codePointAt(index) ?? 0);
  if (/[\u2018-\u201f]/.test(char)) return 'a curly quote';
  return /^[!-~]$/.test(char) ? char : 'a character';
}

type Expecting = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'comma-or-close' | 'end';

/**
 * Says what keeps a text from being one JSON value, and where; undefined if it is one. Iterative, so that no depth of
 * nesting overflows the stack. Used only where JSON.parse has failed: its own messages differ between versions of Node,
 * show pieces of the text, and name no fix.
 */
export function explainSyntax(text: string): SyntaxError | undefined {
  const closers: string[] = [];
  let expecting: Expecting = 'value';
  let index = 0;
  let lastComma = -1;
  const fail = (fault: SyntaxFault, start: number, end: number, found?: string): SyntaxError => ({
    fault,
    span: { start, end: Math.max(end, start) },
    ...(found === undefined ? {} : { found }),
  });

  for (;;) {
    index = skipSpace(text, index);
    if (index >= text.length) {
      if (expecting === 'end') return undefined;
      return trimmedEnd(text) === 0 ? fail('missing-value', 0, 0) : fail('truncated', text.length, text.length);
    }
    const char = text.charAt(index);
    if (expecting === 'end') {
      if (char === '}' || char === ']') return fail('mismatched-bracket', index, index + 1, char);
      const isComma = char === ',' && skipSpace(text, index + 1) >= text.length;
      if (isComma) return fail('comma-after-record', index, index + 1);
      // A time or a level before a record may be a JSON value: `12:00 INFO {"type": …}`.
      const begin = skipSpace(text, 0);
      const isPrefixed = !/[{[]/.test(text.charAt(begin)) && text.includes('{"', index);
      return isPrefixed ? fail('text-before-record', begin, index) : fail('second-value', index, text.length);
    }
    if (char === '/' && (text.charAt(index + 1) === '/' || text.charAt(index + 1) === '*')) {
      return fail('comment', index, index + 2);
    }

    if (char === '}' || char === ']') {
      if (char !== closers.at(-1)) return fail('mismatched-bracket', index, index + 1, char);
      if (expecting === 'key' || (expecting === 'value' && lastComma !== -1 && char === ']')) {
        return fail('trailing-comma', lastComma, lastComma + 1, char);
      }
      if (expecting === 'value') return fail('missing-value', index, index);
      closers.pop();
      index++;
      expecting = closers.length === 0 ? 'end' : 'comma-or-close';
      continue;
    }

    if (expecting === 'comma-or-close') {
      if (char !== ',') {
        return char === '"' || char === '{' || char === '[' || /[\w-]/.test(char)
          ? fail('missing-comma', index, index)
          : fail('unexpected-character', index, index + 1, charName(text, index));
      }
      lastComma = index;
      index++;
      expecting = closers.at(-1) === '}' ? 'key' : 'value';
      continue;
    }

    if (expecting === 'key' || expecting === 'key-or-close') {
      if (char !== '"') {
        if (char === "'") return fail('single-quotes', index, index + 1);
        if (char === ',') return fail('missing-value', index, index);
        const word = sticky(WORD, text, index);
        if (word !== '' && /^\s*:/.test(text.slice(index + word.length, index + word.length + 8))) {
          return fail('unquoted-key', index, index + word.length);
        }
        return fail('missing-key', index, index + 1, charName(text, index));
      }
      const string = readString(text, index);
      if (typeof string !== 'number') return string;
      index = string;
      index = skipSpace(text, index);
      if (index >= text.length) return fail('truncated', text.length, text.length);
      if (text.charAt(index) !== ':') return fail('missing-colon', index, index);
      index++;
      lastComma = -1;
      expecting = 'value';
      continue;
    }

    if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      index++;
      lastComma = -1;
      expecting = char === '{' ? 'key-or-close' : 'value-or-close';
      continue;
    }
    if (char === '"') {
      const string = readString(text, index);
      if (typeof string !== 'number') return string;
      index = string;
    } else {
      const number = sticky(NUMBER, text, index);
      const word = sticky(WORD, text, index);
      if (number !== '' && number.length === sticky(NUMBER_LIKE, text, index).length) index += number.length;
      else if (word === 'true' || word === 'false' || word === 'null') index += word.length;
      else {
        // A line that starts like [2024-05-15 10:00:00] or [info] is no array.
        const opensLine = closers.length === 1 && expecting === 'value-or-close' && char !== ',' && char !== ':';
        return explainValue(text, index, word, closers.length === 0 || opensLine);
      }
    }
    expecting = closers.length === 0 ? 'end' : 'comma-or-close';
  }
}

/** Reads a string from its opening quote: the index after its closing quote, or what is wrong with it. */
function readString(text: string, open: number): number | SyntaxError {
  for (let index = open + 1; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22) return index + 1;
    if (unit === 0x0a) return { fault: 'line-break-in-string', span: { start: open, end: index } };
    if (unit < 0x20) {
      const found = CONTROL_NAMES[unit] ?? 'control character';
      return { fault: 'control-character', span: { start: index, end: index + 1 }, found };
    }
    if (unit === 0x5c) {
      const sequence = sticky(ESCAPE, text, index);
      if (sequence === '' && index + 6 >= text.length && !text.includes('"', index + 2)) break;
      if (sequence === '') {
        const next = text.charAt(index + 1);
        const found = /^[!-~]$/.test(next) ? `\\${next}` : 'this backslash';
        return { fault: 'bad-escape', span: { start: index, end: index + 2 }, found };
      }
      index += sequence.length - 1;
    }
  }
  return { fault: 'truncated', span: { start: text.length, end: text.length } };
}

/** What is wrong with something that stands in a value's place and is none. */
function explainValue(text: string, index: number, word: string, atTop: boolean): SyntaxError {
  const char = text.charAt(index);
  const span = (length: number): Span => ({ start: index, end: index + length });
  if (char === "'") return { fault: 'single-quotes', span: span(1) };
  if (PYTHON.has(word)) return { fault: 'python-literal', span: span(word.length), found: word };
  if (FOREIGN.has(word)) return { fault: 'foreign-literal', span: span(word.length), found: word };
  const infinity = /^-(?:Infinity|inf)\b/.exec(text.slice(index, index + 10))?.[0];
  if (infinity !== undefined) return { fault: 'foreign-literal', span: span(infinity.length), found: infinity };
  if (char === '\ufeff') return { fault: 'byte-order-mark', span: span(1) };
  if (atTop) {
    // A prefix of a literal at the very end was cut off; anything else at the top never was JSON.
    const end = index + word.length;
    if (word !== '' && end >= trimmedEnd(text) && /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(word)) {
      return { fault: 'truncated', span: { start: text.length, end: text.length } };
    }
    const fault = text.includes('{"', index) ? 'text-before-record' : 'not-json';
    return { fault, span: { start: index, end: trimmedEnd(text) } };
  }
  if (char === ',' || char === ':') return { fault: 'missing-value', span: span(0) };
  const number = sticky(NUMBER_LIKE, text, index);
  if (number !== '' && index + number.length >= text.length && /^-?(?:\d+\.?|\d+(?:\.\d+)?[eE][+-]?)?$/.test(number)) {
    return { fault: 'truncated', span: { start: text.length, end: text.length } };
  }
  if (number !== '') return { fault: 'bad-number', span: span(number.length) };
  if (word !== '' && index + word.length >= text.length && /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(word)) {
    return { fault: 'truncated', span: { start: text.length, end: text.length } };
  }
  if (word !== '') return { fault: 'unquoted-text', span: span(word.length) };
  return { fault: 'unexpected-character', span: span(1), found: charName(text, index) };
}
