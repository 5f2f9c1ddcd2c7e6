import type { Problem } from '../problem/problem.js';
import { byPlace } from './problem-maker.js';

/** A problem that is known only at the end of the log, in a record that was written long before. */
export interface LateProblem {
  readonly problem: Problem;
  /** Whether its record counts as valid so far: without this problem, and those before it in their order. */
  readonly ofValid: boolean;
  /** Which of the files it is in, from 0, in the order in which they were given. A name may be given twice. */
  readonly fileIndex: number;
}

/** The order of problems in a log: by file, record and place. */
export function byPosition(a: LateProblem, b: LateProblem): number {
  return a.fileIndex - b.fileIndex || a.problem.record - b.problem.record || byPlace(a.problem, b.problem);
}
