import type { CheckRecord } from '../check/check-record.js';
import { createCheck } from '../check/check-record.js';
import type { RuleSetting } from '../check/rule-levels.js';
import { ruleLevels, ruleSettingFault } from '../check/rule-levels.js';
import type { Level } from '../problem/problem.js';
import { builtInRegistry } from '../schema/registry.js';

/** The options of a check. */
export interface LibraryCheckOptions {
  /** Levels by rule id or glob, applied in their order: `{ 'track/*': 'off' }`. Default: none. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Whether messages may show the values at fault. Default: false. */
  readonly showValues?: boolean;
}

function ruleSetting([glob, level]: [string, Level]): RuleSetting {
  const fault = ruleSettingFault(glob, level);
  if (fault !== undefined) {
    const what = fault.kind === 'unknown-level' ? `rules['${glob}'] is ${JSON.stringify(level)}` : fault.message;
    throw new TypeError(`${what}; ${fault.hint}`);
  }
  return { glob, level };
}

/**
 * Makes the check that the whole library shares: the same as in `copilot-events validate`.
 * @throws {TypeError} for a rule that does not exist, or an unknown level.
 */
export function libraryCheck({ rules = {}, showValues = false }: LibraryCheckOptions): CheckRecord {
  const levelOf = ruleLevels(Object.entries(rules).map(ruleSetting));
  return createCheck({ registry: builtInRegistry(), levelOf, now: Date.now, showValues });
}
