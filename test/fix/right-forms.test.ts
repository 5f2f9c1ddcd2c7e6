import { describe, expect, it } from 'vitest';
import { epochDateTime, fixedDateTime, numberIn } from '../../src/fix/right-forms.js';

const NOW = Date.parse('2024-06-01T00:00:00Z');

describe('fixedDateTime', () => {
  it.each([
    ['2024-05-15 15:00:04Z', '2024-05-15T15:00:04Z'],
    ['2024-05-15 15:00:04.250 UTC', '2024-05-15T15:00:04.250Z'],
    ['2024-05-15 15:00:04,25+02:00', '2024-05-15T15:00:04.25+02:00'],
    ['2024-05-15T15:00:04+0530', '2024-05-15T15:00:04+05:30'],
    ['2024-05-15T15:00:04-08', '2024-05-15T15:00:04-08:00'],
    ['2024-05-15  15:00:04 +0000', '2024-05-15T15:00:04+00:00'],
    ['2026-03-04T10:00Z', '2026-03-04T10:00:00Z'],
    ['2024-05-15 15:00Z', '2024-05-15T15:00:00Z'],
    ['2024-05-15T15:00+02:00', '2024-05-15T15:00:00+02:00'],
    ['2024-05-15T15:00 UTC', '2024-05-15T15:00:00Z'],
  ])('fixedDateTime reads %s as %s', (text, right) => {
    expect(fixedDateTime(text)).toBe(right);
  });

  it.each([
    '2024-05-15 15:00:04',
    '2024-05-15T15:00:04',
    '2024-05-15',
    '2024-02-30 15:00:04Z',
    '15/05/2024 15:00:04Z',
    '2024-05-15 15:00',
    '2024-05-15T15Z',
    '2024-05-15T15:00.5Z',
    '2024-05-15 15:00:04 EST',
    '',
  ])('fixedDateTime leaves %j, which may mean several moments or none', (text) => {
    expect(fixedDateTime(text)).toBeUndefined();
  });
});

describe('epochDateTime', () => {
  it.each([
    ['1715785204', '2024-05-15T15:00:04Z'],
    ['1715785204.25', '2024-05-15T15:00:04.25Z'],
    ['1715785204250', '2024-05-15T15:00:04.250Z'],
    ['1715785204250.5', '2024-05-15T15:00:04.2505Z'],
    ['946684800', '2000-01-01T00:00:00Z'],
    ['1717286400', '2024-06-02T00:00:00Z'],
    ['1715785204250123', '2024-05-15T15:00:04.250123Z'],
    ['1715785204250123456', '2024-05-15T15:00:04.250123456Z'],
    ['946684800000000000', '2000-01-01T00:00:00.000000000Z'],
  ])('epochDateTime reads %s as %s', (literal, dateTime) => {
    expect(epochDateTime(literal, NOW)).toBe(dateTime);
  });

  // Before 2000, more than a day ahead, picoseconds, exponents, signs.
  it.each([
    '0',
    '-1',
    '5',
    '946684799',
    '1717286401',
    '1717286401000000',
    '1715785204250000000000',
    '1.7e9',
    '-1715785204',
    'x',
  ])('epochDateTime leaves %s', (literal) => {
    expect(epochDateTime(literal, NOW)).toBeUndefined();
  });
});

describe('numberIn', () => {
  it.each(['5', '4.5', '-1', '1e3', '0'])('numberIn reads %s', (text) => {
    expect(numberIn(` ${text}`)).toBe(text);
  });

  it.each(['007', '0x10', '5 stars', '+5', '5.', '.5', 'Infinity', '1_000', '1,5', ''])(
    'numberIn leaves %s',
    (text) => {
      expect(numberIn(text)).toBeUndefined();
    },
  );
});
