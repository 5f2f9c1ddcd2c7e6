import { describe, expect, it } from 'vitest';
import { explainSyntax } from '../../src/record/explain-syntax.js';

/** A text in which `⟦` and `⟧` stand around what is at fault, and what is said of it. */
const FAULTS: readonly (readonly [text: string, fault: string, found?: string])[] = [
  ['{"a":"x⟦\\q⟧"}', 'bad-escape', '\\q'],
  ['{"a":"⟦\\u⟧12"}', 'bad-escape', '\\u'],
  ['{"a":⟦01⟧}', 'bad-number'],
  ['{"a":⟦.5⟧}', 'bad-number'],
  ['{"a":⟦1.⟧}', 'bad-number'],
  ['{"a":⟦+1⟧}', 'bad-number'],
  ['{"a":⟦0x1F⟧}', 'bad-number'],
  ['{"a":⟦2024-05-15⟧}', 'bad-number'],
  ['⟦\ufeff⟧{"a":1}', 'byte-order-mark'],
  ['{⟦//⟧ x\n"a":1}', 'comment'],
  ['{"a":1 ⟦/*⟧ x */}', 'comment'],
  ['{"a":"x⟦\t⟧y"}', 'control-character', 'tab'],
  ['{"a":"x⟦\r⟧y"}', 'control-character', 'carriage return'],
  ['{"a":"x⟦\u0000⟧y"}', 'control-character', 'NUL byte'],
  ['{"a":"x⟦\u001b⟧[31m"}', 'control-character', 'escape character'],
  ['{"a":"x⟦\u0001⟧"}', 'control-character', 'control character'],
  ['{"a":⟦undefined⟧}', 'foreign-literal', 'undefined'],
  ['{"a":⟦NaN⟧}', 'foreign-literal', 'NaN'],
  ['{"a":⟦-Infinity⟧}', 'foreign-literal', '-Infinity'],
  ['{"a":⟦-inf⟧}', 'foreign-literal', '-inf'],
  ['{"a":⟦-NaN⟧}', 'foreign-literal', '-NaN'],
  ['{"a":⟦+Infinity⟧}', 'foreign-literal', '+Infinity'],
  ['{"a":⟦"x⟧\n}', 'line-break-in-string'],
  ['{"a" ⟦⟧"x"}', 'missing-colon'],
  ['{"a":1 ⟦⟧"b":2}', 'missing-comma'],
  ['[1 ⟦⟧2]', 'missing-comma'],
  ['[{"a":1}⟦⟧{"b":2}]', 'missing-comma'],
  ['{⟦⟧,"a":1}', 'missing-value'],
  ['{⟦5⟧:1}', 'unquoted-key'],
  ['{⟦5⟧}', 'missing-key', '5'],
  ['⟦⟧', 'missing-value'],
  ['⟦⟧ \t\r\n', 'missing-value'],
  ['{"a":⟦⟧}', 'missing-value'],
  ['{"a":⟦⟧,"b":1}', 'missing-value'],
  ['[⟦⟧,1]', 'missing-value'],
  ['[1,⟦⟧,2]', 'missing-value'],
  ['{"a":[1⟦}⟧', 'mismatched-bracket', '}'],
  ['{"a":1}⟦}⟧', 'mismatched-bracket', '}'],
  ['⟦]⟧', 'mismatched-bracket', ']'],
  ['⟦ERROR disk full⟧', 'not-json'],
  ['⟦é⟧\n', 'not-json'],
  ['{"a":⟦True⟧}', 'python-literal', 'True'],
  ['{"a":⟦None⟧}', 'python-literal', 'None'],
  ['{"a":1} ⟦{"b":2}⟧', 'several-values'],
  ['["a"]⟦["b"] "c"\t1 null⟧', 'several-values'],
  ['{"a":1} ⟦{"b":2⟧', 'second-value'],
  ['{"a":1} ⟦{"b":2},⟧', 'second-value'],
  ['{"a":1} ⟦and more⟧', 'second-value'],
  ["{⟦'⟧a':1}", 'single-quotes'],
  ['{"a":⟦\'⟧x\'}', 'single-quotes'],
  ['{"a":1⟦,⟧}', 'trailing-comma', '}'],
  ['[1⟦,⟧ \n]', 'trailing-comma', ']'],
  ['{"a":[]⟦,⟧}', 'trailing-comma', '}'],
  ['{"a":{"b":⟦⟧', 'truncated'],
  ['{"a":"x⟦⟧', 'truncated'],
  ['{"a":"x\\⟦⟧', 'truncated'],
  ['{"a":"\\ud83⟦⟧', 'truncated'],
  ['{"a":tru⟦⟧', 'truncated'],
  ['{"a":1⟦⟧', 'truncated'],
  ['{"a":1.⟦⟧', 'truncated'],
  ['{"a":-⟦⟧', 'truncated'],
  ['{"a"⟦⟧', 'truncated'],
  ['{"a":1,⟦⟧', 'truncated'],
  ['{"a":1⟦;⟧}', 'unexpected-character', ';'],
  ['{"a":⟦@⟧}', 'unexpected-character', '@'],
  ['{"a":⟦\u00a0⟧1}', 'unexpected-character', 'a character'],
  ['{⟦a⟧:1}', 'unquoted-key'],
  ['{"a":1,⟦b⟧ :2}', 'unquoted-key'],
  ['{"a":⟦hello⟧}', 'unquoted-text'],
  ['[1,⟦yes⟧]', 'unquoted-text'],
  // Where lines of an ordinary log start with a bracket, that is no array.
  ['[⟦INFO] ready⟧', 'not-json'],
  ['[⟦2024-05-15 15:00:00] ready⟧\n', 'not-json'],
  ['{"a":1}⟦,⟧ ', 'comma-after-record'],
  ['⟦INFO {"a":1}⟧', 'text-before-record'],
];

describe('explainSyntax', () => {
  const rows = FAULTS.map(([marked, fault, found]) => ({ marked, fault, found }));

  it.each(rows)('explainSyntax of $marked is $fault', ({ marked, fault, found }) => {
    const text = marked.replace(/[⟦⟧]/g, '');
    const start = marked.indexOf('⟦');
    const span = { start, end: marked.indexOf('⟧') - 1 };
    expect(explainSyntax(text)).toEqual({ fault, span, ...(found === undefined ? {} : { found }) });
  });

  it.each([' ', '\t\r\n '])(
    'explainSyntax gives a place that exists for white space that JSON does not know, after %j',
    (blanks) => {
      const { start = -1, end = -1 } = explainSyntax(`${blanks}\u00a0`)?.span ?? {};
      expect(start).toBe(blanks.length);
      expect(end).toBeGreaterThanOrEqual(start);
    },
  );
});
