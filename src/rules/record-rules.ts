import type { NamedRule } from '../problem/finding.js';
import type { Call } from '../schema/event-schema.js';
import type { EventMatch } from '../schema/registry.js';
import type { RecordCheck, RecordScope } from './rule.js';
import { RECORD_CHECKS, RULES } from './rules.js';

/** A rule about one record, beyond the schemas. */
export interface RecordRule {
  readonly id: NamedRule;
  readonly check: RecordCheck;
  /** Default: all records. */
  readonly concerns?: RecordScope | undefined;
}

/** The rules about one record, in the order in which they are called. */
export const RECORD_RULES: readonly RecordRule[] = Object.entries(RECORD_CHECKS).map(([id, check]) => ({
  id: id as NamedRule,
  check,
  concerns: RULES[id as NamedRule].concerns,
}));

/** Whether a rule is checked on a record of a call, with what the schemas know of its event. */
export function concernsRecord({ concerns }: RecordRule, call: Call, match: EventMatch | undefined): boolean {
  if (concerns === undefined) return true;
  const { calls, events } = concerns;
  if (calls !== undefined && !calls.includes(call)) return false;
  if (events === undefined) return true;
  return match !== undefined && match.kind !== 'unknown' && match.schema.names.some((name) => events.includes(name));
}
