import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValidatorOptions } from '../../src/index.js';
import { createValidator } from '../../src/index.js';
import { mutatedRecords } from '../properties/mutated-records.js';
import { PATIENT, runs } from '../properties/runs.js';
import { BAD, GOOD, WARNED } from '../support/records.js';

describe('createValidator', () => {
  const validate = createValidator();

  it('createValidator gives the same result for an object, its text and its bytes', () => {
    for (const record of [GOOD, BAD, WARNED]) {
      const ofText = createValidator()(record);
      expect(createValidator()(JSON.parse(record))).toEqual(ofText);
      expect(createValidator()(new TextEncoder().encode(record))).toEqual(ofText);
    }
    expect([GOOD, BAD, WARNED].map((record) => validate(record).valid)).toEqual([true, false, true]);
  });

  it('createValidator gives the same result for any object and its text', PATIENT, () => {
    fc.assert(
      fc.property(fc.oneof(mutatedRecords, fc.dictionary(fc.string(), fc.jsonValue())), (record) => {
        expect(createValidator()(record)).toEqual(createValidator()(JSON.stringify(record)));
      }),
      { ...runs(500), endOnFailure: true },
    );
    const deep = JSON.parse(`{"type":"track","a":${'['.repeat(1001)}${']'.repeat(1001)}}`);
    for (const record of [{ a: '\ud800' }, { a: 2 ** 60 }, { a: 1e300 }, deep]) {
      expect(createValidator()(record)).toEqual(createValidator()(JSON.stringify(record)));
    }
  });

  it('createValidator checks the JSON of an object: a Date as its text, an undefined field as a missing one', () => {
    const record = { ...JSON.parse(GOOD), timestamp: new Date('2024-05-15'), anonymousId: undefined };
    expect(validate(record)).toEqual({ valid: true, problems: [] });
  });

  const circle: { self?: object } = {};
  circle.self = circle;
  const throwing = {
    toJSON() {
      throw new Error('secret');
    },
  };
  it.each([
    ['an object that holds itself', circle],
    ['a BigInt', { n: 1n }],
    ['a function', () => 1],
    ['nothing', undefined],
    ['an object that throws', throwing],
  ])('createValidator reports %s as a record that cannot be written, and does not throw', (_, record) => {
    const { valid, problems } = validate(record);
    expect(valid).toBe(false);
    expect(problems).toMatchObject([
      { rule: 'json/invalid-syntax', message: 'the record cannot be written as JSON', pointer: '', line: 1, column: 1 },
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('createValidator counts its records and uses the file name given', () => {
    const named = createValidator({ file: 'queue' });
    named(GOOD);
    expect(named(BAD).problems).toMatchObject([{ file: 'queue', record: 2 }]);
    expect(createValidator()(BAD).problems).toMatchObject([{ file: 'record', record: 1 }]);
  });

  it('createValidator hides values unless showValues is set', () => {
    expect(JSON.stringify(validate(BAD))).not.toContain('(it is 7)');
    expect(JSON.stringify(createValidator({ showValues: true })(BAD))).toContain('(it is 7)');
  });

  it.each([
    [{ rule: {} }, 'rule is not an option; did you mean rules?'],
    [{ strictness: 9 }, 'strictness is not an option; the options are rules, showValues, schemas, trackingPlan, file'],
    [{ rules: { 'tracks/*': 'off' } }, 'there is no rule tracks/*; did you mean track/*?'],
    [{ rules: { 'call/missing-typ': 'off' } }, 'there is no rule call/missing-typ; did you mean call/missing-type?'],
    [{ rules: { nonsense: 'off' } }, 'there is no rule nonsense; copilot-events explain lists the rules'],
    [{ rules: { 'track/*': 'warn' } }, `rules['track/*'] is "warn"; the levels are error, warning, off`],
    [{ rules: { 'track/*': undefined } }, `rules['track/*'] is undefined; the levels are`],
  ])('createValidator rejects %j and names what may be meant', (options, message) => {
    const create = () => createValidator(options as unknown as ValidatorOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
