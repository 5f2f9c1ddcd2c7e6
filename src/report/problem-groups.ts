import type { RepeatedProblem, RepeatedRecord } from '../check/repeated-record.js';
import { isShown } from '../check/repeated-record.js';
import type { PlacedProblem } from '../problem/position.js';
import { byPosition, insertionIndex } from '../problem/position.js';
import type { Place, Problem, Severity } from '../problem/problem.js';
import { BoundedMap, byCodeUnits } from '../text/bounded-map.js';
import { groupPointer } from '../text/json-pointer.js';
import type { FrameTexts } from './code-frame.js';
import { keptProblem } from './kept-problem.js';

/** Problems with one fix: the same rule, field and hint, in whatever event. */
export interface ProblemGroup {
  readonly severity: Severity;
  /** The first few by place, in full. */
  readonly examples: readonly Problem[];
  /** Around the first example. */
  readonly frame: FrameTexts | undefined;
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

/** How many names of events are counted per group: a log cannot make us grow. */
export const MAX_EVENTS = 1000;

/** What problems with one fix have in common: their rule, field and hint. */
export function groupKey({ rule, pointer, hint }: Problem): string {
  return JSON.stringify([rule, groupPointer(pointer), hint]);
}

/** The key of a problem's group. */
function keyOf(problem: Problem): string {
  return `${problem.severity} ${groupKey(problem)}`;
}

/** The group with at most `count` examples; the others are only counted. */
export function withExamples(group: ProblemGroup, count: number): ProblemGroup {
  const firstMore = group.examples[count];
  if (firstMore === undefined) return group;
  return { ...group, examples: group.examples.slice(0, count), firstMore, oneFile: firstMore.file === group.last.file };
}

/** A group that grows, whatever the order in which its problems come. */
class GrowingGroup {
  readonly severity: Severity;
  count = 0;
  frame: FrameTexts | undefined;
  /** The first by place: the examples and the one after them. */
  readonly first: PlacedProblem[] = [];
  readonly #names = new Set<string>();
  #lastFile = -1;
  readonly #last = { file: '', record: 0, line: 0, column: 0 };

  constructor(severity: Severity) {
    this.severity = severity;
  }

  add(placed: PlacedProblem, frameOf: (() => FrameTexts | undefined) | undefined): void {
    const { problem, fileIndex } = placed;
    this.addCounted(problem.event, problem, fileIndex);
    const { first } = this;
    const at = insertionIndex(first, placed, byPosition);
    if (at > EXAMPLES) return;
    if (at === 0) this.frame = frameOf?.();
    first.splice(at, 0, { problem: keptProblem(placed.problem), fileIndex: placed.fileIndex });
    if (first.length > EXAMPLES + 1) first.pop();
  }

  /** Adds a problem that is no example. */
  addCounted(event: string | undefined, place: Where & Pick<Place, 'record'>, fileIndex: number): void {
    this.count++;
    if (event !== undefined && this.#names.size < MAX_EVENTS) this.#names.add(event);
    this.#noteLast(place, fileIndex);
  }

  /** Whether there are examples enough, and a record comes after all of them. */
  isCompleteBefore(record: number, fileIndex: number): boolean {
    const last = this.first[EXAMPLES];
    if (last === undefined) return false;
    return last.fileIndex < fileIndex || (last.fileIndex === fileIndex && last.problem.record < record);
  }

  toGroup(): ProblemGroup {
    const { severity, frame, count } = this;
    const problems = this.first.map(({ problem }) => problem);
    const firstMore = problems[EXAMPLES];
    const { file, line, column } = this.#last;
    return {
      severity,
      examples: problems.slice(0, EXAMPLES),
      frame,
      count,
      events: this.#names.size,
      firstMore,
      last: { file, line, column },
      // By place, so that all between the two lie in their file.
      oneFile: firstMore === undefined || firstMore.file === file,
    };
  }

  #noteLast({ file, record, line, column }: Where & Pick<Place, 'record'>, fileIndex: number): void {
    const last = this.#last;
    const after = fileIndex - this.#lastFile || record - last.record || line - last.line || column - last.column;
    if (after < 0) return;
    this.#lastFile = fileIndex;
    last.file = file;
    last.record = record;
    last.line = line;
    last.column = column;
  }
}

/**
 * Gathers equal problems, in bounded memory. The result does not depend on the order in which they come. If there are more
 * groups than can be kept, errors are kept before warnings, and groups of either in the order of their keys.
 */
export class ProblemGroups {
  readonly #groups = new BoundedMap<GrowingGroup>(GROUP_LIMIT, byCodeUnits);
  #ungrouped = 0;
  /** The keys of problems that records share. */
  readonly #keys = new WeakMap<RepeatedProblem, string>();

  /**
   * Adds a problem; `frameOf` makes the texts around it and is called if it is the first of its group so far.
   * @param fileIndex the place of its file among the files of the run
   */
  add(problem: Problem, fileIndex: number, frameOf?: () => FrameTexts | undefined): void {
    const key = keyOf(problem);
    const group = this.#groups.get(key) ?? this.#create(key, problem.severity);
    if (group === undefined) this.#ungrouped++;
    else group.add({ problem, fileIndex }, frameOf);
  }

  /**
   * Adds the problems of a record whose findings are known from another one, if they need only be counted.
   * @returns false if `add` has to be called with each
   */
  addRepeated(record: RepeatedRecord, fileIndex: number, errorsOnly: boolean): boolean {
    const { run, index, shared } = record;
    const number = run.numberOf(index);
    const isCounted = (one: RepeatedProblem): boolean =>
      this.#groupOf(one)?.isCompleteBefore(number, fileIndex) === true;
    if (!shared.problems.every((one) => !isShown(one, errorsOnly) || isCounted(one))) return false;
    for (const one of shared.problems) {
      if (!isShown(one, errorsOnly)) continue;
      const place = { file: run.file, record: number, line: run.lineOf(index), column: record.columnOf(one) };
      this.#groupOf(one)?.addCounted(one.problem.event, place, fileIndex);
    }
    return true;
  }

  #groupOf(shared: RepeatedProblem): GrowingGroup | undefined {
    const known = this.#keys.get(shared);
    const key = known ?? keyOf(shared.problem);
    if (known === undefined) this.#keys.set(shared, key);
    return this.#groups.get(key);
  }

  /** Problems of the groups that could not be kept. */
  get ungrouped(): number {
    return this.#ungrouped;
  }

  /** Problems that are in a group. */
  get grouped(): number {
    return this.#groups.values().reduce((sum, { count }) => sum + count, 0);
  }

  /** Errors before warnings, each in the order of their first place. */
  inOrder(): ProblemGroup[] {
    const groups = this.#groups
      .values()
      .sort((a, b) => byPosition(a.first[0] as PlacedProblem, b.first[0] as PlacedProblem))
      .map((group) => group.toGroup());
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

  #create(key: string, severity: Severity): GrowingGroup | undefined {
    if (!this.#groups.admits(key)) return undefined;
    const group = new GrowingGroup(severity);
    this.#ungrouped += this.#groups.add(key, group)?.count ?? 0;
    return group;
  }
}
