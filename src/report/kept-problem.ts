import type { Problem } from '../problem/problem.js';

/**
 * A problem to keep until the end of a run. A copy: a text cut out of a record would hold the whole record in memory for as
 * long as the problem is kept.
 */
export function keptProblem(problem: Problem): Problem {
  return JSON.parse(JSON.stringify(problem)) as Problem;
}
