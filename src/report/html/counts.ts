import { MAX_COUNTED_NAMES, OTHER } from '../../check/summary.js';
import type { Problem } from '../../problem/problem.js';
import { BoundedMap, byCodeUnits, byLength } from '../../text/bounded-map.js';

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

/** The counts of one name. */
export type Tally<Kind extends string> = Record<Kind, number>;

/** Counts by name as plain data; those of the other names have no name. */
export type PlainTallies<Kind extends string> = readonly (readonly [name: string | null, tally: Tally<Kind>])[];

/**
 * What is counted by a name out of a log, in bounded memory: the shortest names are kept, the others share `(other)`. So the result
 * does not depend on the order in which the names come, nor on how a log is cut.
 */
export class Tallies<Kind extends string> {
  readonly #kinds: readonly Kind[];
  readonly #tallies: BoundedMap<Tally<Kind>>;
  #other: Tally<Kind> | undefined;

  /** @param kinds what is counted of each name @param max how many names are counted one by one. Default: MAX_COUNTED_NAMES. */
  constructor(kinds: readonly Kind[], max: number = MAX_COUNTED_NAMES) {
    this.#kinds = kinds;
    this.#tallies = new BoundedMap(max, byLength);
  }

  /** What a name is counted in; good until another name is asked for. */
  of(name: string): Tally<Kind> {
    const known = this.#tallies.get(name);
    if (known !== undefined) return known;
    if (name === OTHER || !this.#tallies.admits(name)) return this.#others();
    const tally = this.#zeros();
    const evicted = this.#tallies.add(name, tally);
    if (evicted !== undefined) this.#add(this.#others(), evicted);
    return tally;
  }

  /** Adds counts of a name. */
  add(name: string, counts: Tally<Kind>): void {
    this.#add(this.of(name), counts);
  }

  /** All names with their counts, in the order of the names; `(other)` last if there is something in it. */
  entries(): [name: string, tally: Tally<Kind>][] {
    const all = this.#tallies.entries().sort(([a], [b]) => byCodeUnits(a, b));
    return this.#other === undefined ? all : [...all, [OTHER, this.#other]];
  }

  /** Whether a name is counted by itself. */
  has(name: string): boolean {
    return this.#tallies.get(name) !== undefined;
  }

  toJSON(): PlainTallies<Kind> {
    return [...this.#tallies.entries(), ...(this.#other === undefined ? [] : ([[null, this.#other]] as const))];
  }

  /** Adds the counts of others, which were plain data. */
  addPlain(plain: PlainTallies<Kind>): void {
    for (const [name, tally] of plain) this.add(name ?? OTHER, tally);
  }

  #others(): Tally<Kind> {
    this.#other ??= this.#zeros();
    return this.#other;
  }

  #zeros(): Tally<Kind> {
    return Object.fromEntries(this.#kinds.map((kind) => [kind, 0])) as Tally<Kind>;
  }

  #add(to: Tally<Kind>, more: Tally<Kind>): void {
    for (const kind of this.#kinds) to[kind] += more[kind];
  }
}
