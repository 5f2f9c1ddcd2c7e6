import type { Level } from '../problem/problem.js';
import { allRules, defaultLevel } from '../rules/catalog.js';
import { didYouMean } from '../text/did-you-mean.js';
import { safeName } from '../text/safe-name.js';

/** The levels that a rule can be set to. */
export const LEVELS = ['error', 'warning', 'off'] as const satisfies Level[];

/** One setting: the level of all rules that match a glob. */
export interface RuleSetting {
  /** A rule's id, or a pattern in which `*` stands for any characters. */
  readonly glob: string;
  readonly level: Level;
}

/** The level of a rule. */
export type LevelOf = (rule: string) => Level;

/**
 * Whether a rule matches a pattern, in which `*` stands for any characters. Takes linear time: each part between two `*` is
 * looked for once, behind the one before it.
 */
export function matchesRule(glob: string, rule: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return glob === rule;
  if (!rule.startsWith(first) || !rule.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = rule.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= rule.length - last.length;
}

/** Whether any rule matches a setting's pattern. */
export function namesAnyRule(glob: string): boolean {
  return allRules().some((rule) => matchesRule(glob, rule));
}

/** The hint for a rule that does not exist. */
export function unknownRuleHint(glob: string): string {
  const rules = allRules();
  const groups = [...new Set(rules.map((rule) => `${rule.slice(0, rule.indexOf('/'))}/*`))];
  return (
    didYouMean(glob, [...rules, ...groups]) ??
    'copilot-events explain lists the rules; * stands for any characters: schema/*'
  );
}

/** Why a rule setting cannot be used. */
export interface RuleSettingFault {
  readonly kind: 'unknown-rule' | 'unknown-level';
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with a rule setting, wherever it was read; undefined if nothing is. */
export function ruleSettingFault(glob: string, level: unknown): RuleSettingFault | undefined {
  if (!LEVELS.some((known) => known === level)) {
    const message = `the level of ${safeName(glob)} is ${JSON.stringify(level)}`;
    return { kind: 'unknown-level', message, hint: `the levels are ${LEVELS.join(', ')}` };
  }
  if (namesAnyRule(glob)) return undefined;
  return { kind: 'unknown-rule', message: `there is no rule ${safeName(glob)}`, hint: unknownRuleHint(glob) };
}

/**
 * The level of every rule: its default, changed by the settings in their order. A pattern does not switch on a rule
 * that is off by default, and `*` alone does not switch on a rule that is off for any reason; the full name of a rule
 * does.
 */
export function ruleLevels(settings: readonly RuleSetting[]): LevelOf {
  const levels = new Map<string, Level>();
  const levelOf = (rule: string): Level => {
    const byDefault = defaultLevel(rule);
    let level = byDefault;
    for (const setting of settings) {
      if (!matchesRule(setting.glob, rule)) continue;
      const staysOff = setting.glob === '*' ? level === 'off' : setting.glob !== rule && byDefault === 'off';
      if (!staysOff) level = setting.level;
    }
    return level;
  };
  return (rule) => {
    let level = levels.get(rule);
    if (level === undefined) {
      level = levelOf(rule);
      levels.set(rule, level);
    }
    return level;
  };
}
