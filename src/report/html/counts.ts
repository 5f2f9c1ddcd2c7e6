import { MAX_COUNTED_NAMES, OTHER } from '../../check/summary.js';
import type { Problem } from '../../problem/problem.js';

/** Problems by their severity. */
export interface Counts {
  errors: number;
  warnings: number;
}

/** Counts a problem. */
export function addToCounts(counts: Counts, { severity }: Pick<Problem, 'severity'>): void {
  if (severity === 'error') counts.errors++;
  else counts.warnings++;
}

/** What is counted by a name out of a log, in bounded memory: names beyond the first ones share `(other)`. */
export class Tallies<Tally> {
  readonly #tallies = new Map<string, Tally>();
  readonly #create: () => Tally;
  readonly #max: number;

  /** `max`: how many names are counted one by one. Default: MAX_COUNTED_NAMES. */
  constructor(create: () => Tally, max: number = MAX_COUNTED_NAMES) {
    this.#create = create;
    this.#max = max;
  }

  of(name: string): Tally {
    const known = this.#tallies.get(name);
    if (known !== undefined) return known;
    if (this.#tallies.size >= this.#max && name !== OTHER) return this.of(OTHER);
    const tally = this.#create();
    this.#tallies.set(name, tally);
    return tally;
  }

  get size(): number {
    return this.#tallies.size;
  }

  entries(): [string, Tally][] {
    return [...this.#tallies];
  }
}
