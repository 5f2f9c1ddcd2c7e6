import { maskedText } from '../privacy/masked-value.js';
import type { Place } from '../problem/problem.js';
import type { RawRecord } from '../record/record.js';
import { safeName, safeText } from '../text/safe-name.js';
import { isShownField } from './shown-fields.js';

/** A longer record has no frame: its text would be cut into tokens for a single line. In UTF-16 units. */
const MAX_TEXT = 256 * 1024;
const MAX_KEY = 40;
const MAX_VALUE = 60;
/** The share of the width that may stand before the value at fault. */
const BEFORE = 0.45;

/**
 * The texts around a value at fault, as a frame of any width shows them: masked, and no more of them than the widest has room for.
 * Plain data, so that a frame can be drawn where the record is no longer known.
 */
export interface FrameTexts {
  readonly line: number;
  /** The tokens before the value, the nearest first. */
  readonly before: readonly string[];
  readonly fault: string;
  readonly after: readonly string[];
}

/** The widest frame, in UTF-16 units. */
const MAX_WIDTH = 120;

/** A line of a record with its line number, and the line of carets below it. */
export interface CodeFrame {
  readonly gutter: string;
  readonly code: string;
  readonly carets: string;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

// A string in either kind of quotes, to its end or the end of the text; a run of white space; a bracket, comma or colon; a word.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|'[^'\\]*(?:\\.[^'\\]*)*'?|\s+|[{}[\],:]|[^\s{}[\],:"']+/gs;
/** Words that JSON has, or that writers of broken JSON write for it. They are nobody's data. */
const KNOWN_WORD = /^(?:true|false|null|undefined|-?(?:NaN|Infinity)|None|True|False|nil)$/;
const NUMBER = /^-?\d[\d.eE+-]*$/;

/** Renders the tokens of a text in order; knows which string is a key and where in the record a value stands. */
class TokenPrinter {
  readonly #showValues: boolean;
  /** The key that leads into each open object; undefined for an array. */
  readonly #path: (string | undefined)[] = [];
  #key: string | undefined;

  constructor(showValues: boolean) {
    this.#showValues = showValues;
  }

  print(token: string, isKey: boolean): string {
    const first = token[0] ?? '';
    if (first === '"' || first === "'") return isKey ? this.#printKey(token, first) : this.#printText(token, first);
    if (/\s/.test(first)) return ' ';
    return '{}[],:'.includes(token) ? this.#printMark(token) : this.#printWord(token);
  }

  #printMark(mark: string): string {
    if (mark === ',' || mark === ':') return `${mark} `;
    if (mark === '}' || mark === ']') this.#path.pop();
    else this.#open(mark);
    return mark;
  }

  #printWord(word: string): string {
    if (KNOWN_WORD.test(word)) return word;
    // A bracket may follow, and CI runners obey `##[error]`.
    if (this.#showValues) return safeName(word, MAX_VALUE).replaceAll('##', '# #');
    return NUMBER.test(word) ? '(number)' : maskedText(word);
  }

  #open(bracket: string): void {
    this.#path.push(bracket === '{' ? (this.#key ?? '') : undefined);
    this.#key = undefined;
  }

  #printKey(token: string, quote: string): string {
    this.#key = token.slice(1, -1);
    return `${quote}${safeName(this.#key, MAX_KEY)}${quote}`;
  }

  #printText(token: string, quote: string): string {
    const isClosed = token.length > 1 && token.endsWith(quote);
    const text = token.slice(1, isClosed ? -1 : undefined);
    const pointer = `/${[...this.#path.slice(1), this.#key].join('/')}`;
    if (text === '') return token;
    const isShown = this.#showValues || isShownField(pointer, text);
    return `${quote}${isShown ? safeName(text, MAX_VALUE) : maskedText(text)}${isClosed ? quote : ''}`;
  }
}

/** The tokens of a record's text as they are shown. There is one space after each comma and colon, however the record is written. */
function tokensOf(text: string, showValues: boolean): Token[] {
  const printer = new TokenPrinter(showValues);
  const found = [...text.matchAll(TOKEN)].filter(
    ({ 0: token }, at, all) => !/^\s/.test(token) || !/^[,:]?$/.test(all[at - 1]?.[0] ?? ''),
  );
  return found.map(({ index, 0: token }, at) => {
    const next = found[at + 1]?.[0] ?? '';
    const after = /^\s/.test(next) ? found[at + 2]?.[0] : next;
    return { start: index, end: index + token.length, text: safeText(printer.print(token, after === ':')) };
  });
}

