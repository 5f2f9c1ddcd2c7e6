import { CATALOG } from './catalog.js';
import type { NamedRule } from './finding.js';
import { SCHEMA_KEYWORDS } from './schema-keywords.js';

/** The fault that a rule is about, in a few words. */
export function ruleSummary(rule: string): string {
  if (Object.hasOwn(CATALOG, rule)) return CATALOG[rule as NamedRule].summary;
  return SCHEMA_KEYWORDS[rule.replace('schema/', '')] ?? 'a value is not what its schema asks for';
}
