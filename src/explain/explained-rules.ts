import { CATALOG } from '../problem/catalog.js';
import type { NamedRule, RuleId } from '../problem/finding.js';
import type { Level } from '../problem/problem.js';
import { SCHEMA_KEYWORDS } from '../problem/schema-keywords.js';
import type { Explanation } from './explanation.js';
import { CALL_TEXTS } from './texts/call.js';
import { CONVERSATION_TEXTS } from './texts/conversation.js';
import { EVENT_TEXTS } from './texts/event.js';
import { JSON_TEXTS } from './texts/json.js';
import { PRIVACY_TEXTS } from './texts/privacy.js';
import { PROPERTY_TEXTS } from './texts/property.js';
import { REQUEST_TEXTS } from './texts/request.js';
import type { BuiltInKeyword } from './texts/schema.js';
import { SCHEMA_TEXTS } from './texts/schema.js';
import { SEGMENT_TEXTS } from './texts/segment.js';
import { TIME_TEXTS } from './texts/time.js';
import { TRACK_TEXTS } from './texts/track.js';

/** Every rule of the catalog with its text: one without does not compile. */
const TEXTS: Readonly<Record<NamedRule, Explanation>> = {
  ...JSON_TEXTS,
  ...CALL_TEXTS,
  ...EVENT_TEXTS,
  ...PROPERTY_TEXTS,
  ...TRACK_TEXTS,
  ...SEGMENT_TEXTS,
  ...TIME_TEXTS,
  ...CONVERSATION_TEXTS,
  ...PRIVACY_TEXTS,
  ...REQUEST_TEXTS,
};

/** A rule with all that there is to say of it. The keywords that only schemas of one's own use have no logs to show. */
export interface ExplainedRule extends Omit<Explanation, 'bad' | 'good'>, Partial<Pick<Explanation, 'bad' | 'good'>> {
  readonly rule: RuleId;
  /** What it is set to by default. */
  readonly level: Level;
  readonly summary: string;
}

function ofKeyword(keyword: string, summary: string): ExplainedRule {
  const rule: RuleId = `schema/${keyword}`;
  if (Object.hasOwn(SCHEMA_TEXTS, keyword)) {
    return { rule, level: 'error', summary, ...SCHEMA_TEXTS[keyword as BuiltInKeyword] };
  }
  const inSchema = keyword.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    rule,
    level: 'error',
    summary,
    meaning: `A JSON Schema of your own says so with its keyword \`${inSchema}\`: ${summary}. The schemas that come with this tool do not use it.`,
    why: 'The record is not what your schema promises to those who read it.',
    fix: 'Change what makes the record, or the schema if that is what is wrong. The message names the field at fault.',
  };
}

function everyRule(): ExplainedRule[] {
  const named = Object.entries(CATALOG).map(([id, entry]): ExplainedRule => {
    const rule = id as NamedRule;
    return { rule, ...entry, ...TEXTS[rule] };
  });
  const keywords = Object.entries(SCHEMA_KEYWORDS).map(([keyword, summary]) => ofKeyword(keyword, summary));
  const afterJson = named.findLastIndex(({ rule }) => rule.startsWith('json/')) + 1;
  return named.toSpliced(afterJson, 0, ...keywords);
}

/** All rules, in the order in which people are shown them: what cannot be read, what the schemas say, all else. */
export const EXPLAINED_RULES: readonly ExplainedRule[] = everyRule();

/** How to silence or switch on a rule: on the command line, and in the config. */
export function settingOf({ rule, level }: Pick<ExplainedRule, 'rule' | 'level'>): { flag: string; config: string } {
  const to: Level = level === 'off' ? 'warning' : 'off';
  return { flag: `--rule ${rule}=${to}`, config: `"rules": { "${rule}": "${to}" }` };
}

/** A log as it is shown. */
export function shownLog(sample: Explanation['bad']): string {
  return typeof sample === 'string' ? sample : sample.shown;
}
