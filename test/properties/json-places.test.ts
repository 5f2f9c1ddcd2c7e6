import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFacts } from '../../src/record/json-facts.js';
import { jsonOddities, ODDITY_LIMIT } from '../../src/record/json-oddities.js';
import { locate } from '../../src/record/locate.js';
import { parseRecord } from '../../src/record/parse-record.js';
import type { PrintedValue, Tree } from './json-tree.js';
import { pointerStep, print, valuesByPointer } from './json-tree.js';
import { PATIENT, runs } from './runs.js';
import { keys, styles, trees } from './trees.js';

function depthOf(tree: Tree): number {
  if (tree.kind === 'object') return 1 + Math.max(0, ...tree.members.map(([, value]) => depthOf(value)));
  return tree.kind === 'array' ? 1 + Math.max(0, ...tree.items.map(depthOf)) : 0;
}

function keysIn(tree: Tree): number {
  if (tree.kind === 'object') return tree.members.reduce((sum, [, value]) => sum + 1 + keysIn(value), 0);
  return tree.kind === 'array' ? tree.items.reduce((sum, item) => sum + keysIn(item), 0) : 0;
}

interface Oddity {
  readonly rule: string;
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

const isLone = (text: string): boolean => Buffer.from(text).toString() !== text;

function isUnsafe(literal: string): boolean {
  if (!/\d/.test(literal)) return false;
  if (/^-?\d+$/.test(literal) && BigInt(literal) ** 2n > BigInt(Number.MAX_SAFE_INTEGER) ** 2n) return true;
  return !Number.isFinite(Number(literal));
}

/** What is odd in a printed tree, by the book: nothing here looks at the text. */
function oddities(value: PrintedValue, pointer = ''): Oddity[] {
  const { tree, start, end } = value;
  if (tree.kind === 'literal') return isUnsafe(tree.text) ? [{ rule: 'json/unsafe-number', pointer, start, end }] : [];
  if (tree.kind === 'string') return isLone(tree.value) ? [{ rule: 'json/lone-surrogate', pointer, start, end }] : [];
  const seen = new Set<string>();
  return value.members.flatMap(({ key, keyStretch, value: member }) => {
    const at = pointer + pointerStep(key);
    const found: Oddity[] = [];
    // A repeated key is shown by the value that it has there.
    if (keyStretch !== undefined && seen.has(key)) {
      found.push({ rule: 'json/duplicate-key', pointer: at, start: member.start, end: member.end });
    }
    if (keyStretch !== undefined && isLone(key))
      found.push({ rule: 'json/lone-surrogate', pointer: at, ...keyStretch });
    seen.add(key);
    return [...found, ...oddities(member, at)];
  });
}

/** Of each rule the first few, in the order of the text; findings at one place in a lasting order. */
function inOrder(found: readonly Oddity[]): string[] {
  const sorted = found.toSorted((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
  const counts = new Map<string, number>();
  return sorted
    .filter(({ rule }) => {
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
      return (counts.get(rule) ?? 0) <= ODDITY_LIMIT;
    })
    .map(({ rule, pointer, start, end }) => `${rule} ${JSON.stringify(pointer)} ${start}-${end}`);
}

const printed = (odd: boolean) =>
  fc.tuple(trees({ odd }), styles).map(([tree, style]) => ({ tree, ...print(tree, style) }));

/** A record is an object; its members are what is odd. */
const records = fc
  .tuple(fc.array(fc.tuple(keys, trees({ odd: true })), { maxLength: 6 }), styles)
  .map(([members, style]) => print({ kind: 'object', members }, style));

/**
 * Whether JSON.parse of every Node that we support reads a text as it should. That of Node 24.21 and 26.10 takes a key with
 * an escape for another one, or keeps the wrong value of a repeated key, if it has read objects of like shape before.
 */
function isReadRightly({ tree, members }: PrintedValue, text: string): boolean {
  const names = members.map(({ key }) => key);
  if (tree.kind === 'object' && new Set(names).size < names.length) return false;
  return members.every(({ keyStretch, value }) => {
    const key = keyStretch === undefined ? '' : text.slice(keyStretch.start, keyStretch.end);
    return !key.includes('\\') && isReadRightly(value, text);
  });
}

describe('jsonFacts', () => {
  it('jsonFacts counts the depth and the keys', PATIENT, () => {
    fc.assert(
      fc.property(printed(true), ({ tree, text }) => {
        const { depth, keys: count } = jsonFacts(text);
        expect({ depth, count }, text).toEqual({ depth: depthOf(tree), count: keysIn(tree) });
      }),
      runs(1500),
    );
  });

  it('jsonFacts accepts any string', PATIENT, () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\-1e ') }), (text) => {
        const { depth, keys: count } = jsonFacts(text);
        expect(depth).toBeGreaterThanOrEqual(0);
        expect(count).toBeLessThanOrEqual(text.length);
      }),
      runs(2000),
    );
  });
});

describe('locate', () => {
  it('locate finds every value of the parsed record at its exact place', PATIENT, () => {
    fc.assert(
      fc.property(printed(true), ({ text, root }) => {
        for (const [pointer, { start, end }] of valuesByPointer(root)) {
          const span = locate(text, pointer);
          expect(span, `${text} at ${pointer}`).toEqual({ start, end });
        }
      }),
      runs(1000),
    );
  });

  it('locate returns the containing object for a missing value', PATIENT, () => {
    fc.assert(
      fc.property(printed(true), fc.array(keys, { minLength: 1, maxLength: 3 }), ({ text, root }, missing) => {
        const there = valuesByPointer(root);
        for (const [pointer, { start, end }] of there) {
          const steps = missing.map(pointerStep);
          if (there.has(pointer + steps[0])) continue;
          expect(locate(text, pointer + steps.join('')), `${text} at ${pointer}${steps.join('')}`).toEqual({
            start,
            end,
          });
        }
      }),
      runs(1000),
    );
  });
});

describe('jsonOddities', () => {
  it('jsonOddities finds what was planted, and nothing else', PATIENT, () => {
    fc.assert(
      fc.property(printed(true), ({ text, root }) => {
        const found = jsonOddities(text).map(({ rule, pointer, span }) => ({
          rule,
          pointer,
          start: -1,
          end: -1,
          ...span,
        }));
        expect(inOrder(found), text).toEqual(inOrder(oddities(root)));
      }),
      runs(2000),
    );
  });

  it('jsonOddities stops after the first few of a kind', () => {
    const text = `[${'9007199254740993,'.repeat(100)}{"a":1${',"a":1'.repeat(100)}}]`;
    expect(jsonOddities(text)).toHaveLength(2 * ODDITY_LIMIT);
  });
});

describe('parseRecord', () => {
  it('parseRecord finds every oddity of a record', PATIENT, () => {
    fc.assert(
      fc.property(records, ({ text, root }) => {
        fc.pre(isReadRightly(root, text));
        const { value, findings } = parseRecord({ file: '', number: 1, bytes: Buffer.from(text), line: 1, column: 1 });
        expect(isDeepStrictEqual(value, JSON.parse(text)), text).toBe(true);
        const found = findings.map(({ rule, pointer, span }) => ({ rule, pointer, start: -1, end: -1, ...span }));
        expect(inOrder(found), text).toEqual(inOrder(oddities(root)));
      }),
      runs(2000),
    );
  });
});
