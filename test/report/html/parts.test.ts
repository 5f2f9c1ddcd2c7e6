import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimedCounts } from '../../../src/conversations/timed-counts.js';
import { Tallies } from '../../../src/report/html/counts.js';
import { DistinctCount } from '../../../src/report/html/distinct-count.js';
import { ExactSum } from '../../../src/report/html/exact-sum.js';
import { FeedbackRatings } from '../../../src/report/html/feedback-ratings.js';
import { groupKeyOf, ShownContents } from '../../../src/report/html/record-contents.js';
import { ReleaseSample } from '../../../src/report/html/release-sample.js';
import { levelOf, wordOf } from '../../../src/report/html/sample-level.js';
import { EventSightings } from '../../../src/report/html/spec-coverage.js';
import { TimeBuckets } from '../../../src/report/html/time-buckets.js';
import { runs } from '../../properties/runs.js';
import { REPEATED } from '../../support/problems.js';

/** Cuts items into parts, some of them empty. */
function partsOf<Item>(items: readonly Item[], cuts: readonly number[]): readonly (readonly Item[])[] {
  const ends = [...cuts.map((cut) => cut % (items.length + 1)).sort((a, b) => a - b), items.length];
  return ends.map((end, index) => items.slice(ends[index - 1] ?? 0, end));
}

const someCuts = fc.array(fc.nat(), { maxLength: 4 });

const plain = (value: unknown): never => JSON.parse(JSON.stringify(value)) as never;

/** A word that looks random, the same for the same number. */
const word = (number: number): number => wordOf(Buffer.from(`${number}`.padStart(30, 'x')), 0, 30, number);

interface Law<Item, Whole> {
  readonly items: fc.Arbitrary<readonly Item[]>;
  readonly make: () => Whole;
  readonly add: (whole: Whole, item: Item) => void;
  readonly addPlain: (whole: Whole, plain: never) => void;
  readonly result: (whole: Whole) => unknown;
}

/** The sums of parts, put together, are those of the whole. */
function expectLaw<Item, Whole>({ items, make, add, addPlain, result }: Law<Item, Whole>): void {
  fc.assert(
    fc.property(items, someCuts, (all, cuts) => {
      const whole = make();
      for (const item of all) add(whole, item);
      const merged = make();
      for (const part of partsOf(all, cuts)) {
        const one = make();
        for (const item of part) add(one, item);
        addPlain(merged, plain(one));
      }
      expect(result(merged)).toEqual(result(whole));
    }),
    runs(200),
  );
}

const seconds = fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 0, max: 9000 }));
const ratings = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.double({ noNaN: true }), fc.constantFrom(0.1, 0.2, 4.7));
const names = fc.oneof(fc.constantFrom('a', 'b', '(other)', ''), fc.string({ maxLength: 3 }));

