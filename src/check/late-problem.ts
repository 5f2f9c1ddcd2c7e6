import type { PlacedProblem } from '../problem/position.js';
import { byPosition } from '../problem/position.js';

export { byPosition };

/** A problem that is known only at the end of the log, in a record that was written long before. */
export interface LateProblem extends PlacedProblem {
  /** Whether its record counts as valid so far: without this problem, and those before it in their order. */
  readonly ofValid: boolean;
  /** The id of its conversation as it is written: `problem.conversationId` may be cut, and shows no control characters. */
  readonly conversationId?: string | undefined;
  /** The name that its record is counted under, where the problem names no event. */
  readonly countedName?: string | undefined;
  /** When its record happened, in milliseconds since 1970, where that is known: of conversation rules. */
  readonly at?: number;
}

/**
 * Merges problems from two sources, each of which has them in order. Each says whether its record is valid without it and those
 * before it.
 */
export function* mergeLate(one: Iterable<LateProblem>, other: Iterable<LateProblem>): Generator<LateProblem> {
  let invalid: LateProblem | undefined;
  for (const late of mergeSorted(one, other)) {
    const isOfInvalid = invalid?.fileIndex === late.fileIndex && invalid.problem.record === late.problem.record;
    const ofValid = late.ofValid && !isOfInvalid;
    if (ofValid && late.problem.severity === 'error') invalid = late;
    yield ofValid === late.ofValid ? late : { ...late, ofValid };
  }
}

function* mergeSorted(one: Iterable<LateProblem>, other: Iterable<LateProblem>): Generator<LateProblem> {
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  let [a, b] = [left.next(), right.next()];
  while (a.done !== true && b.done !== true) {
    if (byPosition(a.value, b.value) <= 0) {
      yield a.value;
      a = left.next();
    } else {
      yield b.value;
      b = right.next();
    }
  }
  for (; a.done !== true; a = left.next()) yield a.value;
  for (; b.done !== true; b = right.next()) yield b.value;
}
