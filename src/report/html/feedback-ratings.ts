import { Tallies } from './counts.js';
import type { FeedbackCounts, Listed, ReleaseRatings } from './report-document.js';

/** How many different ratings are counted. */
const MAX_RATINGS = 100;

/** How many releases are counted one by one. */
const MAX_RELEASES = 100;

const KEY = Buffer.from('"rating"');
const COLON = 0x3a;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,}])/;

/** The longest number that is read. */
const MAX_NUMBER_LENGTH = 30;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Counts the ratings of feedback. */
export class FeedbackRatings {
  #events = 0;
  #rated = 0;
  #sum = 0;
  readonly #counts = new Map<number, number>();
  readonly #releases = new Tallies(() => ({ rated: 0, sum: 0 }), MAX_RELEASES);

  /** Adds feedback. `release`: "" if it names none. Default: "". */
  add(rating: unknown, release = ''): void {
    this.#events++;
    if (typeof rating !== 'number') return;
    this.#rated++;
    this.#sum += rating;
    const ofRelease = this.#releases.of(release);
    ofRelease.rated++;
    ofRelease.sum += rating;
    const known = this.#counts.get(rating);
    if (known !== undefined || this.#counts.size < MAX_RATINGS) this.#counts.set(rating, (known ?? 0) + 1);
  }

  counts(): FeedbackCounts {
    const ratings = [...this.#counts].map(([rating, count]) => ({ rating, count }));
    return {
      events: this.#events,
      rated: this.#rated,
      ratings: { shown: ratings.sort((a, b) => a.rating - b.rating), total: ratings.length },
      ...(this.#rated === 0 ? {} : { mean: this.#sum / this.#rated }),
      byRelease: this.#byRelease(),
    };
  }

  #byRelease(): Listed<ReleaseRatings> {
    const all = this.#releases.entries().map(([name, { rated, sum }]) => ({ name, rated, mean: sum / rated }));
    if (all.every(({ name }) => name === '')) return { shown: [], total: 0 };
    return { shown: all.sort((a, b) => b.rated - a.rated), total: all.length };
  }
}

/**
 * The value of the only key `rating` in the bytes of valid feedback, if it is a number. This is faster than parsing it. Within a
 * string the key's quotes would be escaped; undefined if the key stands there twice.
 */
export function ratingIn(bytes: Buffer): number | undefined {
  const key = bytes.indexOf(KEY);
  if (key === -1) return undefined;
  let at = key + KEY.length;
  while (isSpace(bytes[at])) at++;
  if (bytes[at] !== COLON || bytes.includes(KEY, at)) return undefined;
  do at++;
  while (isSpace(bytes[at]));
  const number = NUMBER.exec(bytes.toString('latin1', at, at + MAX_NUMBER_LENGTH))?.[0];
  return number === undefined ? undefined : Number(number);
}
