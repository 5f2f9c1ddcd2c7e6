import { Tallies } from './counts.js';
import type { EventsByRelease } from './report-document.js';

/** How many events are looked at; all events of a small log. */
const MAX_LOOKED = 20_000;

/** How many releases are counted one by one, and how many are listed. */
const MAX_RELEASES = 100;
const MAX_LISTED = 50;

/** A sample of one in 2^20 conversations is small enough for any log. */
const MAX_LEVEL = 20;

type Counts = Tallies<{ count: number }>;

/** The number of zero bits at the end of a word: half of all words have at least one, a quarter at least two. */
function zerosOf(word: number): number {
  return Math.min(word === 0 ? MAX_LEVEL : 31 - Math.clz32(word & -word), MAX_LEVEL);
}

/**
 * Counts events by their release, so that the releases of problems can be compared with those of all events. Since a release is only
 * known of a record that is parsed, it counts the events of a sample of conversations, chosen by the hashes of their ids: half as
 * many each time that the sample becomes too large. So the sample does not depend on the order of the records.
 */
export class ReleaseShares {
  /** The events by the level of their conversation: a conversation of this level or above is in the sample. */
  #level = 0;
  #looked = 0;
  readonly #counts: Counts[] = [];

  /** Whether the release of a record has to be added. @param word a word of the hash of its conversation's id */
  wants(word: number): boolean {
    return zerosOf(word) >= this.#level;
  }

  /** Adds the release of a record that is wanted; "" if it names none. */
  add(word: number, release: string): void {
    this.#countsOf(zerosOf(word)).of(release).count++;
    this.#looked++;
    while (this.#looked > MAX_LOOKED && this.#level < MAX_LEVEL) {
      for (const [, { count }] of this.#countsOf(this.#level).entries()) this.#looked -= count;
      this.#level++;
    }
  }

  /** The releases with the most events first; undefined if no event names one. */
  listed(): EventsByRelease | undefined {
    const sums = new Map<string, number>();
    for (const counts of this.#counts.slice(this.#level)) {
      for (const [name, { count }] of counts?.entries() ?? []) sums.set(name, (sums.get(name) ?? 0) + count);
    }
    const all = [...sums].map(([name, count]) => ({ name, count }));
    if (all.every(({ name }) => name === '')) return undefined;
    const shown = all.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return { looked: this.#looked, releases: { shown: shown.slice(0, MAX_LISTED), total: shown.length } };
  }

  #countsOf(level: number): Counts {
    for (let next = this.#counts.length; next <= level; next++) {
      this.#counts.push(new Tallies(() => ({ count: 0 }), MAX_RELEASES));
    }
    return this.#counts[level] as Counts;
  }
}
