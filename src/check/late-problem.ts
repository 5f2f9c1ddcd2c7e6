import type { PlacedProblem } from '../problem/position.js';

export { byPosition } from '../problem/position.js';

/** A problem that is known only at the end of the log, in a record that was written long before. */
export interface LateProblem extends PlacedProblem {
  /** Whether its record counts as valid so far: without this problem, and those before it in their order. */
  readonly ofValid: boolean;
}
