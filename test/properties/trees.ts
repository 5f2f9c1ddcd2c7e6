import fc from 'fast-check';
import type { Style, Tree } from './json-tree.js';

/** Text that only ever holds whole characters, those beyond U+FFFF and those nobody expects included. */
export const texts = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...'aé😀"\\\n/~{}[],:\u2028\u0000') },
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

/** Keys that meet again and again, so that objects repeat them, and keys that are hard on pointers and prototypes. */
export const keys = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    '',
    '~',
    '/',
    '~1',
    'a/b',
    '0',
    '1',
    '__proto__',
    'constructor',
    'toString',
    '"',
    '\\',
    '\\"',
  ),
  texts,
);

const LITERALS = ['null', 'true', 'false', '0', '-0', '1', '-1.5', '1e5', '1E+2', '0.1e-7', '123456789012345'];

/** Numbers that JavaScript cannot keep, or only just can. */
export const EDGE_NUMBERS = [
  '9007199254740991',
  '-9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
  '1e400',
  '-1E+400',
  '1e-400',
  '9'.repeat(400),
  `${'9'.repeat(400)}.5`,
  '0.12345678901234567890',
];

/** Strings with halves of surrogate pairs, in the order that makes no pair. */
export const LONE = ['\ud800', 'a\udc00b', '\udc00\ud800', '😀\ud83d'];

/** How much of a tree is out of the ordinary: what `jsonOddities` finds. */
export interface TreeConstraints {
  readonly odd: boolean;
}

/** Trees of JSON. Objects repeat keys where `odd` allows it. */
export function trees({ odd }: TreeConstraints): fc.Arbitrary<Tree> {
  const strings = odd ? fc.oneof({ weight: 4, arbitrary: texts }, fc.constantFrom(...LONE)) : texts;
  const names = odd ? fc.oneof({ weight: 6, arbitrary: keys }, fc.constantFrom(...LONE)) : keys;
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value));
  const literals = fc.oneof(fc.constantFrom(...LITERALS, ...(odd ? EDGE_NUMBERS : [])), numbers);
  return fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literals.map((text): Tree => ({ kind: 'literal', text })),
      strings.map((value): Tree => ({ kind: 'string', value })),
      fc.array(tie('tree'), { maxLength: 5 }).map((items): Tree => ({ kind: 'array', items })),
      (odd
        ? fc.array(fc.tuple(names, tie('tree')), { maxLength: 6 })
        : fc.uniqueArray(fc.tuple(names, tie('tree')), { maxLength: 6, selector: ([key]) => key })
      ).map((members): Tree => ({ kind: 'object', members })),
    ),
  })).tree;
}

/** White space as JSON has it. */
export const spaces = fc.string({ unit: fc.constantFrom(' ', '\n', '\r\n', '\t', '\r'), maxLength: 4 });

/** Ways to write a tree: compact, or with white space anywhere, or with escapes that need not be. */
export const styles: fc.Arbitrary<Style> = fc.record({
  spaces: fc.oneof(fc.constant(['']), fc.array(spaces, { minLength: 1, maxLength: 7 })),
  escapes: fc.oneof(fc.constant([false]), fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })),
});
