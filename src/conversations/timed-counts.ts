import { BUCKET_WIDTHS } from '../text/bucket-widths.js';

/** Counts over time as plain data. Times are in whole seconds since 1970. */
export interface PlainTimedCounts {
  /** How wide the buckets are: an index into the widths. */
  readonly step: number;
  readonly buckets: readonly (readonly [number: number, count: number])[];
  /** The first and the last time; absent if there is none. */
  readonly span?: readonly [first: number, last: number];
}

/**
 * Counts when something occurred, in buckets that grow with the time they cover. Which buckets there are depends on the counted times
 * alone, not on their order. Times are in whole seconds since 1970; NaN stands for a time that is not known.
 */
export class TimedCounts {
  readonly #maxBuckets: number;
  #step = 0;
  #buckets = new Map<number, number>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param maxBuckets how many buckets that hold something are kept */
  constructor(maxBuckets: number) {
    this.#maxBuckets = maxBuckets;
  }

  add(seconds: number): void {
    if (Number.isNaN(seconds)) return;
    if (seconds < this.#first) this.#first = seconds;
    if (seconds > this.#last) this.#last = seconds;
    this.#count(Math.floor(seconds / this.#width), 1);
    this.#limit();
  }

  toJSON(): PlainTimedCounts {
    const span = this.#buckets.size === 0 ? {} : { span: [this.#first, this.#last] as const };
    return { step: this.#step, buckets: [...this.#buckets], ...span };
  }

  /** Adds the counts of others, which were plain data. */
  addPlain({ step, buckets, span }: PlainTimedCounts): void {
    while (this.#step < step) this.#widen();
    const width = BUCKET_WIDTHS[step] as number;
    for (const [number, count] of buckets) this.#count(Math.floor((number * width) / this.#width), count);
    this.#first = Math.min(this.#first, span?.[0] ?? this.#first);
    this.#last = Math.max(this.#last, span?.[1] ?? this.#last);
    this.#limit();
  }

  /** The counts in the buckets of a chart, and the first and last time in it; undefined if none lies in it. Milliseconds. */
  within(from: number, bucketMs: number, count: number): { counts: number[]; first: number; last: number } | undefined {
    const counts = new Array<number>(count).fill(0);
    const times: number[] = [];
    for (const [number, problems] of this.#buckets) {
      const at = number * this.#width * 1000;
      // A bucket may be longer than those of the chart, and begin before it.
      const index = Math.max(0, Math.floor((at - from) / bucketMs));
      if (at + this.#width * 1000 <= from || index >= count) continue;
      counts[index] = (counts[index] ?? 0) + problems;
      times.push(at);
    }
    if (times.length === 0) return undefined;
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const isWithin = (ms: number) => ms >= from && ms < from + count * bucketMs;
    return {
      counts,
      first: isWithin(this.#first * 1000) ? this.#first * 1000 : Math.max(first, from),
      last: isWithin(this.#last * 1000) ? this.#last * 1000 : Math.max(last, from),
    };
  }

  #limit(): void {
    while (this.#buckets.size > this.#maxBuckets && this.#step < BUCKET_WIDTHS.length - 1) this.#widen();
  }

  get #width(): number {
    return BUCKET_WIDTHS[this.#step] as number;
  }

  #count(bucket: number, problems: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + problems);
  }

  #widen(): void {
    const before = this.#width;
    const buckets = this.#buckets;
    this.#step++;
    this.#buckets = new Map();
    for (const [number, problems] of buckets) this.#count(Math.floor((number * before) / this.#width), problems);
  }
}
