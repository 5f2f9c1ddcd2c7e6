import { BUCKET_WIDTHS } from '../text/bucket-widths.js';
import type { PlainHistogram } from './histogram.js';
import { Histogram } from './histogram.js';

/** A chart of a report shows 200 stretches of time. */
const DEFAULT_MAX_BUCKETS = 400;

/** Histograms over time as plain data. */
export interface PlainTimedHistograms {
  /** How wide the buckets are: an index into the widths. */
  readonly step: number;
  readonly buckets: readonly (readonly [number: number, histogram: PlainHistogram])[];
}

/**
 * Histograms over time, in buckets of time that grow with the time they cover. Which buckets there are depends on the times alone,
 * not on their order. Times are milliseconds since 1970.
 */
export class TimedHistograms {
  readonly #maxBuckets: number;
  #step = 0;
  #buckets = new Map<number, Histogram>();

  /** @param maxBuckets how many stretches of time that hold something are kept */
  constructor(maxBuckets = DEFAULT_MAX_BUCKETS) {
    this.#maxBuckets = maxBuckets;
  }

  add(at: number, value: number): void {
    this.#bucket(Math.floor(at / this.#width)).add(value);
    this.#widenAsNeeded();
  }

  /** All histograms as plain data. */
  toJSON(): PlainTimedHistograms {
    const buckets = [...this.#buckets].map(([number, histogram]) => [number, histogram.toJSON()] as const);
    return { step: this.#step, buckets };
  }

  /** Adds the values of those that were plain data. */
  addPlain({ step, buckets }: PlainTimedHistograms): void {
    while (this.#step < step) this.#widen();
    const width = (BUCKET_WIDTHS[step] as number) * 1000;
    for (const [number, histogram] of buckets)
      this.#bucket(Math.floor((number * width) / this.#width)).addPlain(histogram);
    this.#widenAsNeeded();
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

  #widenAsNeeded(): void {
    while (this.#buckets.size > this.#maxBuckets && this.#step < BUCKET_WIDTHS.length - 1) this.#widen();
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
