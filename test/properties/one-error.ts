import { expect } from 'vitest';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { checkValue, errorsOf } from './pipeline.js';
import type { Fields } from './records.js';

/** What the one error of a record must be. */
export interface ExpectedError {
  readonly rule: string;
  readonly pointer: string;
  /** What the hint must say, word for word; nothing more than something if it is left out. */
  readonly hint?: readonly string[];
}

const shown = (value: Fields, { problems }: CheckedRecord): string =>
  `${JSON.stringify(value)}\n${problems.map((problem) => JSON.stringify(problem)).join('\n')}`;

/** Expects that a record has one error and no more, at one field, with a hint that names the fix. */
export function expectOneError(value: Fields, { rule, pointer, hint = [] }: ExpectedError): void {
  const checked = checkValue(value);
  const message = shown(value, checked);
  const errors = errorsOf(checked);
  expect(
    errors.map((error) => `${error.rule} ${error.pointer}`),
    message,
  ).toEqual([`${rule} ${pointer}`]);
  expect(checked.valid, message).toBe(false);
  expect(errors[0]?.hint ?? '', message).toMatch(/\S/);
  for (const part of hint) expect(errors[0]?.hint, message).toContain(part);
}

/** Expects that a record has no error. */
export function expectNoError(value: Fields): void {
  const checked = checkValue(value);
  expect(errorsOf(checked), shown(value, checked)).toEqual([]);
  expect(checked.valid).toBe(true);
}

/** An object without one of its keys. */
export function without(object: Fields, key: string): Fields {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
}

/** A record whose `properties` are changed. */
export function withProperties(value: Fields, change: (properties: Fields) => Fields): Fields {
  return { ...value, properties: change((value['properties'] ?? {}) as Fields) };
}

/** A value of each type of JSON. */
export const OF_EACH_TYPE: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  number: 5,
  string: 'x',
  array: ['x'],
  object: { x: 'x' },
};

/** Values of every type but some. */
export function ofOtherTypes(...types: readonly string[]): readonly (readonly [type: string, value: unknown])[] {
  return Object.entries(OF_EACH_TYPE).filter(([type]) => !types.includes(type));
}
