import { OTHER } from '../../check/summary.js';
import { isRating } from '../../overview/ratings.js';
import { BoundedMap, byLength } from '../../text/bounded-map.js';
import { ByteSearch } from '../../text/byte-search.js';
import type { PlainTallies } from './counts.js';
import { Tallies } from './counts.js';
import { ExactSum } from './exact-sum.js';
import type { FeedbackCounts, Listed, ReleaseRatings } from './report-document.js';

/** How many different ratings are counted. */
const MAX_RATINGS = 100;

/** How many releases are counted one by one. */
const MAX_RELEASES = 100;

const KEY = '"rating"';
const SEARCH = new ByteSearch(Buffer.from(KEY));
const COLON = 0x3a;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,}])/;

/** The longest number that is read. */
const MAX_NUMBER_LENGTH = 30;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** The ratings of some feedback: how many, and their sum. */
class Ratings {
  rated = 0;
  readonly sum = new ExactSum();

  add(rating: number): void {
    this.rated++;
    this.sum.add(rating);
  }

  addPlain({ rated, sum }: PlainRatings): void {
    this.rated += rated;
    this.sum.addAll(sum);
  }

  toJSON(): PlainRatings {
    return { rated: this.rated, sum: this.sum.toJSON() };
  }

  get mean(): number {
    return this.sum.value / this.rated;
  }
}

interface PlainRatings {
  readonly rated: number;
  readonly sum: readonly number[];
}

/** The ratings of feedback as plain data. */
export interface PlainFeedback {
  readonly events: number;
  readonly all: PlainRatings;
  readonly counts: PlainTallies<'count'>;
  readonly releases: readonly (readonly [release: string | null, ratings: PlainRatings])[];
}

/** Counts the ratings of feedback. The result does not depend on their order. */
export class FeedbackRatings {
  #events = 0;
  readonly #all = new Ratings();
  readonly #counts = new Tallies(['count'], MAX_RATINGS);
  readonly #releases = new BoundedMap<Ratings>(MAX_RELEASES, byLength);
  #otherReleases: Ratings | undefined;

  /** Adds feedback. `release`: "" if it names none. Default: "". */
  add(rating: unknown, release = ''): void {
    this.#events++;
    if (!isRating(rating)) return;
    this.#all.add(rating);
    this.#ofRelease(release).add(rating);
    this.#counts.of(String(rating)).count++;
  }

  toJSON(): PlainFeedback {
    const releases = this.#releases.entries().map(([name, ratings]) => [name, ratings.toJSON()] as const);
    return {
      events: this.#events,
      all: this.#all.toJSON(),
      counts: this.#counts.toJSON(),
      releases: [...releases, ...(this.#otherReleases ? ([[null, this.#otherReleases.toJSON()]] as const) : [])],
    };
  }

  /** Adds the ratings of other feedback, which were plain data. */
  addPlain({ events, all, counts, releases }: PlainFeedback): void {
    this.#events += events;
    this.#all.addPlain(all);
    this.#counts.addPlain(counts);
    for (const [release, ratings] of releases) this.#ofRelease(release ?? OTHER).addPlain(ratings);
  }

  counts(): FeedbackCounts {
    const names = this.#counts.entries().filter(([rating]) => rating !== OTHER);
    const ratings = names.map(([rating, { count }]) => ({ rating: Number(rating), count }));
    return {
      events: this.#events,
      rated: this.#all.rated,
      ratings: { shown: ratings.sort((a, b) => a.rating - b.rating), total: ratings.length },
      ...(this.#all.rated === 0 ? {} : { mean: this.#all.mean }),
      byRelease: this.#byRelease(),
    };
  }

  #ofRelease(name: string): Ratings {
    const known = this.#releases.get(name);
    if (known !== undefined) return known;
    if (name === OTHER || !this.#releases.admits(name)) return this.#others();
    const ratings = new Ratings();
    const evicted = this.#releases.add(name, ratings);
    if (evicted !== undefined) this.#others().addPlain(evicted.toJSON());
    return ratings;
  }

  #others(): Ratings {
    this.#otherReleases ??= new Ratings();
    return this.#otherReleases;
  }

  #byRelease(): Listed<ReleaseRatings> {
    const others = this.#otherReleases;
    const named = [...this.#releases.entries(), ...(others === undefined ? [] : [[OTHER, others] as const])];
    const all = named.map(([name, { rated, mean }]) => ({ name, rated, mean }));
    if (all.every(({ name }) => name === '')) return { shown: [], total: 0 };
    return { shown: all.sort((a, b) => b.rated - a.rated), total: all.length };
  }
}

/**
 * The value of the only key `rating` in the bytes of valid feedback, if it is a number. This is faster than parsing it. Within a
 * string the key's quotes would be escaped; undefined if the key stands there twice.
 * @param bytes what holds the record, from `start` up to `end`
 */
export function ratingIn(bytes: Buffer, start: number, end: number): number | undefined {
  const key = SEARCH.indexIn(bytes, start, end);
  if (key === -1) return undefined;
  let at = key + KEY.length;
  while (isSpace(bytes[at])) at++;
  if (bytes[at] !== COLON || SEARCH.indexIn(bytes, at, end) !== -1) return undefined;
  do at++;
  while (isSpace(bytes[at]));
  const number = NUMBER.exec(bytes.toString('latin1', at, Math.min(at + MAX_NUMBER_LENGTH, end)))?.[0];
  return number === undefined ? undefined : Number(number);
}
