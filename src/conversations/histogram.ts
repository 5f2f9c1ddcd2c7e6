/** Each power of two has this many buckets. Up to twice as many, each integer has one of its own. */
const PARTS = 32;
const PART_BITS = Math.log2(PARTS);

/** Greater values count as this one: in milliseconds, 34 years. */
const MAX_VALUE = 2 ** 40;

const BUCKETS = (Math.log2(MAX_VALUE) - PART_BITS + 2) * PARTS;

function bucketOf(value: number): number {
  if (value < 2 * PARTS) return value;
  // `Math.log2` takes longer than all else that is measured.
  if (value <= 0x7fffffff) {
    const shift = 31 - Math.clz32(value) - PART_BITS;
    return shift * PARTS + (value >>> shift);
  }
  const shift = Math.floor(Math.log2(value)) - PART_BITS;
  return shift * PARTS + Math.floor(value / 2 ** shift);
}

/** The value in the middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < 2 * PARTS) return bucket;
  const shift = Math.floor(bucket / PARTS) - 1;
  const width = 2 ** shift;
  return (bucket - shift * PARTS) * width + width / 2;
}

/** A histogram as plain data. */
export interface PlainHistogram {
  readonly count: number;
  readonly max: number;
  readonly counts: readonly (readonly [bucket: number, values: number])[];
}

/**
 * Counts integers from 0 in fixed buckets, so that percentiles of any number of values take a few kilobytes, do not depend on the order
 * in which values come, and are the same if two histograms are merged. Values below 64 are exact; a percentile of greater ones is
 * at most 1.6 % too low or too high.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  /** The buckets that hold something lie from here, up to there. */
  #from = BUCKETS;
  #to = 0;
  count = 0;
  /** The greatest value, which is exact; 0 if there is none. */
  max = 0;

  add(value: number): void {
    const counted = Math.min(value, MAX_VALUE);
    this.#addTo(bucketOf(counted), 1);
    this.count++;
    if (value > this.max) this.max = value;
  }

  /** The counts of all buckets that hold something, as plain data. */
  toJSON(): PlainHistogram {
    const { count, max } = this;
    const counts = [...this.#counts.entries()].filter(([, values]) => values > 0);
    return { count, max, counts };
  }

  /** Adds the values of one that was plain data. */
  addPlain({ count, max, counts }: PlainHistogram): void {
    for (const [bucket, values] of counts) this.#addTo(bucket, values);
    this.count += count;
    this.max = Math.max(this.max, max);
  }

  /** Adds the values of another. */
  merge(other: Histogram): void {
    for (let bucket = other.#from; bucket < other.#to; bucket++) this.#addTo(bucket, other.#counts[bucket] as number);
    this.count += other.count;
    this.max = Math.max(this.max, other.max);
  }

  /** How many values there are in a range, whose ends are beginnings of buckets: all up to 64, and then the even numbers up to 128. */
  between(from: number, to: number): number {
    const end = to > MAX_VALUE ? BUCKETS : bucketOf(to);
    return this.#counts.slice(bucketOf(from), end).reduce((sum, values) => sum + values, 0);
  }

  /** The least value that at least this share of all values does not exceed; undefined if there are none. @param share above 0, up to 1 */
  percentile(share: number): number | undefined {
    const rank = Math.ceil(share * this.count);
    let seen = 0;
    for (let bucket = this.#from; bucket < this.#to; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank && seen > 0) return Math.min(middleOf(bucket), this.max);
    }
    return undefined;
  }

  #addTo(bucket: number, values: number): void {
    this.#counts[bucket] = (this.#counts[bucket] as number) + values;
    if (bucket < this.#from) this.#from = bucket;
    if (bucket >= this.#to) this.#to = bucket + 1;
  }
}
