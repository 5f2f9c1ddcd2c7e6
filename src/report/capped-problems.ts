import type { Problem, Severity } from '../problem/problem.js';
import { countOf, formatCount } from '../text/count.js';
import { keptProblem } from './kept-problem.js';
import { groupKey } from './problem-groups.js';

/**
 * How many problems a report keeps that is one document. GitHub shows the first 5,000 results of a SARIF run and refuses a
 * file with more than 25,000, or above 10 MB packed by gzip; GitLab has no number, and nobody reads more.
 */
export const DOCUMENT_LIMIT = 5000;

interface KeptProblem {
  readonly problem: Problem;
  /** Its place among all that were found. */
  readonly number: number;
}

/** The kept problems of one severity, by kind: equal but for their place. */
class Kinds {
  readonly #kinds = new Map<string, KeptProblem[]>();
  #largest: KeptProblem[] = [];
  size = 0;

  countOf(key: string): number {
    return this.#kinds.get(key)?.length ?? 0;
  }

  /** How many problems the kind has that has most. */
  get most(): number {
    return this.#largest.length;
  }

  add(key: string, kept: KeptProblem): void {
    const kind = this.#kinds.get(key) ?? [];
    if (kind.push(kept) === 1) this.#kinds.set(key, kind);
    if (kind.length > this.#largest.length) this.#largest = kind;
    this.size++;
  }

  /** Lets go of the last problem of the kind that has most. */
  dropOne(): void {
    this.#largest.pop();
    this.size--;
    for (const [key, kind] of this.#kinds) {
      if (kind.length > this.#largest.length) this.#largest = kind;
      if (kind.length === 0) this.#kinds.delete(key);
    }
  }

  all(): KeptProblem[] {
    return [...this.#kinds.values()].flat();
  }
}

/**
 * The problems for a document that cannot hold all: errors before warnings, and of each as many kinds as there are. A kind
 * with thousands gives way to one that comes up late; of each kind the first are kept.
 */
export class CappedProblems {
  readonly #limit: number;
  readonly #kinds: Readonly<Record<Severity, Kinds>> = { error: new Kinds(), warning: new Kinds() };
  #total = 0;
  #last: Problem | undefined;

  constructor(limit: number = DOCUMENT_LIMIT) {
    this.#limit = limit;
  }

  add(problem: Problem): void {
    this.#total++;
    this.#last = problem;
    const key = groupKey(problem);
    const kinds = this.#kinds[problem.severity];
    if (this.shown >= this.#limit && !this.#makeRoom(problem.severity, kinds.countOf(key))) return;
    kinds.add(key, { problem: keptProblem(problem), number: this.#total });
  }

  /** How many problems there were. */
  get total(): number {
    return this.#total;
  }

  /** How many of them are kept. */
  get shown(): number {
    return this.#kinds.error.size + this.#kinds.warning.size;
  }

  /** The last problem that was found, kept or not. */
  get last(): Problem | undefined {
    return this.#last;
  }

  /** `5,000 of 12,345 problems are shown` and how to see the rest; undefined if all are. */
  get capText(): string | undefined {
    if (this.shown === this.#total) return undefined;
    return `${formatCount(this.shown)} of ${countOf(this.#total, 'problem')} are shown, errors first; -f ndjson shows all`;
  }

  /** The kept problems in the order in which they were found. */
  inOrder(): Problem[] {
    const kept = [...this.#kinds.error.all(), ...this.#kinds.warning.all()];
    return kept.sort((a, b) => a.number - b.number).map(({ problem }) => problem);
  }

  /** Lets go of a problem for one of this severity, whose kind has `count` so far; false if it has no right to a place. */
  #makeRoom(severity: Severity, count: number): boolean {
    const { error, warning } = this.#kinds;
    if (severity === 'error' && warning.size > 0) {
      warning.dropOne();
      return true;
    }
    const kinds = severity === 'error' ? error : warning;
    if (count >= kinds.most - 1) return false;
    kinds.dropOne();
    return true;
  }
}
