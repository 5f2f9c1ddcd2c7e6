import { CleanConversations } from './clean-conversation.js';
import type { ConversationFold } from './conversation-fold.js';
import { hasKind, MESSAGE_KINDS } from './event-kind.js';
import {
  CONVERSATION,
  compareOrder,
  FactRow,
  HAS_MESSAGE_ID,
  isSameConversation,
  MESSAGE_ID,
  ROW_WORDS,
} from './fact-row.js';
import { MessageIdTable } from './message-id-table.js';

const NONE = -1;

/** The words of a hash that tell conversations of a partition apart in its table: its first bits are the partition's. */
const BUCKET_WORD = CONVERSATION + 1;

/**
 * Checks the conversations of a partition whose rows fit in memory. The arrays that it needs are used again for the next one:
 * new memory takes more time than the rules.
 */
export class PartitionFolder {
  readonly #fold: ConversationFold;
  readonly #record = new FactRow();
  readonly #ids = new MessageIdTable();
  /** Conversations by the hash of their ids: the first of each bucket, and the next in the same one. */
  #buckets = new Int32Array(0);
  #nextInBucket = new Int32Array(0);
  /** The first and the last row of each conversation, and behind each row the next one of its conversation. */
  #first = new Int32Array(0);
  #last = new Int32Array(0);
  #next = new Int32Array(0);
  /** How many records each conversation has. */
  #count = new Int32Array(0);
  readonly #clean: CleanConversations | undefined;
  /** The rows of one conversation. */
  #order = new Int32Array(0);

  constructor(fold: ConversationFold) {
    this.#fold = fold;
    this.#clean = CleanConversations.forRules(fold.rules, this.#ids);
  }

  /** @param words all rows of the partition, in the order of the log; their times are changed to those that order them */
  fold(words: Uint32Array): void {
    const conversations = this.#group(words);
    const clean = this.#clean;
    for (let conversation = 0; conversation < conversations; conversation++) {
      const first = this.#first[conversation] as number;
      if (clean?.isClean(words, first, this.#next, this.#count[conversation] as number) === true)
        this.#measure(words, first);
      else this.#foldOne(words, conversation);
    }
  }

  /** Chains the rows of each conversation; returns how many conversations there are. */
  #group(words: Uint32Array): number {
    const rows = words.length / ROW_WORDS;
    this.#reserve(rows);
    const buckets = this.#buckets;
    const mask = buckets.length - 1;
    const first = this.#first;
    const last = this.#last;
    buckets.fill(NONE);
    const record = this.#record;
    let count = 0;
    for (let at = 0; at < words.length; at += record.moveTo(words, at).length) {
      const bucket = (words[at + BUCKET_WORD] as number) & mask;
      let found = buckets[bucket] as number;
      while (found !== NONE && !isSameConversation(words, first[found] as number, words, at))
        found = this.#nextInBucket[found] as number;
      if (found === NONE) {
        found = count++;
        first[found] = at;
        this.#count[found] = 0;
        this.#nextInBucket[found] = buckets[bucket] as number;
        buckets[bucket] = found;
      } else {
        this.#next[(last[found] as number) / ROW_WORDS] = at;
      }
      last[found] = at;
      this.#count[found] = (this.#count[found] as number) + 1;
      this.#next[at / ROW_WORDS] = NONE;
    }
    return count;
  }

  /** Measures a clean conversation, whose records are in the order of time. */
  #measure(words: Uint32Array, first: number): void {
    const { measures } = this.#fold;
    if (measures === undefined) return;
    const record = this.#record;
    measures.begin();
    for (let at = first; at !== NONE; at = this.#next[at / ROW_WORDS] as number) {
      this.#fold.setTime(record.moveTo(words, at));
      measures.add(record, false);
    }
    measures.end();
  }

  #foldOne(words: Uint32Array, conversation: number): void {
    const fold = this.#fold;
    const record = this.#record;
    const order = this.#order;
    fold.begin();
    let count = 0;
    let ids = 0;
    let isInOrder = true;
    for (let at = this.#first[conversation] as number; at !== NONE; at = this.#next[at / ROW_WORDS] as number) {
      fold.look(record.moveTo(words, at));
      if (record.has(HAS_MESSAGE_ID)) ids++;
      if (count > 0 && isInOrder) isInOrder = compareOrder(words, order[count - 1] as number, words, at) < 0;
      order[count++] = at;
    }
    if (!isInOrder) order.subarray(0, count).sort((a, b) => compareOrder(words, a, words, b) || a - b);
    fold.beginChecks();
    this.#ids.begin(ids);
    for (let index = 0; index < count; index++) this.#check(words, order[index] as number);
    fold.end();
  }

  #check(words: Uint32Array, at: number): void {
    const record = this.#record.moveTo(words, at);
    const ids = this.#ids;
    if (!record.has(HAS_MESSAGE_ID)) {
      this.#fold.check(record, false, words, NONE);
      return;
    }
    const isKnown = ids.find(words, at + MESSAGE_ID);
    this.#fold.check(record, isKnown, words, ids.messageAt);
    ids.add(words, at + MESSAGE_ID, hasKind(MESSAGE_KINDS, record.kind) ? at : NONE);
  }

  #reserve(rows: number): void {
    if (rows <= this.#next.length) return;
    const size = rows + (rows >>> 2) + 64;
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(size)));
    this.#nextInBucket = new Int32Array(size);
    this.#first = new Int32Array(size);
    this.#last = new Int32Array(size);
    this.#count = new Int32Array(size);
    this.#next = new Int32Array(size);
    this.#order = new Int32Array(size);
  }
}