describe('what is summed up of the parts of a log is that of the whole log', () => {
  it('Tallies, with more names than are kept', () => {
    expectLaw({
      items: fc.array(names, { maxLength: 80 }),
      make: () => new Tallies(['count'], 5),
      add: (tallies, name) => tallies.of(name).count++,
      addPlain: (tallies, other) => tallies.addPlain(other),
      result: (tallies) => tallies.entries(),
    });
  });

  it('ExactSum, of any numbers', () => {
    expectLaw({
      items: fc.array(ratings, { maxLength: 50 }),
      make: () => new ExactSum(),
      add: (sum, number) => sum.add(number),
      addPlain: (sum, parts) => sum.addAll(parts),
      result: (sum) => sum.value,
    });
  });

  it('FeedbackRatings, by rating and by release', () => {
    expectLaw({
      items: fc.array(fc.tuple(ratings, names), { maxLength: 300, size: 'max' }),
      make: () => new FeedbackRatings(),
      add: (feedback, [rating, release]) => feedback.add(rating, release),
      addPlain: (feedback, other) => feedback.addPlain(other),
      result: (feedback) => feedback.counts(),
    });
  });

  it('TimeBuckets, whose buckets become wider', () => {
    expectLaw({
      items: fc.array(fc.tuple(seconds, fc.boolean(), ratings), { maxLength: 6000, size: 'max' }),
      make: () => new TimeBuckets(),
      add: (buckets, [at, valid, rating]) => {
        buckets.add(at, valid);
        buckets.addRating(at, rating);
      },
      addPlain: (buckets, other) => buckets.addPlain(other),
      result: (buckets) => buckets.chart(),
    });
  });

  it('TimedCounts, whose buckets become wider', () => {
    expectLaw({
      items: fc.array(seconds, { maxLength: 60 }),
      make: () => new TimedCounts(20),
      add: (counts, at) => counts.add(at),
      addPlain: (counts, other) => counts.addPlain(other),
      result: (counts) => counts.within(0, 10_000_000, 200),
    });
  });

  it('ReleaseSample, with more records than are looked at', () => {
    const numbers = (length: number) => Array.from({ length }, (_, number) => number);
    expectLaw({
      items: fc.constantFrom(numbers(10), numbers(21_000), numbers(45_000)),
      make: () => new ReleaseSample(),
      add: (sample, number) => {
        if (sample.wants(word(number))) sample.add(word(number), 0, number, `2.${number % 3}`);
      },
      addPlain: (sample, other) => sample.addPlain(other, [{ fileIndex: 0, records: 0, lines: 0 }]),
      result: (sample) => [sample.listed(), numbers(100).map((number) => sample.releaseAt(0, number))],
    });
  });

  it('EventSightings, with more records than are looked at', () => {
    const field = { name: 'even', parent: '', required: false, path: 'even' } as const;
    expectLaw({
      items: fc.nat(3000).map((length) => Array.from({ length }, (_, number) => number)),
      make: () => new EventSightings({ name: 'Message Sent', origin: 'spec', fields: [field] }),
      add: (sightings, number) => {
        sightings.count();
        const value = number % 2 === 0 ? { even: 1 } : {};
        if (!sightings.wants(word(number))) return;
        if (number % 3 === 0) sightings.look(word(number), value);
        else sightings.lookAtText(word(number), JSON.stringify(value).padEnd(number % 5 === 0 ? 2000 : 0));
      },
      addPlain: (sightings, other) => sightings.addPlain(other),
      result: (sightings) => sightings.toCoverage(),
    });
  });
});

it('ExactSum is the nearest number to the sum, whatever the order', () => {
  const sumOf = (...numbers: readonly number[]): number => {
    const sum = new ExactSum();
    for (const number of numbers) sum.add(number);
    return sum.value;
  };
  expect(sumOf(...new Array<number>(10).fill(0.1))).toBe(1);
  expect(sumOf(1e100, 1, -1e100)).toBe(1);
  expect(sumOf(2 ** 53, 1, 2 ** -60)).toBe(2 ** 53 + 2);
  expect(sumOf(2 ** 53, 1, -(2 ** -60))).toBe(2 ** 53);
  expect(sumOf(4, 5, Number.NaN)).toBe(9);
  expect(Number.isFinite(sumOf(Number.MAX_VALUE, Number.MAX_VALUE))).toBe(true);
});

it('what ShownContents admits of a part includes what it admits of these records in the whole log', () => {
  const sizes = fc.integer({ min: 1, max: 3_000_000 });
  const problems = fc.array(
    fc.nat(400).map((hint) => ({ ...REPEATED, hint: `hint ${hint}` })),
    { maxLength: 3 },
  );
  const records = fc.array(fc.tuple(sizes, problems), { maxLength: 40, size: 'max' });
  const admittedOf = (all: readonly (readonly [number, readonly (typeof REPEATED)[]])[]) => {
    const shown = new ShownContents();
    return all.map(([bytes, found]) =>
      found.length === 0 ? shown.admitsClean(bytes) : shown.admitsTroubled(found.map(groupKeyOf), bytes),
    );
  };
  fc.assert(
    fc.property(records, someCuts, (all, cuts) => {
      const whole = admittedOf(all);
      const parts = partsOf(all, cuts).flatMap(admittedOf);
      for (const [index, isAdmitted] of whole.entries()) if (isAdmitted) expect(parts[index]).toBe(true);
    }),
  );
});

it('DistinctCount counts up to 200,000 exactly, and more of them nearly', () => {
  const counted = (different: number): number => {
    const count = new DistinctCount();
    for (let index = 0; index < 2 * different; index++) count.add(word(index % different) >>> 0);
    return count.value;
  };
  expect(counted(5000)).toBe(5000);
  expect(Math.abs(counted(300_000) / 300_000 - 1)).toBeLessThan(0.02);
});

it('half of all records have level 1 or more, a quarter level 2 or more', () => {
  const levels = Array.from({ length: 20_000 }, (_, number) => levelOf(word(number)));
  const share = (level: number): number => levels.filter((one) => one >= level).length / levels.length;
  expect(share(1)).toBeCloseTo(1 / 2, 1);
  expect(share(2)).toBeCloseTo(1 / 4, 1);
  expect(share(5)).toBeCloseTo(1 / 32, 2);
});
