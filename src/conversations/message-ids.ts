import { mixed } from '../record/id-hash.js';
import type { NumberedPlace } from './places.js';
import { Places } from './places.js';

/** The end of a list of slots; no slot has this number. */
export const NO_SLOT = 0;

/**
 * What a slot holds, all in one line of the processor's cache: half of the hash, mixed with the conversation's serial,
 * then the next slots, then the place of the first message with the id. Its line is 0 until there is one.
 */
const NEXT_IN_BUCKET = 2;
const NEXT_OF_LIST = 3;
const PLACE = 4;
const LINE = 6;
const WORDS = 8;

/**
 * A longer list is also in the hash table. A shorter one is searched one by one: its ids lie near each other, unlike
 * those of the table.
 */
const MAX_SHORT_LIST = 16;

/** The message ids of one conversation. */
export interface IdList {
  /** The conversation's number; no other that is kept has it. */
  readonly serial: number;
  /** How many ids there are. */
  size: number;
  /** The slot of the latest. */
  slots: number;
}

/**
 * The message ids of all conversations, each with the place of the first message that has it: lists in one flat array,
 * and a hash table of those that are long. As strings and objects, ids take three times the memory, and the garbage
 * collector more time than all rules together. Memory is reserved once, and the system gives it as it is written to.
 */
export class MessageIds {
  readonly #words: Int32Array;
  readonly #places: Places;
  readonly #buckets: Int32Array;
  /** The hash that `find` was called with last. */
  #wantedA = 0;
  #wantedB = 0;
  #used = 0;
  #free = NO_SLOT;

  /** `capacity` is how many ids there may be at once. */
  constructor(capacity: number) {
    this.#words = new Int32Array((capacity + 1) * WORDS);
    this.#places = new Places(this.#words);
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
    const isShort = list.size <= MAX_SHORT_LIST;
    const next = isShort ? NEXT_OF_LIST : NEXT_IN_BUCKET;
    let slot = isShort ? list.slots : this.#head(a);
    while (slot !== NO_SLOT) {
      const known = slot * WORDS;
      if (words[known] === a && words[known + 1] === b) break;
      slot = words[known + next] ?? NO_SLOT;
    }
    return slot;
  }

  /** Whether a message has the id of a slot. */
  isMessage(slot: number): boolean {
    return this.#words[slot * WORDS + LINE] !== 0;
  }

  /** The first message with the id of a slot; undefined if only other events carry it. */
  messageAt(slot: number): NumberedPlace | undefined {
    return this.isMessage(slot) ? this.#places.read(slot * WORDS + PLACE) : undefined;
  }

  /** Notes the first message with the id of a slot. */
  setMessage(slot: number, place: NumberedPlace): void {
    this.#places.write(slot * WORDS + PLACE, place);
  }

  /** Adds the id that `find` has just not found; returns its slot. */
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
    if (list.size > MAX_SHORT_LIST + 1) this.#chain(slot);
    else if (list.size > MAX_SHORT_LIST) this.#chainAll(slot);
    return slot;
  }

  /** Removes the ids of a list. */
  remove(list: IdList): void {
    const words = this.#words;
    const isShort = list.size <= MAX_SHORT_LIST;
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
