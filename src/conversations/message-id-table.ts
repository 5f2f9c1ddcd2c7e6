import { SHORT_HASH_WORDS } from './fact-row.js';

/** What an entry has: the conversation that it belongs to, the hash, and where the first message with the id begins. */
const CONVERSATION = 0;
const HASH = 1;
const MESSAGE = HASH + SHORT_HASH_WORDS;
const WORDS = MESSAGE + 1;

const NO_ENTRY = -1;

/**
 * The message ids of one conversation after the other, in memory that is used again. A short conversation uses only the first
 * part of it, which stays in the processor's cache.
 */
export class MessageIdTable {
  #words = new Int32Array(0);
  #mask = 0;
  #conversation = 0;
  #at = NO_ENTRY;
  #free = 0;

  /** Begins with a conversation that has at most this many ids. */
  begin(maxIds: number): void {
    // The power of two from twice as many on, at least 8. `Math.log2` takes longer than a short conversation.
    const slots = 1 << (32 - Math.clz32(Math.max(8, 2 * maxIds) - 1));
    if (slots * WORDS > this.#words.length) {
      this.#words = new Int32Array(slots * WORDS);
      this.#conversation = 0;
    }
    this.#mask = slots - 1;
    // An entry of an earlier conversation counts as free.
    this.#conversation++;
  }

  /** Looks for the id whose hash begins at `at`; returns whether it was added. */
  find(hash: Uint32Array, at: number): boolean {
    const a = (hash[at] as number) | 0;
    const b = (hash[at + 1] as number) | 0;
    const words = this.#words;
    for (let slot = a & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = slot * WORDS;
      if (words[entry + CONVERSATION] !== this.#conversation) {
        this.#at = NO_ENTRY;
        this.#free = entry;
        return false;
      }
      if (words[entry + HASH] === a && words[entry + HASH + 1] === b) {
        this.#at = entry;
        return true;
      }
    }
  }

  /** Where the row of the first message with the id that was looked for last begins; -1 if there is none. */
  get messageAt(): number {
    return this.#at === NO_ENTRY ? -1 : (this.#words[this.#at + MESSAGE] as number);
  }

  /** Adds the id that was looked for last. @param messageAt where its row begins if it is a message; else -1 */
  add(hash: Uint32Array, at: number, messageAt: number): void {
    const words = this.#words;
    if (this.#at !== NO_ENTRY) {
      if (words[this.#at + MESSAGE] === -1) words[this.#at + MESSAGE] = messageAt;
      return;
    }
    words[this.#free + CONVERSATION] = this.#conversation;
    words[this.#free + HASH] = hash[at] as number;
    words[this.#free + HASH + 1] = hash[at + 1] as number;
    words[this.#free + MESSAGE] = messageAt;
  }
}
