import { groupPointer } from '../problem/json-pointer.js';
import type { Problem, Severity } from '../problem/problem.js';

/** Problems that are equal but for their place: the same rule, event and pointer. */
export interface ProblemGroup {
  readonly severity: Severity;
  /** The first few, in full. */
  readonly examples: readonly Problem[];
  readonly count: number;
  /** The first problem beyond the examples, the last one, and whether they all lie in one file. */
  readonly firstMore: Problem | undefined;
  readonly last: Problem;
  readonly oneFile: boolean;
}

/** How many problems of a group are kept in full. */
export const EXAMPLES = 3;

/** How many groups are kept: a log cannot make us grow. */
const GROUP_LIMIT = 1000;

interface GrowingGroup extends ProblemGroup {
  examples: Problem[];
  count: number;
  firstMore: Problem | undefined;
  last: Problem;
  oneFile: boolean;
}

/** Gathers equal problems, in bounded memory. */
export class ProblemGroups {
  readonly #groups = new Map<string, GrowingGroup>();
  #ungrouped = 0;

  add(problem: Problem): void {
    const { rule, event, pointer, severity, message } = problem;
    // Faults of syntax share one rule and have no field; only their message tells them apart.
    const what = rule === 'json/invalid-syntax' ? message : groupPointer(pointer);
    const key = JSON.stringify([rule, event, what]);
    const group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= GROUP_LIMIT) {
        this.#ungrouped++;
        return;
      }
      const examples = [problem];
      this.#groups.set(key, { severity, examples, count: 1, firstMore: undefined, last: problem, oneFile: true });
      return;
    }
    group.count++;
    group.last = problem;
    if (group.examples.length < EXAMPLES) group.examples.push(problem);
    else {
      group.firstMore ??= problem;
      group.oneFile &&= problem.file === group.firstMore.file;
    }
  }

  /** Problems that came after the last group that could be kept. */
  get ungrouped(): number {
    return this.#ungrouped;
  }

  /** Errors before warnings, each in the order of their first place. */
  inOrder(): ProblemGroup[] {
    const groups = [...this.#groups.values()];
    return [
      ...groups.filter(({ severity }) => severity === 'error'),
      ...groups.filter(({ severity }) => severity !== 'error'),
    ];
  }
}
