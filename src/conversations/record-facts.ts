import type { RecordStart } from '../problem/problem.js';
import type { KindSet } from './event-kind.js';

/**
 * The facts of a record that conversation rules may use, with its ids as strings. Only track calls with a conversationId have
 * facts, and broken records that seem to be such a call.
 */
export interface RecordFacts extends RecordStart {
  /**
   * The spec event that it is, under the first of its names in its schema, a misspelled one included; undefined for
   * others.
   */
  readonly event: string | undefined;
  /** The event's name as it is written, if it is a string. */
  readonly written: string | undefined;
  /** The spec event that its name is an old, foreign or mistyped name of: it may be that, and may not. */
  readonly nearEvent: string | undefined;
  /** The id of the conversation; not empty. */
  readonly conversationId: string;
  /** `properties.messageId`, if that is a non-empty string. */
  readonly messageId: string | undefined;
  /** `userId`, if that is a non-empty string. */
  readonly userId: string | undefined;
  /** `timestamp` as it is written, if that is a string. */
  readonly timestamp: string | undefined;
  /** `properties.message_count`, if that is an integer from 0. */
  readonly messageCount: number | undefined;
  /** True if the record counts as seen, but no rule is checked on it, since its own errors are reported already. */
  readonly seenOnly: boolean;
  /** For a broken record, the kinds of events that it may be; no rule is checked on it. */
  readonly mayBe?: KindSet | undefined;
}
