import type { Finding } from '../problem/finding.js';
import { appendToPointer } from '../text/json-pointer.js';
import { closingQuote } from './json-facts.js';
import { skipSpace } from './json-units.js';
import { decodeString, skipValue } from './locate.js';

/** How many findings of one rule are made of one record; a record of a million repeated keys says no more than these. */
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
 * Finds what JSON.parse swallows: repeated keys, numbers that lose digits, halves of surrogate pairs. The text must be
 * valid JSON. Slow beside `jsonFacts`, so it is called only for texts in which that saw something.
 */
export function jsonOddities(text: string): Finding[] {
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const add = (finding: Finding): void => {
    const count = (counts.get(finding.rule) ?? 0) + 1;
    counts.set(finding.rule, count);
    if (count <= ODDITY_LIMIT) findings.push(finding);
  };
  const levels: Level[] = [];
  let repeated = 0;
  const here = (): string => {
    const level = levels.at(-1);
    return level === undefined ? '' : appendToPointer(level.pointer, level.member);
  };
  let index = 0;
  while (index < text.length) {
    const char = text.charAt(index);
    if (char === '"') {
      const close = closingQuote(text, index);
      const string = decodeString(text, index, close);
      const span = { start: index, end: close + 1 };
      const level = levels.at(-1);
      const isKey = level?.keys !== undefined && text.charAt(skipSpace(text, close + 1)) === ':';
      if (isKey) {
        level.member = string;
        if (level.keys.has(string)) {
          repeated++;
          // Beyond the limit nothing is looked up: a value may be as long as the record.
          if (repeated <= ODDITY_LIMIT) {
            const start = skipSpace(text, skipSpace(text, close + 1) + 1);
            const value = { start, end: skipValue(text, start) };
            add({ rule: 'json/duplicate-key', pointer: here(), span: value, details: { key: string } });
          }
        }
        level.keys.add(string);
      }
      if (LONE_SURROGATE.test(string)) {
        add({ rule: 'json/lone-surrogate', pointer: here(), span, details: { inKey: isKey } });
      }
      index = close + 1;
      continue;
    }
    if (char === '{') levels.push({ pointer: here(), keys: new Set(), member: '' });
    else if (char === '[') levels.push({ pointer: here(), keys: undefined, member: 0 });
    else if (char === '}' || char === ']') levels.pop();
    else if (char === ',') {
      const level = levels.at(-1);
      if (typeof level?.member === 'number') level.member++;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      NUMBER.lastIndex = index;
      const literal = NUMBER.exec(text)?.[0] ?? char;
      const value = Number(literal);
      const overflow = !Number.isFinite(value);
      if (overflow || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value))) {
        const span = { start: index, end: index + literal.length };
        add({ rule: 'json/unsafe-number', pointer: here(), span, details: { overflow } });
      }
      index += literal.length;
      continue;
    }
    index++;
  }
  return findings;
}
