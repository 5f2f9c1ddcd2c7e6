import { HASH_WORDS, hashId } from '../record/id-hash.js';
import type { EventKind } from './event-kind.js';
import { eventKindOf, OTHER } from './event-kind.js';
import type { RecordFacts } from './record-facts.js';

/** In place of an id that the record does not have. */
export const NO_ID = -1;

/** In place of a `message_count` that the record does not have. */
export const NO_COUNT = -1;

/**
 * The facts of one record as numbers, so that neither the scanner nor a rule makes a string. Its ids are hashes of
 * `HASH_WORDS` words in `words`; `conversationAt`, `messageAt` and `userAt` say where each begins, or NO_ID.
 */
export interface HashedRecord {
  kind: EventKind;
  words: Int32Array;
  conversationAt: number;
  messageAt: number;
  userAt: number;
  messageCount: number;
  /** Milliseconds since 1970; NaN if the record has no usable timestamp, or if no rule reads times. */
  time: number;
  /** True if the record counts as seen, but no rule is checked on it. */
  seenOnly: boolean;
  /** The file's number, see `FileNames`. */
  file: number;
  record: number;
  line: number;
  column: number;
}

/** A record to be filled in. All are made here, so that the engine knows them as one shape. */
export function createHashedRecord(words: Int32Array = new Int32Array(3 * HASH_WORDS)): HashedRecord {
  return {
    kind: OTHER,
    words,
    conversationAt: 0,
    messageAt: NO_ID,
    userAt: NO_ID,
    messageCount: NO_COUNT,
    time: Number.NaN,
    seenOnly: false,
    file: 0,
    record: 0,
    line: 0,
    column: 0,
  };
}

/** Fills in a record from its facts; `target.words` has room for three hashes. File and time are left to the caller. */
export function hashFacts(facts: RecordFacts, target: HashedRecord): void {
  const { words } = target;
  const write = (id: string | undefined, at: number): number => {
    if (id === undefined) return NO_ID;
    hashId(id, words, at);
    return at;
  };
  target.kind = eventKindOf(facts.event, facts.nearEvent);
  target.conversationAt = write(facts.conversationId, 0);
  target.messageAt = write(facts.messageId, HASH_WORDS);
  target.userAt = write(facts.userId, 2 * HASH_WORDS);
  target.messageCount = facts.messageCount ?? NO_COUNT;
  target.seenOnly = facts.seenOnly;
  target.record = facts.record;
  target.line = facts.line;
  target.column = facts.column;
}
