import type { StoredProblem } from './late-problems.js';

/** How many problems of a rule may follow from broken records of which nobody can tell the conversation. */
export type DoubtLimits = Readonly<Record<string, number>>;

/** Counts by rule the problems that may follow from such records. */
export class DoubtfulProblems {
  readonly #counts = new Map<string, number>();

  add({ mayFollow, problem: { rule } }: StoredProblem): void {
    if (mayFollow) this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }

  /** Whether those of a rule are left out: there are no more than the records can explain. */
  isLeftOut(rule: string, limits: DoubtLimits): boolean {
    const count = this.#counts.get(rule) ?? 0;
    return count > 0 && count <= (limits[rule] ?? 0);
  }
}
