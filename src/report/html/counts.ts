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

/** What is counted by a name out of a log, in bounded memory: names beyond the first thousand share `(other)`. */
export class Tallies<Tally> {
  readonly #tallies = new Map<string, Tally>();
  readonly #create: () => Tally;

  constructor(create: () => Tally) {
    this.#create = create;
  }

  of(name: string): Tally {
    const known = this.#tallies.get(name);
    if (known !== undefined) return known;
    if (this.#tallies.size >= MAX_COUNTED_NAMES && name !== OTHER) return this.of(OTHER);
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
