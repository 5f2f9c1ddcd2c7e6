import type { NamedRule } from '../problem/finding.js';
import type { RecordCheck } from './rule.js';
import { RECORD_CHECKS } from './rules.js';

/** A rule about one record, beyond the schemas. */
export interface RecordRule {
  readonly id: NamedRule;
  readonly check: RecordCheck;
}

/** The rules about one record, in the order in which they are called. */
export const RECORD_RULES: readonly RecordRule[] = Object.entries(RECORD_CHECKS).map(([id, check]) => ({
  id: id as NamedRule,
  check,
}));
