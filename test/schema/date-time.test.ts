import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateTimeErrorKind, isDateTime, timeOf } from '../../src/schema/date-time.js';
import { runs } from '../properties/runs.js';
import { DATE_TIMES } from './date-times.js';

describe('isDateTime', () => {
  it.each(DATE_TIMES)('isDateTime of %j is %s (%s)', (text, valid) => {
    expect(isDateTime(text)).toBe(valid);
  });

  it('isDateTime accepts every moment that JavaScript writes', () => {
    const moments = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => isDateTime(moment.toISOString())),
      runs(1000),
    );
  });

  it('isDateTime accepts the days that exist and no others', () => {
    const parts = fc.tuple(
      fc.integer({ min: 0, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    );
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const [y, m, d] = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')];
        const moment = new Date(0);
        moment.setUTCFullYear(year, month - 1, day);
        const exists =
          moment.getUTCFullYear() === year && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
        expect(isDateTime(`${y}-${m}-${d}T00:00:00Z`)).toBe(exists);
      }),
      runs(3000),
    );
  });
});

const two = (most: number, least = 0) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const dateTimes = fc.tuple(
  fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, '0')),
  ...[two(12, 1), two(28, 1), two(23), two(59), two(59)],
  fc.constantFrom('', '.5', '.05', '.123456789'),
  fc.oneof(
    fc.constantFrom('Z', 'z'),
    fc.tuple(fc.constantFrom('+', '-'), two(23), two(59)).map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
  ),
);

describe('timeOf', () => {
  it('timeOf gives the time that JavaScript reads, whatever the offset and the fraction', () => {
    fc.assert(
      fc.property(dateTimes, ([year, month, day, hour, minute, second, part, offset]) => {
        const text = `${year}-${month}-${day}T${hour}:${minute}:${second}${part}${offset}`;
        expect(timeOf(text)).toBe(Date.parse(text.toUpperCase()));
      }),
      runs(3000),
    );
  });

  it('timeOf of a leap second is the time of the next second', () => {
    expect(timeOf('2016-12-31T23:59:60Z')).toBe(Date.parse('2017-01-01T00:00:00Z'));
    expect(timeOf('2015-06-30T18:59:60.5-05:00')).toBe(Date.parse('2015-07-01T00:00:00.500Z'));
    expect(timeOf('2016-12-31T23:58:60Z')).toBeNaN();
    expect(timeOf('2016-11-30T23:59:60Z')).toBeNaN();
  });
});

describe('dateTimeErrorKind', () => {
  it.each([
    [1715785200000, 'epoch'],
    [1715785200000123, 'epoch-fine'],
    ['1715785200000123', 'epoch-fine'],
    [1715785200000123000, 'epoch-fine'],
    [0, 'not-a-time'],
    [-1, 'not-a-time'],
    ['0', 'not-a-time'],
    [-62135596800, 'not-a-time'],
    [20240515, 'other'],
    ['2026-03-04T10:00Z', 'no-seconds'],
    ['2026-03-04T10:00+02:00', 'no-seconds'],
    ['1715785200', 'epoch'],
    ['1715785200.5', 'epoch'],
    ['2024-05-15', 'no-time'],
    ['2024-05-15 15:00:00Z', 'no-t'],
    ['2024-05-15T15:00:00', 'no-offset'],
    ['2024-05-15T15:00:00.5', 'no-offset'],
    ['2024-05-15T15:00:00+0530', 'offset-form'],
    ['2024-05-15T15:00:00+05', 'offset-form'],
    ['2023-02-29T15:00:00Z', 'impossible'],
    ['2024-05-15T25:00:00Z', 'impossible'],
    ['yesterday', 'other'],
    ['', 'other'],
    [true, 'other'],
  ])('dateTimeErrorKind of %j is %s', (value, kind) => {
    expect(dateTimeErrorKind(value)).toBe(kind);
  });
});
