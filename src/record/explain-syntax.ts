import type { SyntaxFault } from '../problem/finding.js';
import type { Span } from '../problem/problem.js';
import { skipSpace, trimmedEnd } from './json-units.js';

/** The first thing in a text that keeps it from being JSON. */
export interface SyntaxError {
  readonly fault: SyntaxFault;
  readonly span: Span;
  /** What stands there, where the message names it. */
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
 * Finds what keeps a text from being one JSON value, and where; undefined if it is one. Used only where JSON.parse has failed: its
 * own messages differ between versions of Node, show pieces of the text, and name no fix.
 */
export function explainSyntax(text: string): SyntaxError | undefined {
  return new SyntaxReader(text).firstError();
}

/** Reads a text up to its first error. Iterative, so that no depth of nesting overflows the stack. */
class SyntaxReader {
  readonly #text: string;
  #index = 0;
  /** The brackets that would close what is open. */
  readonly #closers: string[] = [];
  #expecting: Expecting = 'value';
  /** The comma before the key or value that is expected; -1 if there is none. */
  #lastComma = -1;

  constructor(text: string) {
    this.#text = text;
  }

  firstError(): SyntaxError | undefined {
    for (;;) {
      this.#index = skipSpace(this.#text, this.#index);
      if (this.#index >= this.#text.length) return this.#end();
      const error = this.#token(this.#text.charAt(this.#index));
      if (error !== undefined) return error;
    }
  }

  #end(): SyntaxError | undefined {
    if (this.#expecting === 'end') return undefined;
    return trimmedEnd(this.#text) === 0 ? this.#fail('missing-value', 0, 0) : this.#truncated();
  }

  #token(char: string): SyntaxError | undefined {
    if (this.#expecting === 'end') return this.#afterRecord(char);
    const next = this.#text.charAt(this.#index + 1);
    if (char === '/' && (next === '/' || next === '*')) return this.#failHere('comment', 2);
    if (char === '}' || char === ']') return this.#close(char);
    if (this.#expecting === 'comma-or-close') return this.#separator(char);
    return this.#expecting === 'key' || this.#expecting === 'key-or-close' ? this.#key(char) : this.#value(char);
  }

  #afterRecord(char: string): SyntaxError {
    if (char === '}' || char === ']') return this.#failHere('mismatched-bracket', 1, char);
    const isLast = skipSpace(this.#text, this.#index + 1) >= this.#text.length;
    if (char === ',' && isLast) return this.#failHere('comma-after-record', 1);
    // A time or a level before a record may be a JSON value: `12:00 INFO {"type": …}`.
    const begin = skipSpace(this.#text, 0);
    const isPrefixed = !/[{[]/.test(this.#text.charAt(begin)) && this.#text.includes('{"', this.#index);
    if (isPrefixed) return this.#fail('text-before-record', begin, this.#index);
    const second = this.#index;
    return this.#fail(this.#isValuesToItsEnd() ? 'several-values' : 'second-value', second, this.#text.length);
  }

  /** Whether what is left of the text is JSON values one behind the other. */
  #isValuesToItsEnd(): boolean {
    for (;;) {
      this.#index = skipSpace(this.#text, this.#index);
      if (this.#index >= this.#text.length) return this.#expecting === 'end';
      if (this.#expecting === 'end') this.#expecting = 'value';
      if (this.#token(this.#text.charAt(this.#index)) !== undefined) return false;
    }
  }

  #close(char: string): SyntaxError | undefined {
    if (char !== this.#closers.at(-1)) return this.#failHere('mismatched-bracket', 1, char);
    if (this.#expecting === 'key' || (this.#expecting === 'value' && this.#lastComma !== -1 && char === ']')) {
      return this.#fail('trailing-comma', this.#lastComma, this.#lastComma + 1, char);
    }
    if (this.#expecting === 'value') return this.#failHere('missing-value', 0);
    this.#closers.pop();
    this.#index++;
    this.#endValue();
    return undefined;
  }

  #separator(char: string): SyntaxError | undefined {
    if (char !== ',') {
      return /["{[\w-]/.test(char)
        ? this.#failHere('missing-comma', 0)
        : this.#failHere('unexpected-character', 1, charName(this.#text, this.#index));
    }
    this.#lastComma = this.#index++;
    this.#expecting = this.#closers.at(-1) === '}' ? 'key' : 'value';
    return undefined;
  }

  #key(char: string): SyntaxError | undefined {
    if (char !== '"') return this.#noKey(char);
    const error = this.#string();
    if (error !== undefined) return error;
    this.#index = skipSpace(this.#text, this.#index);
    if (this.#index >= this.#text.length) return this.#truncated();
    if (this.#text.charAt(this.#index) !== ':') return this.#failHere('missing-colon', 0);
    this.#index++;
    this.#lastComma = -1;
    this.#expecting = 'value';
    return undefined;
  }

  #noKey(char: string): SyntaxError {
    if (char === "'") return this.#failHere('single-quotes', 1);
    if (char === ',') return this.#failHere('missing-value', 0);
    const word = sticky(WORD, this.#text, this.#index);
    const end = this.#index + word.length;
    if (word !== '' && /^\s*:/.test(this.#text.slice(end, end + 8))) return this.#failHere('unquoted-key', word.length);
    return this.#failHere('missing-key', 1, charName(this.#text, this.#index));
  }

  #value(char: string): SyntaxError | undefined {
    if (char === '{' || char === '[') {
      this.#closers.push(char === '{' ? '}' : ']');
      this.#index++;
      this.#lastComma = -1;
      this.#expecting = char === '{' ? 'key-or-close' : 'value-or-close';
      return undefined;
    }
    const error = char === '"' ? this.#string() : this.#literal(char);
    if (error === undefined) this.#endValue();
    return error;
  }

  #literal(char: string): SyntaxError | undefined {
    const text = this.#text;
    const number = sticky(NUMBER, text, this.#index);
    const word = sticky(WORD, text, this.#index);
    if (number !== '' && number.length === sticky(NUMBER_LIKE, text, this.#index).length) this.#index += number.length;
    else if (word === 'true' || word === 'false' || word === 'null') this.#index += word.length;
    else {
      const { length } = this.#closers;
      // A line that starts like [2024-05-15 10:00:00] or [info] is no array.
      const opensLine = length === 1 && this.#expecting === 'value-or-close' && char !== ',' && char !== ':';
      return explainValue(text, this.#index, word, length === 0 || opensLine);
    }
    return undefined;
  }

  #string(): SyntaxError | undefined {
    const end = readString(this.#text, this.#index);
    if (typeof end !== 'number') return end;
    this.#index = end;
    return undefined;
  }

  #endValue(): void {
    this.#expecting = this.#closers.length === 0 ? 'end' : 'comma-or-close';
  }

  #truncated(): SyntaxError {
    return this.#fail('truncated', this.#text.length, this.#text.length);
  }

  #failHere(fault: SyntaxFault, length: number, found?: string): SyntaxError {
    return this.#fail(fault, this.#index, this.#index + length, found);
  }

  #fail(fault: SyntaxFault, start: number, end: number, found?: string): SyntaxError {
    return { fault, span: { start, end }, ...(found === undefined ? {} : { found }) };
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

/** The beginning of a literal, which is cut off if the text ends there. */
const LITERAL_BEGINNING = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$/;
const NUMBER_BEGINNING = /^-?(?:\d+\.?|\d+(?:\.\d+)?[eE][+-]?)?$/;

/** What is wrong with something that stands in a value's place and is none. */
function explainValue(text: string, index: number, word: string, atTop: boolean): SyntaxError {
  const char = text.charAt(index);
  const span = (length: number): Span => ({ start: index, end: index + length });
  if (char === "'") return { fault: 'single-quotes', span: span(1) };
  const foreign = foreignLiteral(text, index, word);
  if (foreign !== undefined) return foreign;
  if (char === '\ufeff') return { fault: 'byte-order-mark', span: span(1) };
  if (atTop) return explainTop(text, index, word);
  if (char === ',' || char === ':') return { fault: 'missing-value', span: span(0) };
  const number = sticky(NUMBER_LIKE, text, index);
  const isBeginning = number === '' ? LITERAL_BEGINNING.test(word) : NUMBER_BEGINNING.test(number);
  const length = number === '' ? word.length : number.length;
  if (length > 0 && isBeginning && index + length >= text.length) {
    return { fault: 'truncated', span: { start: text.length, end: text.length } };
  }
  if (number !== '') return { fault: 'bad-number', span: span(length) };
  if (word !== '') return { fault: 'unquoted-text', span: span(length) };
  return { fault: 'unexpected-character', span: span(1), found: charName(text, index) };
}

/** A literal of another language. */
function foreignLiteral(text: string, index: number, word: string): SyntaxError | undefined {
  const span = (length: number): Span => ({ start: index, end: index + length });
  if (PYTHON.has(word)) return { fault: 'python-literal', span: span(word.length), found: word };
  if (FOREIGN.has(word)) return { fault: 'foreign-literal', span: span(word.length), found: word };
  const signed = /^[-+](?:Infinity|inf|NaN|nan)\b/.exec(text.slice(index, index + 10))?.[0];
  return signed === undefined ? undefined : { fault: 'foreign-literal', span: span(signed.length), found: signed };
}

/** A prefix of a literal at the very end was cut off; anything else at the top never was JSON. */
function explainTop(text: string, index: number, word: string): SyntaxError {
  if (index + word.length >= trimmedEnd(text) && LITERAL_BEGINNING.test(word)) {
    return { fault: 'truncated', span: { start: text.length, end: text.length } };
  }
  const fault = text.includes('{"', index) ? 'text-before-record' : 'not-json';
  return { fault, span: { start: index, end: trimmedEnd(text) } };
}
