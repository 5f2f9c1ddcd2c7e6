import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainSyntax } from '../../src/record/explain-syntax.js';
import { print } from './json-tree.js';
import { PATIENT, runs } from './runs.js';
import { styles, texts, trees } from './trees.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What explainSyntax must say of any text at all. */
function holds(text: string): void {
  const error = explainSyntax(text);
  expect(error === undefined, `${JSON.stringify(text)}: ${JSON.stringify(error)}`).toBe(isJson(text));
  if (error === undefined) return;
  const { start, end } = error.span;
  expect(0 <= start && start <= end && end <= text.length, `${JSON.stringify(text)}: ${start} to ${end}`).toBe(true);
}

const json = fc.tuple(trees({ odd: true }), styles).map(([tree, style]) => print(tree, style).text);

/** What a log is full of when something has gone wrong, and white space that JSON does not know. */
const scraps = fc.constantFrom(
  ...'{}[],:"\'\\/+-.0123e \n\t\r',
  ...['\u00a0', '\u2028', '\ufeff', '\u0000', '\u001f', '\u007f', '\ud800', '\\u', '\\u00', '\\x', '//', '/*', '\\"'],
  ...[
    'true',
    'false',
    'null',
    'tru',
    'nul',
    'None',
    'NaN',
    '-Infinity',
    'undefined',
    '01',
    '1.',
    '.5',
    '1e',
    '-',
    '+1',
  ],
  ...['"a":', "'a'", 'a:', '""', '[]', '{}', 'é', '😀', 'trueé', 'null\u0301'],
);

describe('explainSyntax', () => {
  it('explainSyntax finds nothing wrong in JSON, however it is spaced', PATIENT, () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(explainSyntax(text), text).toBeUndefined();
      }),
      runs(1500),
    );
  });

  it('explainSyntax agrees with JSON.parse on any string', PATIENT, () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), texts), holds), runs(3000));
  });

  it('explainSyntax agrees with JSON.parse on pieces of JSON', PATIENT, () => {
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 12 }), (pieces) => holds(pieces.join(''))),
      runs(8000),
    );
  });

  it('explainSyntax agrees with JSON.parse on JSON with a part replaced', PATIENT, () => {
    const edits = fc.tuple(json, fc.nat(), fc.nat(3), fc.oneof(fc.constant(''), scraps));
    fc.assert(
      fc.property(edits, ([text, at, length, scrap]) => {
        const start = at % (text.length + 1);
        holds(text.slice(0, start) + scrap + text.slice(start + length));
      }),
      runs(6000),
    );
  });

  it('explainSyntax agrees with JSON.parse on every prefix of a text, and reports it as truncated', PATIENT, () => {
    fc.assert(
      fc.property(json, fc.nat(), (text, at) => {
        const beginning = text.slice(0, at % (text.length + 1));
        holds(beginning);
        const error = explainSyntax(beginning);
        if (/[{"]/.test(beginning) && error !== undefined) expect(error.fault, beginning).toBe('truncated');
      }),
      runs(3000),
    );
  });

  it('explainSyntax accepts any depth of nesting', () => {
    const depth = 500_000;
    expect(explainSyntax('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined();
    expect(explainSyntax('['.repeat(depth))?.fault).toBe('truncated');
    expect(explainSyntax('{"a":'.repeat(depth))?.fault).toBe('truncated');
  });
});
