import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/conversations/histogram.js';
import { TimedHistograms } from '../../src/conversations/timed-histograms.js';

const SHARES = [0.01, 0.5, 0.95, 1];
const someValues = fc.array(fc.oneof(fc.nat(70), fc.nat(100_000), fc.nat(2 ** 31 - 1)), {
  minLength: 1,
  maxLength: 60,
});

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

function exactPercentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}

describe('the histogram', () => {
  it('has exact percentiles of values below 64, and of others such that are at most 1.6 % off', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const histogram = histogramOf(values);
        for (const share of SHARES) {
          const exact = exactPercentile(values, share);
          const found = histogram.percentile(share) as number;
          if (exact < 64) expect(found).toBe(exact);
          else expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 64);
        }
        expect(histogram.max).toBe(Math.max(...values));
      }),
      { endOnFailure: true },
    );
  });

  it('has the same percentiles whatever the order of the values, and when two are merged', () => {
    fc.assert(
      fc.property(someValues, someValues, (one, other) => {
        const merged = histogramOf(one);
        merged.merge(histogramOf(other));
        const whole = histogramOf([...other, ...one].reverse());
        expect(SHARES.map((share) => merged.percentile(share))).toEqual(SHARES.map((share) => whole.percentile(share)));
        expect([merged.count, merged.max]).toEqual([whole.count, whole.max]);
      }),
      { endOnFailure: true },
    );
  });

  it('has no percentile without a value, and counts values beyond its greatest bucket in that', () => {
    expect(new Histogram().percentile(0.5)).toBeUndefined();
    const histogram = histogramOf([1, 2 ** 50]);
    expect([histogram.percentile(0.5), histogram.percentile(1), histogram.max]).toEqual([
      1,
      2 ** 40 + 2 ** 34,
      2 ** 50,
    ]);
  });
});

describe('histograms over time', () => {
  it('lie in the same buckets of a chart whatever the order of the values', () => {
    const hour = 3_600_000;
    const values = Array.from({ length: 1000 }, (_, index) => ({ at: (index % 500) * hour, value: index }));
    const chartOf = (some: typeof values) => {
      const histograms = new TimedHistograms();
      for (const { at, value } of some) histograms.add(at, value);
      return histograms.within(0, 24 * hour, 21).map((one) => [one?.count, one?.percentile(0.5), one?.max]);
    };
    const chart = chartOf(values);
    expect(chartOf([...values].reverse())).toEqual(chart);
    expect(chart.reduce((sum, [count = 0]) => sum + count, 0)).toBe(1000);
  });

  it('leaves out what lies outside a chart', () => {
    const histograms = new TimedHistograms();
    for (const at of [0, 5000, 60_000]) histograms.add(at, 1);
    expect(histograms.within(4000, 1000, 3).map((one) => one?.count)).toEqual([undefined, 1, undefined]);
  });
});
