import type { Finding } from '../problem/finding.js';
import { appendToPointer } from '../text/json-pointer.js';
import { closingQuote } from './json-facts.js';
import { skipSpace } from './json-units.js';
import { decodeString, skipValue } from './locate.js';

/** How many findings of one rule are made of one record; a record of a million repeated keys has no more than these. */
export const ODDITY_LIMIT = 20;

interface Level {
  readonly pointer: string;
  /** The keys so far of an object; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index of the value that comes next. */
  member: string | number;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * Finds what JSON.parse does not report: repeated keys, numbers that lose digits, halves of surrogate pairs. The text must be
 * valid JSON. Slow beside `jsonFacts`, so it is called only for texts in which that saw something.
 */
export function jsonOddities(text: string): Finding[] {
  return new OddityReader(text).findings();
}

class OddityReader {
  readonly #text: string;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<string, number>();
  readonly #levels: Level[] = [];
  #repeated = 0;

  constructor(text: string) {
    this.#text = text;
  }

  findings(): Finding[] {
    const text = this.#text;
    for (let index = 0; index < text.length; ) {
      const char = text.charAt(index);
      if (char === '"') index = this.#string(index);
      else if (char === '-' || (char >= '0' && char <= '9')) index = this.#number(index);
      else {
        this.#structure(char);
        index++;
      }
    }
    return this.#findings;
  }

  #add(finding: Finding): void {
    const count = (this.#counts.get(finding.rule) ?? 0) + 1;
    this.#counts.set(finding.rule, count);
    if (count <= ODDITY_LIMIT) this.#findings.push(finding);
  }

  /** The pointer of the value that comes next. */
  get #here(): string {
    const level = this.#levels.at(-1);
    return level === undefined ? '' : appendToPointer(level.pointer, level.member);
  }

  #structure(char: string): void {
    if (char === '{') this.#levels.push({ pointer: this.#here, keys: new Set(), member: '' });
    else if (char === '[') this.#levels.push({ pointer: this.#here, keys: undefined, member: 0 });
    else if (char === '}' || char === ']') this.#levels.pop();
    else if (char === ',') {
      const level = this.#levels.at(-1);
      if (typeof level?.member === 'number') level.member++;
    }
  }

  /** Reads a string; returns the index after it. */
  #string(open: number): number {
    const text = this.#text;
    const close = closingQuote(text, open);
    const string = decodeString(text, open, close);
    const level = this.#levels.at(-1);
    const isKey = level?.keys !== undefined && text.charAt(skipSpace(text, close + 1)) === ':';
    if (isKey) {
      level.member = string;
      if (level.keys.has(string)) this.#repeatedKey(string, close);
      level.keys.add(string);
    }
    if (LONE_SURROGATE.test(string)) {
      const span = { start: open, end: close + 1 };
      this.#add({ rule: 'json/lone-surrogate', pointer: this.#here, span, details: { inKey: isKey } });
    }
    return close + 1;
  }

  #repeatedKey(key: string, close: number): void {
    this.#repeated++;
    // Beyond the limit nothing is looked up: a value may be as long as the record.
    if (this.#repeated > ODDITY_LIMIT) return;
    const start = skipSpace(this.#text, skipSpace(this.#text, close + 1) + 1);
    const span = { start, end: skipValue(this.#text, start) };
    this.#add({ rule: 'json/duplicate-key', pointer: this.#here, span, details: { key } });
  }

  /** Reads a number; returns the index after it. */
  #number(start: number): number {
    NUMBER.lastIndex = start;
    const literal = NUMBER.exec(this.#text)?.[0] ?? this.#text.charAt(start);
    const end = start + literal.length;
    const value = Number(literal);
    const overflow = !Number.isFinite(value);
    if (overflow || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value))) {
      this.#add({ rule: 'json/unsafe-number', pointer: this.#here, span: { start, end }, details: { overflow } });
    }
    return end;
  }
}