/**
 * The offset in a record's text of a line and column of its file; undefined if the record does not reach so far, or begins
 * after it, as for a problem of the request body around it.
 */
function offsetOf(text: string, raw: RawRecord, line: number, column: number): number | undefined {
  if (line < raw.line) return undefined;
  if (line === raw.line) return column - raw.column;
  let start = 0;
  for (let at = raw.line; at < line; at++) {
    const feed = text.indexOf('\n', start);
    if (feed === -1) return undefined;
    start = feed + 1;
  }
  return start + column - 1;
}

/** The indexes of the first and the last token that a problem is about: of an object or array, its opening bracket. */
function tokensAt(tokens: readonly Token[], start: number, end: number): [number, number] | undefined {
  const first = tokens.findIndex((token) => token.end > start);
  if (first === -1) return undefined;
  if (tokens[first]?.text === '{' || tokens[first]?.text === '[') return [first, first];
  let last = first;
  while ((tokens[last + 1]?.start ?? end) < end) last++;
  return [first, last];
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

/** As many whole tokens, from the nearest on, as fit; what is cut off is a single ellipsis. */
function nearest(texts: readonly string[], room: number): { texts: string[]; isWhole: boolean } {
  if (lengthOf(texts) <= room) return { texts: [...texts], isWhole: true };
  const shown: string[] = [];
  // One is for the ellipsis.
  let left = room - 1;
  for (const text of texts) {
    left -= text.length;
    if (left < 0) break;
    shown.push(text);
  }
  return { texts: shown, isWhole: false };
}

/** The nearest tokens, up to the first that no frame has room for. */
function nearestTexts(tokens: readonly Token[]): string[] {
  const texts: string[] = [];
  let length = 0;
  for (const { text } of tokens) {
    if (length > MAX_WIDTH) break;
    texts.push(text);
    length += text.length;
  }
  return texts;
}

/**
 * The texts of a frame around the value at fault. Texts and numbers are masked as in the other reports unless `showValues`.
 * Returns undefined where nothing can be drawn: the record is very long, or its text does not reach the place.
 */
export function frameTexts(raw: RawRecord, place: Place, showValues: boolean): FrameTexts | undefined {
  if (raw.bytes.length > MAX_TEXT) return undefined;
  const text = raw.bytes.toString();
  const start = offsetOf(text, raw, place.line, place.column);
  const end = offsetOf(text, raw, place.endLine, place.endColumn);
  if (start === undefined || start < 0) return undefined;
  const tokens = tokensOf(text, showValues);
  const range = tokensAt(tokens, start, end ?? start + 1);
  if (range === undefined) return undefined;
  const [first, last] = range;
  const fault = tokens.slice(first, last + 1).map((token) => token.text);
  return {
    line: place.line,
    before: nearestTexts(tokens.slice(0, first).reverse()),
    fault: fault
      .join('')
      .trimEnd()
      .slice(0, MAX_WIDTH + 1),
    after: nearestTexts(tokens.slice(last + 1)),
  };
}

/**
 * Draws the value at fault among its neighbours on one line, with carets below it. White space is one space, so that a
 * pretty-printed record has one line, too.
 * @param width the width of both lines, in UTF-16 units: at most 120
 */
export function drawFrame({ line, before, fault, after }: FrameTexts, width: number): CodeFrame {
  const gutter = `${line} │ `;
  const room = width - gutter.length;
  const shown = fault.length > room - 2 ? `${fault.slice(0, room - 3)}…` : fault;
  const spare = Math.max(0, room - shown.length);
  const inFront = nearest(before, Math.max(spare * BEFORE, spare - lengthOf(after)));
  const left = `${inFront.isWhole ? '' : '…'}${inFront.texts.reverse().join('')}`.replace(/^… /, '…');
  const behind = nearest(after, spare - left.length);
  const right = `${behind.texts.join('')}${behind.isWhole ? '' : '…'}`;
  return {
    gutter,
    code: `${left}${shown}${right}`.trimEnd(),
    carets: `${' '.repeat(left.length)}${'^'.repeat(Math.max(1, shown.length))}`,
  };
}
