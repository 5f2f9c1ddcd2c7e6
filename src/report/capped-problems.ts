import type { PlacedProblem } from '../problem/position.js';
import { byPosition, insertionIndex } from '../problem/position.js';
import type { Problem, Severity } from '../problem/problem.js';
import { countOf, formatCount } from '../text/count.js';
import { keptProblem } from './kept-problem.js';
import { groupKey } from './problem-groups.js';

/**
 * How many problems a report keeps that is one document. GitHub shows the first 5,000 results of a SARIF run and refuses a
 * file with more than 25,000, or above 10 MB packed by gzip; GitLab has no number, and nobody reads more.
 */
export const DOCUMENT_LIMIT = 5000;

/**
 * The kept problems of one severity, by kind: equal but for their place. Their order is: the first of each kind by place, then
 * the second ones, and so on. What is kept is the beginning of that order, so that it does not depend on how the problems come.
 */
class Kinds {
  readonly #kinds = new Map<string, PlacedProblem[]>();
  /** The kind with the last problem in the order, once it was looked for. */
  #lastKind: PlacedProblem[] | undefined;
  size = 0;

  /** Adds a problem if there is room for it, or if it comes before the last one, which is dropped then. */
  add(placed: PlacedProblem, hasRoom: boolean): void {
    const key = groupKey(placed.problem);
    const kind = this.#kinds.get(key) ?? [];
    const index = insertionIndex(kind, placed, byPosition);
    if (!hasRoom && index === kind.length && !this.#isBeforeLast(index, placed)) return;
    this.#kinds.set(key, kind);
    kind.splice(index, 0, { problem: keptProblem(placed.problem), fileIndex: placed.fileIndex });
    this.#lastKind = undefined;
    this.size++;
    if (!hasRoom) this.dropLast();
  }

  /** Drops the last problem in the order. */
  dropLast(): void {
    this.#last()?.pop();
    this.#lastKind = undefined;
    this.size--;
  }

  all(): PlacedProblem[] {
    return [...this.#kinds.values()].flat();
  }

  #isBeforeLast(index: number, placed: PlacedProblem): boolean {
    const kind = this.#last();
    const last = kind?.at(-1);
    if (kind === undefined || last === undefined) return false;
    return (index - (kind.length - 1) || byPosition(placed, last)) < 0;
  }

  /** The kind with the last problem in the order. */
  #last(): PlacedProblem[] | undefined {
    if (this.#lastKind !== undefined) return this.#lastKind;
    for (const [key, kind] of this.#kinds) {
      const end = kind.at(-1);
      if (end === undefined) this.#kinds.delete(key);
      else {
        const last = this.#lastKind?.at(-1);
        const difference = kind.length - (this.#lastKind?.length ?? 0);
        if (difference > 0 || (difference === 0 && last !== undefined && byPosition(end, last) > 0)) {
          this.#lastKind = kind;
        }
      }
    }
    return this.#lastKind;
  }
}

/**
 * The problems for a document that cannot hold all: errors before warnings, and of each as many kinds as there are. A kind
 * with thousands gives way to one that comes up late; of each kind the first by place are kept. The result does not depend on
 * the order in which problems are added.
 */
export class CappedProblems {
  readonly #limit: number;
  readonly #kinds: Readonly<Record<Severity, Kinds>> = { error: new Kinds(), warning: new Kinds() };
  #total = 0;
  #last: PlacedProblem | undefined;

  constructor(limit: number = DOCUMENT_LIMIT) {
    this.#limit = limit;
  }

  /** @param fileIndex the place of the problem's file among the files of the run */
  add(problem: Problem, fileIndex: number): void {
    this.#total++;
    const placed = { problem, fileIndex };
    if (this.#last === undefined || byPosition(this.#last, placed) < 0) this.#last = placed;
    const { error, warning } = this.#kinds;
    const isFull = this.shown >= this.#limit;
    if (isFull && problem.severity === 'error' && warning.size > 0) {
      warning.dropLast();
      error.add(placed, true);
    } else if (!isFull || this.#kinds[problem.severity].size > 0) {
      this.#kinds[problem.severity].add(placed, !isFull);
    }
  }

  /** How many problems there were. */
  get total(): number {
    return this.#total;
  }

  /** How many of them are kept. */
  get shown(): number {
    return this.#kinds.error.size + this.#kinds.warning.size;
  }

  /** The last problem by place, kept or not. */
  get last(): Problem | undefined {
    return this.#last?.problem;
  }

  /** `5,000 of 12,345 problems are shown` and how to see the rest; undefined if all are. */
  get capText(): string | undefined {
    if (this.shown === this.#total) return undefined;
    return `${formatCount(this.shown)} of ${countOf(this.#total, 'problem')} are shown, errors first; -f ndjson shows all`;
  }

  /** The kept problems in the order of their places. */
  inOrder(): Problem[] {
    const kept = [...this.#kinds.error.all(), ...this.#kinds.warning.all()];
    return kept.sort(byPosition).map(({ problem }) => problem);
  }
}
