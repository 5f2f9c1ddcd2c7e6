import { BUCKET_WIDTHS } from '../text/bucket-widths.js';
import { Histogram } from './histogram.js';

/** How many stretches of time that hold something are kept: a chart shows 200. */
const MAX_BUCKETS = 400;

/**
 * Histograms over time, in buckets of time that grow with the time they cover. Which buckets there are depends on the times alone,
 * not on their order. Times are milliseconds since 1970.
 */
export class TimedHistograms {
  #step = 0;
  #buckets = new Map<number, Histogram>();

  add(at: number, value: number): void {
    this.#bucket(Math.floor(at / this.#width)).add(value);
    while (this.#buckets.size > MAX_BUCKETS && this.#step < BUCKET_WIDTHS.length - 1) this.#widen();
  }

  /** The histograms in the buckets of a chart; undefined for one without a value. */
  within(from: number, bucketMs: number, count: number): (Histogram | undefined)[] {
    const all = new Array<Histogram | undefined>(count).fill(undefined);
    for (const [number, histogram] of this.#buckets) {
      const at = number * this.#width;
      // A bucket may be longer than those of the chart, and begin before it.
      const index = Math.max(0, Math.floor((at - from) / bucketMs));
      if (at + this.#width <= from || index >= count) continue;
      const into = all[index] ?? new Histogram();
      into.merge(histogram);
      all[index] = into;
    }
    return all;
  }

  get #width(): number {
    return (BUCKET_WIDTHS[this.#step] as number) * 1000;
  }

  #bucket(number: number): Histogram {
    let histogram = this.#buckets.get(number);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#buckets.set(number, histogram);
    }
    return histogram;
  }

  #widen(): void {
    const before = this.#width;
    const buckets = this.#buckets;
    this.#step++;
    this.#buckets = new Map();
    for (const [number, histogram] of buckets) {
      const wider = Math.floor((number * before) / this.#width);
      const into = this.#buckets.get(wider);
      if (into === undefined) this.#buckets.set(wider, histogram);
      else into.merge(histogram);
    }
  }
}
