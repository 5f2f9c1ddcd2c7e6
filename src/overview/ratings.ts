import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { FeedbackCounts } from './overview.js';

const MAX_RATINGS = 50;
const MAX_RELEASES = 50;

/** The greatest rating that is counted: sums of any number of them are numbers, too. */
const MAX_RATING = 1e12;

/** Whether the rating of feedback is a number that can be counted: `1e400` is none to JavaScript, and none can be a mean of it. */
export function isRating(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_RATING;
}

interface RatingCount {
  readonly rating: number;
  count: number;
}

interface ReleaseCount {
  readonly name: string;
  rated: number;
  sum: number;
}

/** The counts so far, as plain JSON. */
export interface RatingsState {
  readonly events: number;
  readonly rated: number;
  readonly sum: number;
  readonly ratings: LimitedMapState<RatingCount>;
  readonly releases: LimitedMapState<ReleaseCount>;
}

/** Counts the ratings of feedback while events come. */
export class Ratings {
  readonly #ratings = new LimitedMap<RatingCount>(MAX_RATINGS);
  readonly #releases = new LimitedMap<ReleaseCount>(MAX_RELEASES);
  #events = 0;
  #rated = 0;
  #sum = 0;

  /** Adds feedback. `release`: "" if its event names none. */
  add(rating: unknown, release: string): void {
    this.#events++;
    if (!isRating(rating)) return;
    this.#rated++;
    this.#sum += rating;
    const counted = this.#ratings.ensure(String(rating), () => ({ rating, count: 0 }));
    if (counted !== undefined) counted.count++;
    const ofRelease = this.#releases.ensure(release, () => ({ name: release, rated: 0, sum: 0 }));
    if (ofRelease === undefined) return;
    ofRelease.rated++;
    ofRelease.sum += rating;
  }

  counts(): FeedbackCounts {
    const ratings = this.#ratings.values().sort((a, b) => a.rating - b.rating);
    const releases = this.#releases.values().sort((a, b) => b.rated - a.rated);
    const named = releases.some(({ name }) => name !== '') ? releases : [];
    return {
      events: this.#events,
      rated: this.#rated,
      ratings: { shown: ratings, total: ratings.length + this.#ratings.dropped },
      ...(this.#rated === 0 ? {} : { mean: this.#sum / this.#rated }),
      byRelease: {
        shown: named.map(({ name, rated, sum }) => ({ name, rated, mean: sum / rated })),
        total: named.length,
      },
    };
  }

  get state(): RatingsState {
    const [ratings, releases] = [this.#ratings.state, this.#releases.state];
    return { events: this.#events, rated: this.#rated, sum: this.#sum, ratings, releases };
  }

  load({ events, rated, sum, ratings, releases }: RatingsState): void {
    this.#events = events;
    this.#rated = rated;
    this.#sum = sum;
    this.#ratings.load(ratings);
    this.#releases.load(releases);
  }
}
