import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstants, hasInstant, writeInstant } from '../../src/conversations/instant.js';
import { timeOf } from '../../src/schema/date-time.js';
import { PATIENT, runs } from '../properties/runs.js';

function instantOf(text: string): Uint32Array {
  const words = new Uint32Array(3).fill(7);
  const bytes = Buffer.from(`"${text}"`);
  writeInstant(bytes, 1, bytes.length - 1, words, 0);
  return words;
}

const digits = (count: number) => fc.array(fc.nat(9), { minLength: 1, maxLength: count }).map((all) => all.join(''));
const two = (most: number) => fc.nat(most).map((number) => String(number).padStart(2, '0'));
const timestamps = fc
  .tuple(
    fc.constantFrom('2024', '1969', '0000', '9999', '2023'),
    two(13),
    two(31),
    two(24),
    two(60),
    two(61),
    fc.option(digits(18), { nil: undefined }),
    fc.constantFrom('Z', 'z', '+00:00', '-23:59', '+05:30', '+24:00', '+0530', ''),
    fc.constantFrom('T', 't', ' '),
  )
  .map(([year, month, day, hour, minute, second, fraction, offset, t]) => {
    const time = `${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}`;
    return `${year}-${month}-${day}${t}${time}${offset}`;
  });

describe('an instant', () => {
  it('is there for exactly the texts that are date-times', PATIENT, () => {
    fc.assert(
      fc.property(timestamps, (text) => {
        expect(hasInstant(instantOf(text), 0)).toBe(!Number.isNaN(timeOf(text)));
      }),
      runs(5000),
    );
  });

  it('is earlier than another one if its milliseconds are, or the digits behind them', PATIENT, () => {
    const further = (text: string): bigint => BigInt((/\.\d{0,3}(\d{0,14})/.exec(text)?.[1] ?? '').padEnd(14, '0'));
    fc.assert(
      fc.property(timestamps, timestamps, (one, other) => {
        const [a, b] = [timeOf(one), timeOf(other)];
        fc.pre(!Number.isNaN(a) && !Number.isNaN(b));
        const expected =
          Math.sign(a - b) || Number(further(one) > further(other)) - Number(further(one) < further(other));
        expect(Math.sign(compareInstants(instantOf(one), 0, instantOf(other), 0))).toBe(expected);
      }),
      { ...runs(2000), maxSkipsPerRun: 10_000 },
    );
  });

  it.each([
    ['2026-03-04T10:00:00.0000000001Z', '2026-03-04T10:00:00.000Z'],
    ['2026-03-04T10:00:00.00000000000000001Z', '2026-03-04T10:00:00Z'],
    ['2026-03-04T10:00:00Z', '2026-03-04T11:00:00.000+01:01'],
    ['2017-01-01T00:00:00.5Z', '2016-12-31T23:59:60.4Z'],
    ['1970-01-01T00:00:00Z', '0000-01-01T00:00:00+23:59'],
  ])('%s is later than %s', (later, earlier) => {
    expect(compareInstants(instantOf(later), 0, instantOf(earlier), 0)).toBeGreaterThan(0);
  });
});
