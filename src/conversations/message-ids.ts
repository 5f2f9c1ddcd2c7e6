import { mixed } from '../record/id-hash.js';
import type { NumberedPlace } from './conversation-store.js';

/** The end of a list of slots; no slot has this number. */
export const NO_SLOT = 0;

/**
 * What a slot holds, all in one line of the processor’s cache: half of the hash, in which the conversation has its part, then
 * these. A line of 0 says that no message had the id yet.
 */
const NEXT_IN_BUCKET = 2;
const NEXT_OF_LIST = 3;
const FILE = 4;
const RECORD = 5;
const LINE = 6;
const COLUMN = 7;
const WORDS = 8;

/** So many ids of one conversation are found by walking their list: they lie near each other, where a table’s lie all over. */
const SHORT_LIST = 16;

/** The message ids of one conversation. */
export interface IdList {
  /** Which conversation; no other that is kept has the number. */
  readonly serial: number;
  /** How many there are, and the slot of the latest. */
  size: number;
  slots: number;
}

/**
 * The message ids of all conversations, each with the place of the first message that had it. Lists in one flat array, and a
 * hash table of those that are long: kept as strings and objects, ids take three times the memory, and the garbage collector
 * more time than all rules together. Memory is reserved once, and taken from the system as it is filled.
 */
export class MessageIds {
  readonly #words: Int32Array;
  readonly #buckets: Int32Array;
  /** The hash that was looked for last. */
  #wantedA = 0;
  #wantedB = 0;
  #used = 0;
  #free = NO_SLOT;

  /** `capacity` is how many ids there may be at once. */
  constructor(capacity: number) {
    this.#words = new Int32Array((capacity + 1) * WORDS);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(capacity)));
  }

  /** The slot of the message id whose hash begins at `at`; NO_SLOT if the list has none. */
  find(list: IdList, hash: Int32Array, at: number): number {
    const words = this.#words;
    // The same id in two conversations is two ids.
    const a = (hash[at] ?? 0) ^ mixed(list.serial);
    const b = hash[at + 1] ?? 0;
    this.#wantedA = a;
    this.#wantedB = b;
    const isShort = list.size <= SHORT_LIST;
    const next = isShort ? NEXT_OF_LIST : NEXT_IN_BUCKET;
    let slot = isShort ? list.slots : this.#head(a);
    while (slot !== NO_SLOT) {
      const known = slot * WORDS;
      if (words[known] === a && words[known + 1] === b) break;
      slot = words[known + next] ?? NO_SLOT;
    }
    return slot;
  }

  /** Whether a message had the id of a slot. */
  isMessage(slot: number): boolean {
    return this.#words[slot * WORDS + LINE] !== 0;
  }

  /** The first message with the id of a slot; undefined if only other events carried it. */
  messageAt(slot: number): NumberedPlace | undefined {
    if (!this.isMessage(slot)) return undefined;
    const word = (field: number): number => (this.#words[slot * WORDS + field] ?? 0) >>> 0;
    return { file: word(FILE), record: word(RECORD), line: word(LINE), column: word(COLUMN) };
  }

  /** Notes the first message with the id of a slot. */
  setMessage(slot: number, { file, record, line, column }: NumberedPlace): void {
    const words = this.#words;
    const at = slot * WORDS;
    words[at + FILE] = file;
    words[at + RECORD] = record;
    words[at + LINE] = line;
    words[at + COLUMN] = column;
  }

  /** Adds the id that was just looked for in vain; returns its slot. */
  add(list: IdList): number {
    const words = this.#words;
    const slot = this.#free === NO_SLOT ? ++this.#used : this.#free;
    const at = slot * WORDS;
    if (slot === this.#free) this.#free = words[at + NEXT_OF_LIST] ?? NO_SLOT;
    words[at] = this.#wantedA;
    words[at + 1] = this.#wantedB;
    words[at + NEXT_OF_LIST] = list.slots;
    words[at + LINE] = 0;
    list.slots = slot;
    list.size++;
    if (list.size > SHORT_LIST + 1) this.#chain(slot);
    else if (list.size > SHORT_LIST) this.#chainAll(slot);
    return slot;
  }

  /** Lets the ids of a list go. */
  remove(list: IdList): void {
    const words = this.#words;
    const isShort = list.size <= SHORT_LIST;
    for (let slot = list.slots; slot !== NO_SLOT; ) {
      if (!isShort) this.#unchain(slot);
      const next = words[slot * WORDS + NEXT_OF_LIST] ?? NO_SLOT;
      words[slot * WORDS + NEXT_OF_LIST] = this.#free;
      this.#free = slot;
      slot = next;
    }
    list.slots = NO_SLOT;
    list.size = 0;
  }

  #bucketOf(hash: number): number {
    return hash & (this.#buckets.length - 1);
  }

  #head(hash: number): number {
    return this.#buckets[this.#bucketOf(hash)] ?? NO_SLOT;
  }

  #chainAll(slots: number): void {
    for (let slot = slots; slot !== NO_SLOT; slot = this.#words[slot * WORDS + NEXT_OF_LIST] ?? NO_SLOT) {
      this.#chain(slot);
    }
  }

  #chain(slot: number): void {
    const hash = this.#words[slot * WORDS] ?? 0;
    this.#words[slot * WORDS + NEXT_IN_BUCKET] = this.#head(hash);
    this.#buckets[this.#bucketOf(hash)] = slot;
  }

  #unchain(slot: number): void {
    const words = this.#words;
    const hash = words[slot * WORDS] ?? 0;
    const next = words[slot * WORDS + NEXT_IN_BUCKET] ?? NO_SLOT;
    let before = this.#head(hash);
    if (before === slot) {
      this.#buckets[this.#bucketOf(hash)] = next;
      return;
    }
    while (words[before * WORDS + NEXT_IN_BUCKET] !== slot) {
      before = words[before * WORDS + NEXT_IN_BUCKET] ?? NO_SLOT;
    }
    words[before * WORDS + NEXT_IN_BUCKET] = next;
  }
}
