import type { NamedRule } from '../problem/finding.js';
import type { Level } from '../problem/problem.js';
import type { Rule } from './rule.js';
import { RULES } from './rules.js';
import { SCHEMA_RULES } from './schema-rules.js';

/** The rules that are not of a schema's keyword, by id, in the order in which people are shown them. */
export const CATALOG: Readonly<Record<NamedRule, Rule>> = RULES;

const KEYWORD_RULES: ReadonlyMap<string, Rule<string>> = new Map(
  Object.values(SCHEMA_RULES).map((rule) => [rule.id, rule]),
);

/** The default level of a rule. Every `schema/*` rule is an error. */
export function defaultLevel(rule: string): Level {
  return Object.hasOwn(CATALOG, rule) ? CATALOG[rule as NamedRule].level : 'error';
}

/** The problem that a rule is about, in a few words. */
export function ruleSummary(rule: string): string {
  if (Object.hasOwn(CATALOG, rule)) return CATALOG[rule as NamedRule].summary;
  return KEYWORD_RULES.get(rule)?.summary ?? 'a value is not what its schema asks for';
}

/** The ids of all rules. */
export function allRules(): string[] {
  return [...Object.keys(CATALOG), ...KEYWORD_RULES.keys()];
}
