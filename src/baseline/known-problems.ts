import type { BaselineCounts } from '../check/summary.js';
import type { Problem } from '../problem/problem.js';
import type { BaselineEntry } from './baseline-entry.js';
import { entryOf, kindOf } from './baseline-entry.js';

/** How many kinds of problem are told apart when a baseline is made: a log cannot make us grow. */
export const KIND_LIMIT = 10_000;

/** An entry with how often its kind was found. */
export interface FoundEntry extends BaselineEntry {
  readonly found: number;
}

/** Counts problems by kind and tells those that a baseline knows from those that are new. */
export class KnownProblems {
  readonly #entries: ReadonlyMap<string, BaselineEntry>;
  readonly #found = new Map<string, BaselineEntry>();
  readonly #learning: boolean;
  #known = 0;
  #tooManyKinds = false;

  /** With `learning`, every problem is known, and counted to make a new baseline. */
  constructor(entries: readonly BaselineEntry[], learning: boolean) {
    this.#entries = new Map(entries.map((entry) => [kindOf(entry), entry]));
    this.#learning = learning;
  }

  /**
   * Counts a problem and says whether it is known: of each kind, the first ones are, as many as the baseline says, since a
   * stream does not wait for the last.
   */
  setAside(problem: Problem): boolean {
    const one = entryOf(problem);
    const kind = kindOf(one);
    const limit = this.#learning ? Number.POSITIVE_INFINITY : (this.#entries.get(kind)?.count ?? 0);
    if (limit === 0) return false;
    const before = this.#found.get(kind);
    if (before === undefined && this.#found.size >= KIND_LIMIT) this.#tooManyKinds = true;
    else this.#found.set(kind, { ...one, count: (before?.count ?? 0) + 1 });
    const isKnown = (before?.count ?? 0) < limit;
    if (isKnown) this.#known++;
    return isKnown;
  }

  /** True if there were more kinds of problem than a baseline holds. */
  get tooManyKinds(): boolean {
    return this.#tooManyKinds;
  }

  /** All that was found, as the entries of a new baseline. */
  get found(): BaselineEntry[] {
    return [...this.#found.values()];
  }

  /** Each entry of the baseline with how often its kind was found. */
  get entries(): FoundEntry[] {
    return [...this.#entries].map(([kind, entry]) => ({ ...entry, found: this.#found.get(kind)?.count ?? 0 }));
  }

  /** For the summary. */
  get counts(): BaselineCounts {
    const entries = this.#learning ? [] : this.entries;
    return {
      known: this.#known,
      grown: entries.filter(({ found, count }) => found > count).length,
      fewer: entries.filter(({ found, count }) => found > 0 && found < count).length,
      gone: entries.filter(({ found }) => found === 0).length,
    };
  }
}
