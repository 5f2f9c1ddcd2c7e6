import type { Place, Problem, Severity } from '../problem/problem.js';
import { groupPointer } from '../text/json-pointer.js';
import type { CodeFrame } from './code-frame.js';
import { keptProblem } from './kept-problem.js';

/** Problems with one fix: the same rule, field and hint, in whatever event. */
export interface ProblemGroup {
  readonly severity: Severity;
  /** The first few, in full. */
  readonly examples: readonly Problem[];
  /** Around the first example. */
  readonly frame: CodeFrame | undefined;
  readonly count: number;
  /** How many events they are in, counted up to `MAX_EVENTS`. */
  readonly events: number;
  /** The first problem beyond the examples, the last one, and whether they all lie in one file. */
  readonly firstMore: Where | undefined;
  readonly last: Where;
  readonly oneFile: boolean;
}

type Where = Pick<Place, 'file' | 'line' | 'column'>;

/** How many problems of a group are kept in full. */
export const EXAMPLES = 3;

/** How many groups are kept: a log cannot make us grow. */
const GROUP_LIMIT = 1000;

interface GrowingGroup extends ProblemGroup {
  examples: Problem[];
  count: number;
  events: number;
  readonly names: Set<string>;
  firstMore: Where | undefined;
  last: Where;
  oneFile: boolean;
}

/** How many names of events are counted per group: a log cannot make us grow. */
export const MAX_EVENTS = 1000;

/** What problems with one fix have in common: their rule, field and hint. */
export function groupKey({ rule, pointer, hint }: Problem): string {
  return JSON.stringify([rule, groupPointer(pointer), hint]);
}

/** The group with at most `count` examples; the others are only counted. */
export function withExamples(group: ProblemGroup, count: number): ProblemGroup {
  const [firstMore, ...rest] = group.examples.slice(count);
  if (firstMore === undefined) return group;
  const files = [...rest, ...(group.firstMore === undefined ? [] : [group.firstMore])].map(({ file }) => file);
  const oneFile = group.oneFile && files.every((file) => file === firstMore.file);
  return { ...group, examples: group.examples.slice(0, count), firstMore, oneFile };
}

/** Gathers equal problems, in bounded memory. */
export class ProblemGroups {
  readonly #groups = new Map<string, GrowingGroup>();
  #ungrouped = 0;

  /** Adds a problem; `frameOf` draws the record around it and is called for the first of a group only. */
  add(problem: Problem, frameOf?: () => CodeFrame | undefined): void {
    const { severity, file, line, column, event } = problem;
    const key = groupKey(problem);
    const group = this.#groups.get(key);
    const last = { file, line, column };
    if (group === undefined) {
      if (this.#groups.size >= GROUP_LIMIT) {
        this.#ungrouped++;
        return;
      }
      const examples = [keptProblem(problem)];
      this.#groups.set(key, {
        severity,
        examples,
        frame: frameOf?.(),
        count: 1,
        events: event === undefined ? 0 : 1,
        names: new Set(event === undefined ? [] : [event]),
        firstMore: undefined,
        last,
        oneFile: true,
      });
      return;
    }
    group.count++;
    if (event !== undefined && group.names.size < MAX_EVENTS) group.events = group.names.add(event).size;
    group.last = last;
    if (group.examples.length < EXAMPLES) group.examples.push(keptProblem(problem));
    else {
      group.firstMore ??= last;
      group.oneFile &&= file === group.firstMore.file;
    }
  }

  /** Problems that came after the last group that could be kept. */
  get ungrouped(): number {
    return this.#ungrouped;
  }

  /** Problems that are in a group. */
  get grouped(): number {
    return [...this.#groups.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** Errors before warnings, each in the order of their first place. */
  inOrder(): ProblemGroup[] {
    const groups = [...this.#groups.values()];
    return [
      ...groups.filter(({ severity }) => severity === 'error'),
      ...groups.filter(({ severity }) => severity !== 'error'),
    ];
  }

  /** Errors before warnings, each with the most frequent first: at most `limit` groups, and how many problems that hides. */
  mostFrequent(limit: number): { shown: ProblemGroup[]; hidden: number } {
    const groups = this.inOrder().sort((a, b) => (a.severity === b.severity ? b.count - a.count : 0));
    const hidden = groups.slice(limit).reduce((sum, { count }) => sum + count, this.#ungrouped);
    return { shown: groups.slice(0, limit), hidden };
  }
}
