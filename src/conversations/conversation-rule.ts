import type { Finding, NamedRule, OtherRecord } from '../problem/finding.js';
import type { RecordStart } from '../problem/problem.js';
import type { ConversationState } from './conversation-state.js';
import type { RecordFacts } from './record-facts.js';

/** A rule about a record among those of its conversation that came before. */
export interface ConversationRule {
  readonly id: NamedRule;
  /** What is wrong with a record, after what was seen so far; the record itself is not yet part of the story. */
  check(facts: RecordFacts, story: ConversationState): Finding | undefined;
}

/** Another record, as it is named beside this one. */
export function otherRecord(other: RecordStart, here: RecordStart): OtherRecord {
  const differsIn = other.file !== here.file ? 'file' : other.line !== here.line ? 'line' : 'record';
  return { ...other, differsIn };
}
