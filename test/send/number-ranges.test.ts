import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberRanges } from '../../src/send/number-ranges.js';
import { runs } from '../properties/runs.js';

const step = fc.record({ add: fc.boolean(), number: fc.integer({ min: 1, max: 30 }) });

describe('a set of whole numbers, kept as ranges', () => {
  it('number ranges hold what was added and not deleted, in as few ranges as possible', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ranges = new NumberRanges();
        const model = new Set<number>();
        for (const { add, number } of steps) {
          if (add) ranges.add(number);
          else ranges.delete(number);
          if (add) model.add(number);
          else model.delete(number);
        }
        const numbers = [...model].sort((a, b) => a - b);
        expect(
          ranges.toJSON().flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n)),
        ).toEqual(numbers);
        expect(ranges.size).toBe(model.size);
        expect(ranges.ranges).toBe(numbers.filter((number) => !model.has(number - 1)).length);
        for (let number = 0; number <= 31; number++) expect(ranges.has(number)).toBe(model.has(number));
        expect(new NumberRanges(ranges.toJSON()).toJSON()).toEqual(ranges.toJSON());
      }),
      runs(1000),
    );
  });
});
