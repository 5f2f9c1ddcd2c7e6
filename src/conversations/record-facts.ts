import type { RecordStart } from '../problem/problem.js';

/**
 * All that the rules across records are told of a record, whoever read it. Only track calls with a conversationId have a part
 * in a conversation; of others there are no facts. The object belongs to its maker, who may fill it anew for the next record:
 * nothing but the strings in it is kept. What an exact place needs is not here, since few records have a problem: a finding
 * names a pointer, and the record is read once more for it.
 */
export interface RecordFacts extends RecordStart {
  /** The spec event that it is, under the first of its names in its schema, a misspelled one included; undefined for others. */
  readonly event: string | undefined;
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
  /** True if the record counts as seen, but is so far from valid that its errors say all there is to say. */
  readonly seenOnly: boolean;
}
