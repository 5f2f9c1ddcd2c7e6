import { BUCKET_WIDTHS } from '../text/bucket-widths.js';

/** How many stretches of time that hold something are kept. */
const MAX_BUCKETS = 120;

/** Counts over time, as plain JSON. */
export interface TimedCounts {
  /** How wide the buckets are: an index into the widths. */
  step: number;
  /** By the number of the bucket since 1970. */
  buckets: Record<string, number>;
}

export function noTimedCounts(): TimedCounts {
  return { step: 0, buckets: {} };
}

const widthOf = ({ step }: TimedCounts): number => (BUCKET_WIDTHS[step] as number) * 1000;

/** Makes the buckets wider until there are few enough. */
function widen(counts: TimedCounts): void {
  while (Object.keys(counts.buckets).length > MAX_BUCKETS && counts.step < BUCKET_WIDTHS.length - 1) {
    const [before, buckets] = [widthOf(counts), Object.entries(counts.buckets)];
    counts.step++;
    counts.buckets = {};
    for (const [number, count] of buckets) addTo(counts, Number(number) * before, count);
  }
}

function addTo(counts: TimedCounts, at: number, count: number): boolean {
  const number = Math.floor(at / widthOf(counts));
  const isNew = counts.buckets[number] === undefined;
  counts.buckets[number] = (counts.buckets[number] ?? 0) + count;
  return isNew;
}

/** Counts one more at a time, in milliseconds since 1970. */
export function countAt(counts: TimedCounts, at: number): void {
  if (addTo(counts, at, 1)) widen(counts);
}

/** The counts in the buckets of a chart; what lies before or behind them is in the first or the last. */
export function countsWithin(counts: TimedCounts, from: number, bucketMs: number, length: number): number[] {
  const all = new Array<number>(length).fill(0);
  for (const [number, count] of Object.entries(counts.buckets)) {
    const index = Math.floor((Number(number) * widthOf(counts) - from) / bucketMs);
    const place = Math.min(Math.max(index, 0), length - 1);
    all[place] = (all[place] ?? 0) + count;
  }
  return all;
}
