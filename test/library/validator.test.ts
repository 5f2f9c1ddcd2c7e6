import { describe, expect, it } from 'vitest';
import type { ValidatorOptions } from '../../src/index.js';
import { createValidator } from '../../src/index.js';
import { BAD, GOOD, WARNED } from '../support/records.js';

describe('createValidator', () => {
  const validate = createValidator();

  it('judges an object, its text and its bytes alike', () => {
    for (const record of [GOOD, BAD, WARNED]) {
      const ofText = createValidator()(record);
      expect(createValidator()(JSON.parse(record))).toEqual(ofText);
      expect(createValidator()(new TextEncoder().encode(record))).toEqual(ofText);
    }
    expect([GOOD, BAD, WARNED].map((record) => validate(record).valid)).toEqual([true, false, true]);
  });

  it('judges what would be sent: a Date as its text, a field that is undefined as one that is not there', () => {
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
  ])('takes %s for a record that cannot be written, and does not throw', (_, record) => {
    const { valid, problems } = validate(record);
    expect(valid).toBe(false);
    expect(problems).toMatchObject([
      { rule: 'json/invalid-syntax', message: 'the record cannot be written as JSON', pointer: '', line: 1, column: 1 },
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('counts its records and calls the file as it is told', () => {
    const named = createValidator({ file: 'queue' });
    named(GOOD);
    expect(named(BAD).problems).toMatchObject([{ file: 'queue', record: 2 }]);
    expect(createValidator()(BAD).problems).toMatchObject([{ file: 'record', record: 1 }]);
  });

  it('hides values unless they are asked for', () => {
    expect(JSON.stringify(validate(BAD))).not.toContain('(it is 7)');
    expect(JSON.stringify(createValidator({ showValues: true })(BAD))).toContain('(it is 7)');
  });

  it.each([
    [{ rule: {} }, 'rule is not an option; did you mean rules?'],
    [{ strictness: 9 }, 'strictness is not an option; the options are rules, showValues, file'],
    [{ rules: { 'tracks/*': 'off' } }, 'there is no rule tracks/*; did you mean track/*?'],
    [{ rules: { 'call/missing-typ': 'off' } }, 'there is no rule call/missing-typ; did you mean call/missing-type?'],
    [{ rules: { nonsense: 'off' } }, 'there is no rule nonsense; copilot-events explain lists the rules'],
    [{ rules: { 'track/*': 'warn' } }, `rules['track/*'] is "warn"; the levels are error, warning, off`],
    [{ rules: { 'track/*': undefined } }, `rules['track/*'] is undefined; the levels are`],
  ])('refuses %j and says what is meant', (options, message) => {
    const create = () => createValidator(options as unknown as ValidatorOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
