import { BUCKET_WIDTHS } from '../../text/bucket-widths.js';

/** How many buckets that hold something are kept: a chart shows 200. */
const MAX_BUCKETS = 400;

/**
 * Counts when a problem occurred, in buckets that grow with the time they cover. Which buckets there are depends on the counted times
 * alone, not on their order. Times are in whole seconds since 1970; NaN stands for a time that is not known.
 */
export class ProblemTimes {
  #step = 0;
  #buckets = new Map<number, number>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  add(seconds: number): void {
    if (Number.isNaN(seconds)) return;
    if (seconds < this.#first) this.#first = seconds;
    if (seconds > this.#last) this.#last = seconds;
    this.#count(Math.floor(seconds / this.#width), 1);
    while (this.#buckets.size > MAX_BUCKETS && this.#step < BUCKET_WIDTHS.length - 1) this.#widen();
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
