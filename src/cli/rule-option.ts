import type { RuleSetting } from '../check/rule-levels.js';
import { LEVELS, ruleSettingFault } from '../check/rule-levels.js';
import { Failure } from '../failure.js';
import type { Level } from '../problem/problem.js';
import { safeName } from '../text/safe-name.js';

/** Reads one `--rule <glob=level>`. @throws {Failure} if it has another form, or names no rule. */
export function readRuleOption(text: string): RuleSetting {
  const equals = text.indexOf('=');
  const [glob, level] = [text.slice(0, Math.max(equals, 0)), text.slice(equals + 1)];
  const fault = ruleSettingFault(glob, level);
  if (fault === undefined) return { glob, level: level as Level };
  if (fault.kind === 'unknown-rule' && glob !== '') throw new Failure('bad-usage', fault.message, { hint: fault.hint });
  throw new Failure('bad-usage', `--rule ${safeName(text)} is not <glob>=<level>`, {
    hint: `write it like --rule 'track/*=off'; the levels are ${LEVELS.join(', ')}`,
  });
}
