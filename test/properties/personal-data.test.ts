import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { findPersonalData, PERSONAL_KINDS } from '../../src/privacy/find-personal-data.js';
import { redactJson, redactRecord, redactText } from '../../src/privacy/redact.js';
import type { JsonObject } from '../../src/record/record.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { print, treeOf } from './json-tree.js';
import type { Fields } from './records.js';
import { validRecords } from './records.js';
import { PATIENT, runs, scaled } from './runs.js';
import { styles } from './trees.js';

const check = createCheck({
  registry: builtInRegistry(),
  levelOf: ruleLevels([
    { glob: '*', level: 'off' },
    { glob: 'privacy/personal-data', level: 'warning' },
  ]),
  now: () => 0,
});

const problemsOf = (text: string) =>
  check({ file: 'a', number: 1, bytes: Buffer.from(text), line: 1, column: 1 }).problems;

/** Personal data, each recognisable by a part that stands in no report otherwise. */
const SECRETS = [
  'zebra.quagga@mail.example.com',
  '+1 415 555 2671',
  '4111 1111 1111 1111',
  'DE89 3704 0044 0532 0130 00',
  'AKIAIOSFODNN7EXAMPLE',
  'sk-quagga0123456789abcdefghij',
];
const TRACES = /quagga|555 2671|1111|0532|IOSFODNN/;

const scraps = fc.constantFrom(
  ' ',
  '',
  '@',
  '+',
  '-',
  '.',
  ',',
  '1',
  '4',
  'a',
  '[email]',
  '[',
  ']',
  'é',
  '😀',
  '\n',
  '"',
  '\\',
  'DE',
);
const pieces = fc.oneof(fc.constantFrom(...SECRETS), scraps, fc.string({ unit: 'binary', maxLength: 4 }));
const texts = fc.array(pieces, { maxLength: 8 }).map((all) => all.join(''));

/** Valid records with such texts at several depths. */
const records = fc
  .tuple(validRecords, texts, texts, fc.constantFrom('properties', 'traits', 'context'))
  .map(([{ value }, one, other, part]): Fields => {
    const held = value[part];
    const inside = typeof held === 'object' && held !== null ? held : {};
    return { ...value, [part]: { ...inside, xNote: one, xList: [{ '~/': other }, one], __proto__: null } };
  });

const kindSets = fc.subarray([...PERSONAL_KINDS], { minLength: 1 });

describe('a redacted text', () => {
  it('a redacted text contains none of the kinds, and does not change when it is redacted again', PATIENT, () => {
    fc.assert(
      fc.property(texts, kindSets, (text, kinds) => {
        const redacted = redactText(text, kinds);
        expect(findPersonalData(redacted).filter(({ kind }) => kinds.includes(kind))).toEqual([]);
        expect(redactText(redacted, kinds)).toBe(redacted);
        if (findPersonalData(text, kinds).length === 0) expect(redacted).toBe(text);
      }),
      runs(2000),
    );
  });
});

describe('a record with personal data', () => {
  it('personal data is reported once for each kind and field, and never shown', PATIENT, () => {
    let found = 0;
    fc.assert(
      fc.property(records, (record) => {
        const problems = problemsOf(JSON.stringify(record));
        found += problems.length;
        expect(JSON.stringify(problems)).not.toMatch(TRACES);
        const keys = problems.map(({ pointer, message }) => `${pointer} ${message.replace(/holds.*? (?=[a-z])/, '')}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      runs(500),
    );
    expect(found).toBeGreaterThan(scaled(500));
  });

  it('a redacted record has no personal data; its JSON and its value are redacted alike', PATIENT, () => {
    fc.assert(
      fc.property(records, styles, (record, style) => {
        const json = print(treeOf(record), style).text;
        const value = JSON.parse(json) as JsonObject;
        const { text, fields } = redactJson(json, PERSONAL_KINDS);
        expect(problemsOf(text)).toEqual([]);
        expect(JSON.parse(text)).toEqual(redactRecord(value, PERSONAL_KINDS));
        expect(new Set(problemsOf(json).map(({ pointer }) => pointer))).toEqual(
          new Set(fields.map(({ pointer }) => pointer)),
        );
        if (fields.length === 0) {
          expect(text).toBe(json);
          expect(redactRecord(value, PERSONAL_KINDS)).toBe(value);
        }
      }),
      runs(500),
    );
  });
});
