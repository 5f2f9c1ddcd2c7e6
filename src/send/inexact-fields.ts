import { closingQuote } from '../record/json-facts.js';
import { skipSpace } from '../record/json-units.js';
import { decodeString } from '../record/locate.js';

/** A field of a record: the keys that lead to it, at most two. What lies deeper counts for the second. */
export type FieldPath = readonly string[];

const MAX_KEYS = 2;
const NUMBER = /-?\d[\d.eE+-]*/y;

interface Level {
  readonly path: FieldPath;
  /** The keys so far of an object; undefined for an array. */
  readonly keys: Set<string> | undefined;
  key: string | undefined;
}

/** A decimal number as sign, digits and power of ten, the same for all ways to write it. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return `${sign}0`;
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

/** Whether a number is another one after `JSON.parse` and `JSON.stringify`: too many digits, too large, or -0. */
export function isInexact(literal: string): boolean {
  const written = JSON.stringify(Number(literal));
  return written === 'null' || decimalOf(written) !== decimalOf(literal);
}

/** The field that a level's next value belongs to. */
function fieldOf(level: Level | undefined): FieldPath {
  if (level === undefined) return [];
  return level.key === undefined || level.path.length >= MAX_KEYS ? level.path : [...level.path, level.key];
}

/** Reads the string at an index. Calls `onRepeated` if it is a key that its object has already. Returns the index behind it. */
function readString(
  text: string,
  index: number,
  level: Level | undefined,
  onRepeated: (path: FieldPath) => void,
): number {
  const close = closingQuote(text, index);
  if (level?.keys !== undefined && text.charAt(skipSpace(text, close + 1)) === ':') {
    level.key = decodeString(text, index, close);
    if (level.keys.has(level.key)) onRepeated(fieldOf(level));
    level.keys.add(level.key);
  }
  return close + 1;
}

/**
 * Returns the fields of a record that `JSON.parse` does not keep as they are written: inexact numbers, and keys that stand
 * twice, of which the last one counts. `text`: valid JSON.
 */
export function inexactFields(text: string): FieldPath[] {
  const found = new Map<string, FieldPath>();
  const add = (path: FieldPath): void => {
    found.set(JSON.stringify(path), path);
  };
  const levels: Level[] = [];
  let index = 0;
  while (index < text.length) {
    const char = text.charAt(index);
    if (char === '"') {
      index = readString(text, index, levels.at(-1), add);
      continue;
    }
    if (char === '{') levels.push({ path: fieldOf(levels.at(-1)), keys: new Set(), key: undefined });
    else if (char === '[') levels.push({ path: fieldOf(levels.at(-1)), keys: undefined, key: undefined });
    else if (char === '}' || char === ']') levels.pop();
    else if (char === '-' || (char >= '0' && char <= '9')) {
      NUMBER.lastIndex = index;
      const literal = NUMBER.exec(text)?.[0] ?? char;
      if (isInexact(literal)) add(fieldOf(levels.at(-1)));
      index += literal.length;
      continue;
    }
    index++;
  }
  return [...found.values()];
}
