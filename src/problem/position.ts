import type { Problem } from './problem.js';

/** A problem with the place of its file among the files of the run, from 0. */
export interface PlacedProblem {
  readonly problem: Problem;
  readonly fileIndex: number;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order of the problems of a record: by place, then by rule, pointer and message. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    a.line - b.line ||
    a.column - b.column ||
    byText(a.rule, b.rule) ||
    byText(a.pointer, b.pointer) ||
    byText(a.message, b.message)
  );
}

/** The order of the problems of a run: by file as the files were given, by record, then by place. */
export function byPosition(a: PlacedProblem, b: PlacedProblem): number {
  return a.fileIndex - b.fileIndex || a.problem.record - b.problem.record || byPlace(a.problem, b.problem);
}

/**
 * The index in a sorted list at which an entry is inserted, behind those that are equal. Looks from the end, since most entries
 * come in order.
 */
export function insertionIndex<Entry>(
  sorted: readonly Entry[],
  entry: Entry,
  compare: (a: Entry, b: Entry) => number,
): number {
  const last = sorted.at(-1);
  if (last === undefined || compare(last, entry) <= 0) return sorted.length;
  let [from, to] = [0, sorted.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(sorted[middle] as Entry, entry) <= 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
