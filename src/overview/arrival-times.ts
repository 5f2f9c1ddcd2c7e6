import { BUCKET_WIDTHS } from '../text/bucket-widths.js';
import type { TimeBucket, TimeChart } from './overview.js';
import { isRating } from './ratings.js';

const WIDTHS_MS = BUCKET_WIDTHS.map((seconds) => seconds * 1000);
const MAX_BUCKETS = 120;

/** What is counted of a bucket. */
type Counts = Omit<TimeBucket, 'replies'>;
type Bucket = { -readonly [Field in keyof Counts]: Counts[Field] };

/** The counts so far, as plain JSON. */
export interface ArrivalTimesState {
  readonly width: number;
  readonly from: number | null;
  readonly buckets: readonly Counts[];
}

/** What is counted of an event. */
export interface CountedArrival {
  readonly isValid: boolean;
  readonly isNewConversation: boolean;
  readonly problems: number;
  /** The rating of feedback; anything but a number is not counted. */
  readonly rating: unknown;
}

function emptyBucket(): Bucket {
  return { valid: 0, invalid: 0, conversations: 0, problems: 0, rated: 0, ratingSum: 0 };
}

function addTo(bucket: Bucket, more: Counts): void {
  for (const key of Object.keys(bucket) as (keyof Counts)[]) bucket[key] += more[key];
}

/** Counts events by the time of their arrival, in a bounded number of buckets, which grow wider with time. */
export class ArrivalTimes {
  #width = 0;
  #from: number | undefined;
  #buckets: Bucket[] = [];

  add(at: number, { isValid, isNewConversation, problems, rating }: CountedArrival): void {
    this.#from ??= this.#floor(at);
    while (this.#index(at) >= MAX_BUCKETS && this.#width < WIDTHS_MS.length - 1) this.#widen();
    // A clock that was set back, or a page that stays open for months, does not move the buckets.
    const index = Math.min(Math.max(this.#index(at), 0), MAX_BUCKETS - 1);
    while (this.#buckets.length <= index) this.#buckets.push(emptyBucket());
    const bucket = this.#buckets[index];
    if (bucket === undefined) return;
    if (isValid) bucket.valid++;
    else bucket.invalid++;
    if (isNewConversation) bucket.conversations++;
    bucket.problems += problems;
    if (!isRating(rating)) return;
    bucket.rated++;
    bucket.ratingSum += rating;
  }

  /** Undefined as long as nothing has come. */
  chart(): TimeChart | undefined {
    if (this.#from === undefined) return undefined;
    const buckets = this.#buckets.map((bucket) => ({ ...bucket }));
    return { from: this.#from, bucketMs: this.#bucketMs, buckets, without: 0 };
  }

  get state(): ArrivalTimesState {
    return { width: this.#width, from: this.#from ?? null, buckets: this.#buckets };
  }

  load({ width, from, buckets }: ArrivalTimesState): void {
    this.#width = width;
    this.#from = from ?? undefined;
    this.#buckets = buckets.map((bucket) => ({ ...bucket }));
  }

  get #bucketMs(): number {
    return WIDTHS_MS[this.#width] as number;
  }

  #floor(at: number): number {
    return at - (at % this.#bucketMs);
  }

  #index(at: number): number {
    return Math.floor((at - (this.#from ?? at)) / this.#bucketMs);
  }

  #widen(): void {
    const old = { from: this.#from ?? 0, ms: this.#bucketMs, buckets: this.#buckets };
    this.#width++;
    this.#from = this.#floor(old.from);
    this.#buckets = [];
    old.buckets.forEach((bucket, index) => {
      const to = this.#index(old.from + index * old.ms);
      this.#buckets[to] ??= emptyBucket();
      addTo(this.#buckets[to], bucket);
    });
  }
}
