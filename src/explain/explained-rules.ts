import type { NamedRule, RuleId } from '../problem/finding.js';
import type { Level } from '../problem/problem.js';
import { CATALOG } from '../rules/catalog.js';
import type { Explanation, Rule, Sample } from '../rules/rule.js';
import { EXPLANATIONS } from '../rules/rules.js';
import { SCHEMA_EXPLANATIONS, SCHEMA_RULES } from '../rules/schema-rules.js';

/** A rule with its explanation. Keywords that only schemas of the user's own use have no example logs. */
export interface ExplainedRule extends Omit<Explanation, 'bad' | 'good'>, Partial<Pick<Explanation, 'bad' | 'good'>> {
  readonly rule: RuleId;
  /** The default level. */
  readonly level: Level;
  readonly summary: string;
}

function ofKeyword(keyword: string, { id, level, summary }: Rule<`schema/${string}`>): ExplainedRule {
  const explanation = Object.hasOwn(SCHEMA_EXPLANATIONS, id) ? SCHEMA_EXPLANATIONS[id] : undefined;
  if (explanation !== undefined) return { rule: id, level, summary, ...explanation };
  return {
    rule: id,
    level,
    summary,
    meaning: `A JSON Schema of your own rejects the record with its keyword \`${keyword}\`: ${summary}. Only a schema of your own can report this.`,
    why: 'Programs that read the events rely on your schema, and this record does not match it.',
    fix: 'Change the code that writes the record; or the schema, if that is wrong. The message names the field.',
  };
}

function explainedRules(): ExplainedRule[] {
  const named = Object.entries(CATALOG).map(([id, { level, summary }]): ExplainedRule => {
    const rule = id as NamedRule;
    return { rule, level, summary, ...EXPLANATIONS[rule] };
  });
  const ofKeywords = Object.entries(SCHEMA_RULES).map(([keyword, rule]) => ofKeyword(keyword, rule));
  const afterJson = named.findLastIndex(({ rule }) => rule.startsWith('json/')) + 1;
  return named.toSpliced(afterJson, 0, ...ofKeywords);
}

/** All rules, in the order in which people are shown them: what cannot be read, what the schemas reject, everything else. */
export const EXPLAINED_RULES: readonly ExplainedRule[] = explainedRules();

/** How to switch a rule off, or on if it is off by default: on the command line, and in the config. */
export function settingOf({ rule, level }: Pick<ExplainedRule, 'rule' | 'level'>): { flag: string; config: string } {
  const to: Level = level === 'off' ? 'warning' : 'off';
  return { flag: `--rule ${rule}=${to}`, config: `"rules": { "${rule}": "${to}" }` };
}

/** An example log as it is shown. */
export function shownLog(sample: Sample): string {
  if (typeof sample === 'string') return sample;
  return typeof sample === 'function' ? sample() : sample.shown;
}

/** An example log as `validate` reads it. */
export function realLog(sample: Sample): string | Buffer {
  return typeof sample === 'object' ? sample.log() : shownLog(sample);
}
