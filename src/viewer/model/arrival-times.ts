import type { TimeChart } from '../../report/html/report-document.js';

/** How long a bucket may be; each is a multiple of the one before it, so that buckets can be joined. */
const WIDTHS_MS = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400].map((seconds) => seconds * 1000);
const MAX_BUCKETS = 120;

/** Counts events by the time of their arrival, in a bounded number of buckets, which grow wider with time. */
export class ArrivalTimes {
  #width = 0;
  #from: number | undefined;
  #buckets: { valid: number; invalid: number; conversations: number }[] = [];

  add(at: number, valid: boolean, isNewConversation: boolean): void {
    this.#from ??= this.#floor(at);
    while (this.#index(at) >= MAX_BUCKETS && this.#width < WIDTHS_MS.length - 1) this.#widen();
    // A clock that was set back, or a page that stays open for months, does not move the buckets.
    const index = Math.min(Math.max(this.#index(at), 0), MAX_BUCKETS - 1);
    while (this.#buckets.length <= index) this.#buckets.push({ valid: 0, invalid: 0, conversations: 0 });
    const bucket = this.#buckets[index];
    if (bucket === undefined) return;
    if (valid) bucket.valid++;
    else bucket.invalid++;
    if (isNewConversation) bucket.conversations++;
  }

  /** Undefined as long as nothing has come. */
  chart(): TimeChart | undefined {
    if (this.#from === undefined) return undefined;
    const buckets = this.#buckets.map((bucket) => ({ ...bucket }));
    return { from: this.#from, bucketMs: this.#bucketMs, buckets, without: 0 };
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
      this.#buckets[to] ??= { valid: 0, invalid: 0, conversations: 0 };
      const joined = this.#buckets[to];
      joined.valid += bucket.valid;
      joined.invalid += bucket.invalid;
      joined.conversations += bucket.conversations;
    });
  }
}
