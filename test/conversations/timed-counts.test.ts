import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimedCounts } from '../../src/conversations/timed-counts.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

function timesOf(all: readonly number[]): TimedCounts {
  const times = new TimedCounts(400);
  for (const ms of all) times.add(ms / 1000);
  return times;
}

it('TimedCounts counts problems in the buckets of a chart, whatever their order', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 200 * 3600 - 1 }), { minLength: 1, maxLength: 1500 });
  fc.assert(
    fc.property(moments, (seconds) => {
      const all = seconds.map((second) => START + second * 1000);
      const span = timesOf(all).within(START, HOUR, 200);
      expect(span).toEqual(timesOf([...all].reverse()).within(START, HOUR, 200));
      const counts = new Array<number>(200).fill(0);
      for (const ms of all)
        counts[Math.floor((ms - START) / HOUR)] = (counts[Math.floor((ms - START) / HOUR)] ?? 0) + 1;
      expect(span).toEqual({ counts, first: Math.min(...all), last: Math.max(...all) });
    }),
    { endOnFailure: true },
  );
});

it('TimedCounts leaves out times beside the chart, and unknown ones', () => {
  const times = timesOf([0, START + HOUR, Number.NaN, START + 500 * HOUR]);
  expect(times.within(START, HOUR, 3)).toEqual({ counts: [0, 1, 0], first: START + HOUR, last: START + HOUR });
  expect(timesOf([0]).within(START, HOUR, 3)).toBeUndefined();
});
