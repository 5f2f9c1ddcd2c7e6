import { BUCKET_WIDTHS } from '../../text/bucket-widths.js';
import { ExactSum } from './exact-sum.js';
import type { TimeBucket, TimeChart } from './report-document.js';

/** How many buckets that hold something are kept while a log is read, and how many are shown. */
const MAX_BUCKETS = 4000;
const MAX_SHOWN = 200;

/** The bits of a bucket's number by which it is found again without a look-up. */
const RECENT_BITS = 0xff;

/** What may be left out at each end, as a share of all records, if the rest is seen so much better then. */
const OUTLIERS = 0.005;
const BETTER = 10;

/** The counts of a bucket as plain data. */
interface PlainBucket extends Pick<TimeBucket, 'valid' | 'invalid' | 'problems' | 'rated'> {
  readonly number: number;
  readonly ratings: readonly number[];
}

/** All counts as plain data. */
export interface PlainTimeBuckets {
  /** How wide the buckets are: an index into the widths. */
  readonly width: number;
  readonly buckets: readonly PlainBucket[];
  readonly without: number;
}

class Bucket {
  readonly number: number;
  valid = 0;
  invalid = 0;
  problems = 0;
  rated = 0;
  readonly ratings = new ExactSum();

  constructor(number: number) {
    this.number = number;
  }

  get records(): number {
    return this.valid + this.invalid;
  }

  add({ valid, invalid, problems, rated, ratings }: Omit<PlainBucket, 'number'>): void {
    this.valid += valid;
    this.invalid += invalid;
    this.problems += problems;
    this.rated += rated;
    this.ratings.addAll(ratings);
  }

  toJSON(): PlainBucket {
    const { number, valid, invalid, problems, rated, ratings } = this;
    return { number, valid, invalid, problems, rated, ratings: ratings.toJSON() };
  }

  counts(): TimeBucket {
    const { valid, invalid, problems, rated, ratings } = this;
    return { valid, invalid, conversations: 0, problems, rated, ratingSum: ratings.value };
  }
}

function noneRecent(): undefined[] {
  return new Array<undefined>(RECENT_BITS + 1).fill(undefined);
}

function lastOf(numbers: readonly Bucket[]): number {
  return numbers.at(-1)?.number ?? 0;
}

/**
 * Counts records over time, in buckets that grow with the time they cover. Which buckets there are depends on the counted times alone,
 * not on their order. Times are in whole seconds since 1970.
 */
export class TimeBuckets {
  #width = 0;
  #buckets = new Map<number, Bucket>();
  /** Those that were asked for last, by the last bits of their numbers: conversations come among each other. */
  #recent: (Bucket | undefined)[] = noneRecent();
  #without = 0;

  /** Counts valid or invalid records; NaN stands for a time that cannot be read. */
  add(seconds: number, valid: boolean): void {
    const bucket = this.#at(seconds);
    if (bucket === undefined) this.#without++;
    else if (valid) bucket.valid++;
    else bucket.invalid++;
  }

  /** Counts problems of a record that was counted. */
  addProblems(seconds: number, problems: number): void {
    const bucket = this.#at(seconds);
    if (bucket !== undefined) bucket.problems += problems;
  }

  /** Counts a rating. */
  addRating(seconds: number, rating: number): void {
    const bucket = this.#at(seconds);
    if (bucket === undefined) return;
    bucket.rated++;
    bucket.ratings.add(rating);
  }

  toJSON(): PlainTimeBuckets {
    const buckets = [...this.#buckets.values()].map((bucket) => bucket.toJSON());
    return { width: this.#width, buckets, without: this.#without };
  }

  /** Adds the counts of others, which were plain data. */
  addPlain({ width, buckets, without }: PlainTimeBuckets): void {
    this.#without += without;
    while (this.#width < width) this.#widen();
    // Its widths may be smaller than ours are.
    for (const bucket of buckets) this.#at(bucket.number * (BUCKET_WIDTHS[width] as number))?.add(bucket);
  }

  /** What is shown, without conversations; undefined if no record has a time. */
  chart(): TimeChart | undefined {
    const all = [...this.#buckets.values()].sort((a, b) => a.number - b.number);
    if (all.length === 0) return undefined;
    const near = this.#withoutOutliers(all);
    const [wide, narrow] = [this.#widthFor(all), this.#widthFor(near)];
    const [kept, width] = wide >= BETTER * narrow ? [near, narrow] : [all, wide];
    const times = width / this.#widthOfKept;
    const first = Math.floor((kept[0]?.number ?? 0) / times);
    const shown = Array.from(
      { length: Math.floor(lastOf(kept) / times) - first + 1 },
      (_, index) => new Bucket(first + index),
    );
    for (const bucket of kept) shown[Math.floor(bucket.number / times) - first]?.add(bucket.toJSON());
    const recordsIn = (buckets: readonly Bucket[]) => buckets.reduce((sum, { records }) => sum + records, 0);
    return {
      from: first * width * 1000,
      bucketMs: width * 1000,
      buckets: shown.map((bucket) => bucket.counts()),
      without: this.#without + recordsIn(all) - recordsIn(kept),
    };
  }

  get #widthOfKept(): number {
    return BUCKET_WIDTHS[this.#width] as number;
  }

  #at(seconds: number): Bucket | undefined {
    if (Number.isNaN(seconds)) return undefined;
    const number = Math.floor(seconds / this.#widthOfKept);
    const recent = this.#recent[number & RECENT_BITS];
    if (recent?.number === number) return recent;
    let bucket = this.#buckets.get(number);
    if (bucket === undefined) {
      if (this.#buckets.size >= MAX_BUCKETS && this.#width < BUCKET_WIDTHS.length - 1) {
        this.#widen();
        return this.#at(seconds);
      }
      bucket = new Bucket(number);
      this.#buckets.set(number, bucket);
    }
    this.#recent[number & RECENT_BITS] = bucket;
    return bucket;
  }

  #widen(): void {
    const before = this.#widthOfKept;
    this.#width++;
    const times = this.#widthOfKept / before;
    const merged = new Map<number, Bucket>();
    for (const bucket of this.#buckets.values()) {
      const number = Math.floor(bucket.number / times);
      const into = merged.get(number) ?? new Bucket(number);
      into.add(bucket.toJSON());
      merged.set(number, into);
    }
    this.#buckets = merged;
    this.#recent = noneRecent();
  }

  #withoutOutliers(all: readonly Bucket[]): readonly Bucket[] {
    const total = all.reduce((sum, { records }) => sum + records, 0);
    const endOf = (buckets: readonly Bucket[]): number => {
      let left = total * OUTLIERS;
      const index = buckets.findIndex(({ records }) => {
        left -= records;
        return left < 0;
      });
      return Math.max(0, index);
    };
    const most = all.slice(endOf(all), all.length - endOf([...all].reverse()));
    const [from, to] = [most[0]?.number ?? 0, lastOf(most)];
    // What is not far from the others belongs to them.
    return all.filter(({ number }) => number >= from - (to - from) && number <= to + (to - from));
  }

  /** The shortest width with which buckets can all be shown. */
  #widthFor(buckets: readonly Bucket[]): number {
    const from = (buckets[0]?.number ?? 0) * this.#widthOfKept;
    const to = lastOf(buckets) * this.#widthOfKept;
    const fits = (width: number) => Math.floor(to / width) - Math.floor(from / width) < MAX_SHOWN;
    return BUCKET_WIDTHS.slice(this.#width).find(fits) ?? (BUCKET_WIDTHS.at(-1) as number);
  }
}
