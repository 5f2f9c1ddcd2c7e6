import type { Problem } from '../problem/problem.js';
import { AHEAD_MS, EARLIEST_EVENT, timeOf } from '../schema/date-time.js';
import { isPlaceholder } from '../text/placeholder.js';

/**
 * The rules about values that are valid, but not what they seem: the text of a missing id, a time that was never set or
 * has not come yet. Where such a rule is off, the value is a real one.
 */
const RULES: ReadonlySet<string> = new Set(['value/placeholder', 'time/unset-clock', 'time/in-the-future']);

/** Whether some value of a record is reported to be unknown. */
export function hasUnknownValue(problems: readonly Problem[]): boolean {
  return problems.some(({ rule }) => RULES.has(rule));
}

/** Whether the value at a pointer is reported to be unknown. */
export function isUnknownValue(problems: readonly Problem[], pointer: string): boolean {
  return problems.some((problem) => problem.pointer === pointer && RULES.has(problem.rule));
}

/** The id that a value is, where no rule looks at it; undefined if it is none, or the text of a missing value. */
export function plausibleId(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !isPlaceholder(value) ? value : undefined;
}

/**
 * The timestamp that a value is, where no rule looks at it; undefined if it is no string, or if the clock was not set or ran ahead.
 * @param now in milliseconds since 1970
 */
export function plausibleTimestamp(value: unknown, now = Date.now()): string | undefined {
  if (typeof value !== 'string') return undefined;
  const time = timeOf(value);
  return time < EARLIEST_EVENT || time > now + AHEAD_MS ? undefined : value;
}
