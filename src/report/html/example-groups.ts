import type { Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import { ruleSummary } from '../../rules/catalog.js';
import { groupPointer, pointerToPath } from '../../text/json-pointer.js';
import { safeName } from '../../text/safe-name.js';
import { EXAMPLES, groupKey } from '../problem-groups.js';
import type { Example, ExampleGroup, Listed, ReportedRecord } from './report-document.js';
import { MAX_FILE_NAME, shownProblem, shownText } from './shown-problem.js';

/** How many groups are kept, and of how many the examples come with their records: a log cannot make us grow. */
const MAX_GROUPS = 1000;
const MAX_WITH_RECORDS = 250;

type GrowingGroup = Omit<ExampleGroup, 'count' | 'examples' | 'last'> & {
  count: number;
  examples: Example[];
  last?: NonNullable<ExampleGroup['last']>;
};

/** How many paths of pointers are cached: few pointers make most problems. */
const KNOWN_PATHS = 1000;
const knownPaths = new Map<string, string>();

/** A pointer as people write it, with `*` for each index of an array. */
export function groupPath(pointer: string): string {
  const known = knownPaths.get(pointer);
  if (known !== undefined) return known;
  const path = shownText(pointerToPath(groupPointer(pointer)).replaceAll('["*"]', '[*]'));
  if (knownPaths.size < KNOWN_PATHS && pointer.length < 200) knownPaths.set(pointer, path);
  return path;
}

/** Gathers problems that are equal but for their place, with the first few and the records that they stand in. */
export class ExampleGroups {
  readonly #groups = new Map<string, GrowingGroup>();
  #ungrouped = 0;

  /** Adds a problem; `record` is called for the first few, and returns what is shown of the record. */
  add(problem: Problem, record?: () => ReportedRecord): void {
    // The page filters by event.
    const key = JSON.stringify([groupKey(problem), problem.event]);
    const group = this.#groups.get(key) ?? this.#create(key, problem);
    if (group === undefined) return;
    group.count++;
    if (group.examples.length < EXAMPLES) {
      const withRecord = record !== undefined && this.#groups.size <= MAX_WITH_RECORDS;
      group.examples.push({ problem: shownProblem(problem), ...(withRecord ? { record: record() } : {}) });
    } else {
      const { file, line, column } = problem;
      group.last = { file: safeName(file, MAX_FILE_NAME), line, column };
    }
  }

  /** How many groups there are, those that could not be kept counted once for each problem. */
  get total(): number {
    return this.#groups.size + this.#ungrouped;
  }

  /** Errors before warnings, each with the most frequent first. */
  listed(): Listed<ExampleGroup> {
    const shown = [...this.#groups.values()].sort((a, b) =>
      a.severity === b.severity ? b.count - a.count : a.severity === 'error' ? -1 : 1,
    );
    return { shown, total: this.total };
  }

  #create(key: string, problem: Problem): GrowingGroup | undefined {
    if (this.#groups.size >= MAX_GROUPS) {
      this.#ungrouped++;
      return undefined;
    }
    const { rule, severity, event, pointer } = shownProblem(problem);
    const group: GrowingGroup = {
      rule,
      severity,
      title: ruleSummary(rule),
      url: ruleUrl(rule),
      ...(event === undefined ? {} : { event }),
      pointer: groupPointer(pointer),
      path: groupPath(pointer),
      count: 0,
      examples: [],
    };
    this.#groups.set(key, group);
    return group;
  }
}
