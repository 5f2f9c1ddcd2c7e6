import { ACTIVITY, hasKind, kindSet, RECEIVED, SENT } from './event-kind.js';
import type { FactRow } from './fact-row.js';
import {
  CONVERSATION,
  CONVERSATION_WORDS,
  FILE,
  HAS_MESSAGE_ID,
  HIGH_COLUMN,
  IS_LONG,
  MESSAGE_ID,
  ROW_WORDS,
  SHORT_HASH_WORDS,
} from './fact-row.js';

/** The events that belong to a message, or are one. */
const CARRIERS = kindSet(SENT, RECEIVED, ACTIVITY);

// What is kept of each id: its hash, the first conversation that has it, whether there are others, and its first event.
const OTHER = SHORT_HASH_WORDS;
const COUNT = OTHER + CONVERSATION_WORDS;
const PLACE = COUNT + 1;
const PLACE_WORDS = 5;
const WORDS = PLACE + PLACE_WORDS;

/** In which conversations some message ids are: those that have it in one conversation only. */
export class MessagePlaces {
  readonly #words: Uint32Array;
  readonly #slots: Int32Array;

  /** @param ids the short hashes of the ids, one behind the other */
  constructor(ids: Uint32Array) {
    const count = ids.length / SHORT_HASH_WORDS;
    this.#words = new Uint32Array(count * WORDS);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(8, 2 * count)))).fill(-1);
    for (let index = 0; index < count; index++) {
      const id = index * SHORT_HASH_WORDS;
      const slot = this.#slotOf(ids, id);
      if (this.#slots[slot] !== -1) continue;
      this.#slots[slot] = index * WORDS;
      this.#words[index * WORDS] = ids[id] as number;
      this.#words[index * WORDS + 1] = ids[id + 1] as number;
    }
  }

  /** Looks at a record of the log; they may come in any order. */
  look(record: FactRow): void {
    if (!record.has(HAS_MESSAGE_ID) || !hasKind(CARRIERS, record.kind)) return;
    const { words, at } = record;
    const entry = this.#slots[this.#slotOf(words, at + MESSAGE_ID)] as number;
    if (entry === -1) return;
    const kept = this.#words;
    const count = kept[entry + COUNT] as number;
    if (count === 0) {
      for (let word = 0; word < CONVERSATION_WORDS; word++)
        kept[entry + OTHER + word] = words[at + CONVERSATION + word] as number;
      kept[entry + COUNT] = 1;
      this.#keepPlace(entry, record);
    } else if (!this.#isOf(entry, words, at + CONVERSATION)) kept[entry + COUNT] = 2;
    else if (this.#isEarlier(entry, record)) this.#keepPlace(entry, record);
  }

  /** What was found, as rows: of each id that some conversation has, its hash, that conversation, 1 or more, and its first place. */
  *found(): Generator<Uint32Array> {
    for (let entry = 0; entry < this.#words.length; entry += WORDS)
      if (this.#words[entry + COUNT] !== 0) yield this.#words.subarray(entry, entry + WORDS);
  }

  /** Adds what was found in another part of the conversations: no conversation is in both. @param rows see `found` */
  addFound(rows: Uint32Array): void {
    for (let from = 0; from < rows.length; from += WORDS) {
      const entry = this.#slots[this.#slotOf(rows, from)] as number;
      if (entry === -1) continue;
      if (this.#words[entry + COUNT] === 0) this.#words.set(rows.subarray(from, from + WORDS), entry);
      else this.#words[entry + COUNT] = 2;
    }
  }

  /**
   * Where the id that begins at `at` is first seen, if exactly one conversation has it, and that is not the given one: file,
   * record, line, column, and the upper bits of the column.
   */
  onlyOther(ids: Uint32Array, at: number, conversation: Uint32Array): Uint32Array | undefined {
    const entry = this.#slots[this.#slotOf(ids, at)] as number;
    if (entry === -1 || this.#words[entry + COUNT] !== 1 || this.#isOf(entry, conversation, 0)) return undefined;
    return this.#words.subarray(entry + PLACE, entry + PLACE + PLACE_WORDS);
  }

  #slotOf(hash: Uint32Array, at: number): number {
    const a = hash[at] as number;
    const b = hash[at + 1] as number;
    const mask = this.#slots.length - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] as number;
      if (entry === -1 || (this.#words[entry] === a && this.#words[entry + 1] === b)) return slot;
    }
  }

  #isOf(entry: number, words: Uint32Array, at: number): boolean {
    for (let word = 0; word < CONVERSATION_WORDS; word++)
      if (this.#words[entry + OTHER + word] !== words[at + word]) return false;
    return true;
  }

  #isEarlier(entry: number, { file, record }: FactRow): boolean {
    const keptFile = this.#words[entry + PLACE] as number;
    return file < keptFile || (file === keptFile && record < (this.#words[entry + PLACE + 1] as number));
  }

  #keepPlace(entry: number, record: FactRow): void {
    const { words, at } = record;
    const kept = this.#words;
    for (let word = 0; word < PLACE_WORDS - 1; word++) kept[entry + PLACE + word] = words[at + FILE + word] as number;
    kept[entry + PLACE + PLACE_WORDS - 1] = record.has(IS_LONG) ? (words[at + ROW_WORDS + HIGH_COLUMN] as number) : 0;
  }
}
