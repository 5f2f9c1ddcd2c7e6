import type { Level } from '../problem/problem.js';

/** Levels by rule or pattern, in their order. */
export type Levels = Readonly<Record<string, Level>>;

/**
 * The levels of a check of calls that have not been sent: `analytics.track()` takes them without a type, so that its absence
 * does not count, unless its rule is set by name.
 */
export function levelsOfCalls(rules: Levels = {}): Levels {
  return Object.hasOwn(rules, 'call/missing-type') ? rules : { ...rules, 'call/missing-type': 'off' };
}
