import type { EventKind } from './event-kind.js';

/** What a record tells its story: the hashes of its ids, each of `HASH_WORDS` words, and where they begin; -1 for no id. */
export interface HashedRecord {
  kind: EventKind;
  words: Int32Array;
  conversationAt: number;
  messageAt: number;
  userAt: number;
  /** -1 for none. */
  messageCount: number;
  file: number;
  record: number;
  line: number;
  column: number;
}
