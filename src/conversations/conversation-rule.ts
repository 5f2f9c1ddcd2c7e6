import type { Finding, NamedRule, OtherRecord } from '../problem/finding.js';
import type { RecordStart } from '../problem/problem.js';
import type { ConversationState } from './conversation-state.js';
import type { KindSet } from './event-kind.js';
import type { FactRow } from './fact-row.js';

/** The conversation before the record that is checked. A rule cannot change it. */
export type ConversationSoFar = Pick<
  ConversationState,
  | 'isNew'
  | 'first'
  | 'hasStart'
  | 'start'
  | 'hasEnded'
  | 'end'
  | 'messages'
  | 'messagesAtStart'
  | 'repeated'
  | 'repeatedAtStart'
  | 'hasMessageId'
  | 'hasEarlierMessage'
  | 'earlierMessage'
  | 'isFurtherUser'
  | 'firstUser'
  | 'isBeforeLatest'
  | 'latest'
>;

/** What a rule's finding is made from, besides the conversation. */
export interface FoundRecord {
  /** Where the record begins. */
  readonly start: RecordStart;
  /** The spec event that it is, under the first of its names in its schema; undefined for others. */
  readonly event: string | undefined;
}

/** Which records before a record, if they were broken or missing, might be the reason for a finding. */
export interface Doubt {
  /** The kinds of events that would make the finding false. */
  readonly events: KindSet;
  /** From where on such an event matters: from the beginning, the latest start, or the latest end. */
  readonly since: 'beginning' | 'start' | 'end';
  /** Whether a message id that nobody can read would make the finding false, too. Default: false. */
  readonly anyMessageId?: true;
}

/** A rule about a record among the earlier records of its conversation. */
export interface ConversationRule {
  readonly id: NamedRule;
  /** The kinds of events that can break the rule. Default: all. */
  readonly kinds?: KindSet;
  /**
   * The order in which records are checked: `time`, or `log`, as they stand in the files. `end`: only the last record by time is
   * checked, as if another came behind it. Default: `time`.
   */
  readonly order?: 'time' | 'log' | 'end';
  /** Left out by rules whose findings hold whatever else there may be in the conversation. */
  readonly doubt?: Doubt;
  /** Whether no record of a clean conversation breaks the rule; see `CleanConversations`. Default: false. */
  readonly holdsIfClean?: true;
  /** Whether a record breaks the rule. Called with every record of these kinds. */
  isBroken(record: FactRow, before: ConversationSoFar): boolean;
  /** The finding for a record that breaks the rule. Called before the record is added. */
  finding(record: FoundRecord, before: ConversationSoFar): Finding;
  /**
   * The finding, if the record's message id belongs to exactly one other conversation: with its first event there. Left out by
   * rules for which it does not matter.
   */
  withOther?(finding: Finding, other: OtherRecord): Finding;
}

/** Another record, as it is named beside this one. */
export function otherRecord(other: RecordStart, here: RecordStart): OtherRecord {
  const differsIn = other.file !== here.file ? 'file' : other.line !== here.line ? 'line' : 'record';
  return { ...other, differsIn };
}
