import type { Finding, NamedRule, OtherRecord } from '../problem/finding.js';
import type { RecordStart } from '../problem/problem.js';
import type { ConversationState } from './conversation-state.js';
import type { KindSet } from './event-kind.js';
import type { HashedRecord } from './hashed-record.js';
import type { RecordFacts } from './record-facts.js';

/** The conversation before the record that is checked. A rule cannot change it. */
export type ConversationSoFar = Pick<
  ConversationState,
  | 'first'
  | 'isNew'
  | 'start'
  | 'hasStart'
  | 'end'
  | 'hasEnded'
  | 'mayHaveEnded'
  | 'mayHaveResumed'
  | 'messages'
  | 'messagesAtStart'
  | 'repeated'
  | 'repeatedAtStart'
  | 'hasGap'
  | 'hasNearMessage'
  | 'hasNearEnd'
  | 'isPartial'
  | 'hasMessageIdOf'
  | 'hasMessageWithIdOf'
  | 'messageWithIdOf'
  | 'firstUser'
  | 'isFurtherUser'
  | 'latest'
  | 'latestTime'
>;

interface Rule<Record> {
  readonly id: NamedRule;
  /** The kinds of events that can break the rule. Default: all. */
  readonly kinds?: KindSet;
  /**
   * Whether a record breaks the rule. Called with every record of these kinds, whether it was built or the scanner
   * accepted it.
   */
  isBroken(record: Record, before: ConversationSoFar): boolean;
  /** The finding for a record that breaks the rule. */
  finding(facts: RecordFacts, before: ConversationSoFar, record: HashedRecord): Finding;
}

/** A rule that reads `record.time`. It makes a run slower, since times are then read from every record. */
interface TimedRule extends Rule<HashedRecord> {
  readonly usesTime: true;
}

interface UntimedRule extends Rule<Omit<HashedRecord, 'time'>> {
  readonly usesTime?: false;
}

/** A rule about a record among the earlier records of its conversation. */
export type ConversationRule = TimedRule | UntimedRule;

/** Another record, as it is named beside this one. */
export function otherRecord(other: RecordStart, here: RecordStart): OtherRecord {
  const differsIn = other.file !== here.file ? 'file' : other.line !== here.line ? 'line' : 'record';
  return { ...other, differsIn };
}
