import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendToPointer, groupPointer, pointerKeys, pointerToPath } from '../../src/text/json-pointer.js';
import { NAME_LIMIT, safeName } from '../../src/text/safe-name.js';
import { wrap } from '../../src/text/wrap.js';
import { runs } from './runs.js';
import { keys } from './trees.js';

const paths = fc.array(fc.oneof(keys, fc.nat(20).map(String)), { maxLength: 6 });
const pointerOf = (path: readonly string[]): string => path.reduce(appendToPointer, '');

describe('a JSON pointer', () => {
  it('a JSON Pointer returns the keys that it was made of', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const pointer = pointerOf(path);
        expect(pointerKeys(pointer)).toEqual(path);
        expect(pointer).toMatch(/^(?:\/(?:[^~/]|~[01])*)*$/su);
      }),
      runs(2000),
    );
  });

  it.each([
    ['', []],
    ['/', ['']],
    ['/a/', ['a', '']],
    ['/a~1b', ['a/b']],
    ['/~01', ['~1']],
    ['/~10', ['/0']],
    ['/m~0n', ['m~n']],
  ])('the JSON Pointer %j has the keys %j', (pointer, path) => {
    expect(pointerKeys(pointer)).toEqual(path);
    expect(pointerOf(path)).toBe(pointer);
  });

  it('a JSON Pointer keeps an index as it is', () => {
    expect(appendToPointer('/items', 2)).toBe('/items/2');
  });

  it.each([
    ['', ''],
    ['/properties/conversationId', 'properties.conversationId'],
    ['/properties/items/2/id', 'properties.items[2].id'],
    ['/properties/a.b', 'properties["a.b"]'],
    ['/properties/', 'properties[""]'],
    ['/a-b/c_d/$e', 'a-b.c_d.$e'],
    ['/0', '[0]'],
    ['/01', '["01"]'],
    ['/a~1b/"', '["a/b"]["\\""]'],
    ['/größe/日本', 'größe.日本'],
    ['/a\nb', '["a\\nb"]'],
  ])('the JSON Pointer %j is shown as %j', (pointer, path) => {
    expect(pointerToPath(pointer)).toBe(path);
  });

  it('JSON Pointers with different keys are shown differently', () => {
    fc.assert(
      fc.property(paths, paths, (one, other) => {
        expect(pointerToPath(pointerOf(one)) === pointerToPath(pointerOf(other))).toBe(
          pointerOf(one) === pointerOf(other),
        );
      }),
      runs(2000),
    );
  });

  it.each([
    ['', ''],
    ['/properties/items/0/id', '/properties/items/*/id'],
    ['/0/1/23', '/*/*/*'],
    ['/a1/01/1a', '/a1/01/1a'],
    ['/a~10/0', '/a~10/*'],
  ])('the JSON Pointer %j is counted as %j', (pointer, group) => {
    expect(groupPointer(pointer)).toBe(group);
  });
});

/** Characters that move a cursor, hide text, or turn it round. */
const TRICKS = [
  ...[
    '\u0000',
    '\u0007',
    '\b',
    '\t',
    '\n',
    '\r',
    '\u001b',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u009b',
    '\u00ad',
    '\u061c',
  ],
  ...[
    '\u200b',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u2028',
    '\u2029',
    '\u202a',
    '\u202e',
    '\u2060',
    '\u2066',
    '\u2069',
    '\ufeff',
  ],
  ...['\ufffa', '\ud800', '\udfff'],
];

const names = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom(...TRICKS), fc.constant('😀'.repeat(20))),
    {
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(''));

describe('safeName', () => {
  it.each(TRICKS)('safeName strips %j', (trick) => {
    const name = safeName(`a${trick}b`);
    expect(name).toBe(trick === '\u001b[31m' ? 'a[31mb' : 'ab');
  });

  it.each(['Message Sent', 'größe', '日本語', '😀', 'e\u0301', 'العربية', '', ' a  b ', '<&"\'>'])(
    'safeName leaves %j as it is',
    (name) => {
      expect(safeName(name)).toBe(name);
    },
  );

  it('safeName returns a short and clean name, and marks a cut', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 100 }), (name, limit) => {
        const safe = safeName(name, limit);
        expect(safe.length).toBeLessThanOrEqual(limit);
        for (const trick of TRICKS) if (!/^\p{Surrogate}$/u.test(trick)) expect(safe).not.toContain(trick);
        expect(Buffer.from(safe).toString()).toBe(safe);
        expect(safeName(safe, limit)).toBe(safe);
        if (!safe.endsWith('…')) expect(safe).toBe(safeName(name, name.length + 1));
      }),
      runs(2000),
    );
  });

  it('safeName cuts at its limit and never within a character', () => {
    expect(safeName('x'.repeat(NAME_LIMIT))).toBe('x'.repeat(NAME_LIMIT));
    expect(safeName('x'.repeat(NAME_LIMIT + 1))).toBe(`${'x'.repeat(NAME_LIMIT - 1)}…`);
    expect(safeName('😀😀😀', 4)).toBe('😀…');
    expect(safeName('😀😀😀', 5)).toBe('😀😀…');
  });

  it('safeName marks a cut, whatever the rest was', () => {
    expect(safeName(`a${'\u0000'.repeat(1000)}b`, 10)).toMatch(/…$|^ab$/);
  });

  it('safeName accepts a name of megabytes', () => {
    expect(safeName('x'.repeat(50_000_000))).toHaveLength(NAME_LIMIT);
  });
});

describe('wrap', () => {
  // None is an option, which stays with its value.
  const word = fc
    .string({ unit: fc.constantFrom('a', 'é', '😀', '-'), maxLength: 12 })
    .map((text) => text.replace(/^-+/, ''));
  const words = fc.array(word, { maxLength: 20 });

  it('wrap breaks a text without commands at spaces only, keeps to the width, and wastes no line', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (some, width) => {
        const text = some.filter((word) => word !== '').join(' ');
        const lines = wrap(text, width);
        expect(lines.join(' ')).toBe(text);
        for (const [index, line] of lines.entries()) {
          if (line.length > width) expect(line).not.toContain(' ');
          const next = lines[index + 1]?.split(' ')[0];
          if (next !== undefined) expect(`${line} ${next}`.length).toBeGreaterThan(width);
        }
      }),
      runs(2000),
    );
  });

  it('wrap can give the first line another width', () => {
    expect(wrap('aa bb cc dd', 5, 2)).toEqual(['aa', 'bb cc', 'dd']);
    expect(wrap('aa bb cc dd', 5)).toEqual(['aa bb', 'cc dd']);
    expect(wrap('', 5)).toEqual(['']);
  });
});
