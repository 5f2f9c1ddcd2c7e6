import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeBuckets } from '../../../src/report/html/time-buckets.js';

const YEAR = 365 * 86_400;
const seconds = fc.oneof(
  fc.integer({ min: -62_000_000_000, max: 253_000_000_000 }),
  fc.integer({ min: 1_715_000_000, max: 1_715_000_600 }),
  fc.integer({ min: 1_715_000_000, max: 1_715_000_000 + YEAR }),
  fc.constant(Number.NaN),
);
const records = fc.array(fc.record({ at: seconds, valid: fc.boolean() }), { maxLength: 300 });

function chartOf(all: readonly { at: number; valid: boolean }[]) {
  const buckets = new TimeBuckets();
  for (const { at, valid } of all) buckets.add(at, valid);
  return buckets.chart();
}

describe('records over time', () => {
  it('TimeBuckets counts each record once, in the bucket of its time or as without a time', () => {
    fc.assert(
      fc.property(records, (all) => {
        const chart = chartOf(all);
        if (chart === undefined) return all.every(({ at }) => Number.isNaN(at));
        const { from, bucketMs, buckets, without } = chart;
        expect(buckets.length).toBeLessThanOrEqual(200);
        const inside = all.filter(({ at }) => at * 1000 >= from && at * 1000 < from + bucketMs * buckets.length);
        expect(inside.length + without).toBe(all.length);
        buckets.forEach((bucket, index) => {
          const here = inside.filter(({ at }) => Math.floor((at * 1000 - from) / bucketMs) === index);
          expect(bucket).toEqual({
            valid: here.filter(({ valid }) => valid).length,
            invalid: here.filter(({ valid }) => !valid).length,
            ...{ conversations: 0, problems: 0, rated: 0, ratingSum: 0 },
          });
        });
        return true;
      }),
    );
  });

  it('TimeBuckets has few and correct buckets, however many records come', () => {
    const all = Array.from({ length: 30_000 }, (_, index) => ({
      at: 1_715_000_000 + index * 97,
      valid: index % 3 > 0,
    }));
    const chart = chartOf(all);
    expect(chart?.buckets.length).toBeGreaterThan(50);
    expect(chart?.buckets.length).toBeLessThanOrEqual(200);
    expect(chart?.buckets.reduce((sum, { valid }) => sum + valid, 0)).toBe(20_000);
    expect(chart?.buckets.reduce((sum, { invalid }) => sum + invalid, 0)).toBe(10_000);
    expect(chart?.without).toBe(0);
  });

  it('TimeBuckets leaves out a few records that are far off, and counts them', () => {
    const near = Array.from({ length: 1000 }, (_, index) => ({ at: 1_715_000_000 + index, valid: true }));
    const chart = chartOf([{ at: 0, valid: false }, ...near, { at: 1_715_000_000 + 50 * YEAR, valid: false }]);
    expect(chart).toMatchObject({ bucketMs: 5000, without: 2 });
    expect(chart?.buckets.reduce((sum, { valid, invalid }) => sum + valid + invalid, 0)).toBe(1000);
  });

  it('TimeBuckets keeps the few records that are far off where the others are not shown better without them', () => {
    const chart = chartOf(Array.from({ length: 1000 }, (_, index) => ({ at: index * 60, valid: true })));
    expect(chart?.without).toBe(0);
  });
});
