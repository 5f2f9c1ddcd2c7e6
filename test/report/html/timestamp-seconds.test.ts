import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timestampSeconds } from '../../../src/report/html/timestamp-seconds.js';
import { timeOf } from '../../../src/schema/date-time.js';

const secondsOf = (text: string): number => {
  const bytes = Buffer.from(`..${text}..`);
  return timestampSeconds(bytes, 2, bytes.length - 4);
};
const two = (most: number, least = 0) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const dateTimes = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, '0')),
    ...[two(12, 1), two(31, 1), two(23), two(59), two(60)],
    fc.constantFrom('', '.5', '.123456789'),
    fc.oneof(
      fc.constantFrom('Z', 'z'),
      fc.tuple(fc.constantFrom('+', '-'), two(23), two(59)).map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
    ),
  )
  .map(([year, month, day, hour, minute, second, part, offset]) =>
    [`${year}-${month}-${day}T${hour}:${minute}:${second}${part}${offset}`].join(''),
  )
  .filter((text) => !Number.isNaN(timeOf(text)));

describe('the seconds of a timestamp', () => {
  it('are those of its time, whatever the offset, for every date-time that there is', () => {
    fc.assert(
      fc.property(dateTimes, (text) => {
        expect(secondsOf(text)).toBe(Math.floor(timeOf(text) / 1000));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    '2024-05-15',
    '2024-05-15T15:00:00.000',
    '2024-05-15 15:00',
    'yesterday, or the day before',
    '17157852040000000000',
  ])('are unknown for %j', (text) => {
    expect(secondsOf(text)).toBeNaN();
  });
});
