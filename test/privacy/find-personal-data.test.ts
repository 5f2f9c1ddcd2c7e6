import { describe, expect, it } from 'vitest';
import { findPersonalData, PERSONAL_KINDS } from '../../src/privacy/find-personal-data.js';
import { redactText } from '../../src/privacy/redact.js';

const digits = (count: number): string => '0123456789'.repeat(30).slice(0, count);
const letters = (count: number): string => 'aBcDeFgHiJ'.repeat(30).slice(0, count);

/** `<…>` stands around what is to be found. */
const FOUND: readonly (readonly [kind: string, text: string])[] = [
  ['email', 'to <jane.doe+tag@mail.example.com>, please'],
  ['email', '<ümläut@exämple.de>; <a_b%c@x-y.co.uk>.'],
  ['email', 'mailto:<bob@example.com>?subject=hi'],
  ['email', 'https://user:<pass@example.com>/'],
  ['phone', 'call <+1 (415) 555-2671>!'],
  ['phone', 'or <+49 30 901820>, or <+442079460018>'],
  ['card', 'card: <4111111111111111>'],
  ['card', 'my 2 cards <4111 1111 1111 1111> and <5555-5555-5555-4444>'],
  ['card', '<378282246310005> <6011111111111117> <3530111333300000> <30569309025904>'],
  ['iban', 'to <DE89370400440532013000> and <GB29 NWBK 6016 1331 9268 19> TODAY'],
  ['iban', '<NO9386011117947> <BE68539007547034> <AT611904300234573201> <NL91ABNA0417164300>'],
  ['iban', '<CH93 0076 2011 6238 5295 7>, <FR1420041010050500013M02606>, <IT60X0542811101000000123456>'],
  ['iban', '<ES9121000418450200051332> <SE4550000000058398257466> <MT84MALT011000012345MTLCAST001S>'],
  ['key', `<sk-${letters(40)}> and <sk-ant-api03-${letters(40)}>`],
  ['key', '<AKIAIOSFODNN7EXAMPLE>'],
  ['key', `token=<ghp_${letters(36)}>, <xoxb-${digits(12)}-${letters(24)}>, <glpat-${letters(20)}>`],
  ['key', `<AIza${letters(35)}> <sk_live_${letters(24)}> <npm_${letters(36)}> <hf_${letters(34)}>`],
  ['key', `Bearer <eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}>`],
  ['key', `<-----BEGIN RSA PRIVATE KEY-----\nMIIE${letters(64)}\n-----END RSA PRIVATE KEY-----> thanks`],
  ['key', `<-----BEGIN PRIVATE KEY-----\nMIIE${letters(64)}>`],
];

const NOT_FOUND: readonly string[] = [
  '',
  'hi @jane, see you @ 5',
  'lodash@4.17.21, a@b, @example.com, user@localhost',
  'call 555-2671, 0171 2345678 or +12',
  '2024-05-15T15:00:04+00:00 and 15+20=35',
  'order 4111 1111 1111 1112, parcel 00340434161094042557, 1715785204250',
  '0.4111111111111111, a4111111111111111, 41111111111111111111',
  'DE89370400440532013001',
  // Right check digits, but a length, a form or a country that no bank account has.
  'DE03123456789012345, GB25123456789012345678, XX89123456789012',
  'sk-short, AKIA1234, ghp_1234, task-0123456789012345678901',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  '-----BEGIN PUBLIC KEY-----',
];

describe('findPersonalData', () => {
  it.each(FOUND)('findPersonalData finds %s in %s', (kind, marked) => {
    const text = marked.replace(/[<>]/g, '');
    const found = findPersonalData(text);
    expect(found.map(({ start, end }) => `<${text.slice(start, end)}>`)).toEqual(marked.match(/<[^>]*>/g));
    expect(new Set(found.map((match) => match.kind))).toEqual(new Set([kind]));
    expect(redactText(text, PERSONAL_KINDS)).toBe(marked.replace(/<[^>]*>/g, `[${kind}]`));
  });

  it.each(NOT_FOUND)('findPersonalData finds nothing in %s', (text) => {
    expect(findPersonalData(text)).toEqual([]);
    expect(redactText(text, PERSONAL_KINDS)).toBe(text);
  });

  it('findPersonalData finds no IBAN in 20,000 random codes that look like one', () => {
    let seed = 42;
    const random = (from: string): string => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return from[Math.floor((seed / 2 ** 31) * from.length)] ?? '';
    };
    const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const decimals = '0123456789';
    const codeOf = (length: number): string => {
      let code = random(capitals) + random(capitals) + random(decimals) + random(decimals);
      while (code.length < length) code += random(capitals + decimals);
      return code;
    };
    const codes = Array.from({ length: 20_000 }, (_, index) => codeOf(16 + (index % 16)));
    expect(codes.filter((code) => findPersonalData(code, ['iban']).length > 0)).toEqual([]);
  });

  it('redactText redacts only the kinds that are asked for', () => {
    expect(redactText('a@b.de +14155552671', ['phone'])).toBe('a@b.de [phone]');
  });

  it.each([
    ['@', 'a@'],
    ['+', '+1 '],
    ['digits', '4111 '],
    ['a long number', '4'],
    ['letters', 'a'],
    ['capitals', 'DE89 '],
    ['keys', 'eyJ-'],
    ['private keys', '-----BEGIN PRIVATE KEY-----'],
    ['dots', 'x@a.'],
  ])('findPersonalData searches a megabyte of %s in linear time', (_, piece) => {
    const start = performance.now();
    findPersonalData(piece.repeat(1_000_000 / piece.length));
    // Generous: what grows with the square of the length would take hours.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
