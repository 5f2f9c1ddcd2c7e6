import type { RecordStart } from '../../problem/problem.js';
import { hashId } from './id-hash.js';

/** Marks the end of a list of slots. */
export const NO_SLOT = -1;

const FIRST_CAPACITY = 4096;

/** What a slot holds in `#words`: four words of hash, then these. Together, as they are needed together. */
const NEXT_IN_BUCKET = 4;
const NEXT_OF_LIST = 5;
const FILE = 6;
const COLUMN = 7;
const CHAINED = 8;
const WORDS = 9;

/** And in `#numbers`, which may go beyond 32 bits. A line of 0 says that no message had the id yet. */
const RECORD = 0;
const LINE = 1;
const NUMBERS = 2;

/** So many ids of one conversation are found by walking their list: they lie near each other, where a table’s lie all over. */
const SHORT_LIST = 16;

/** The message ids of one conversation. */
export interface IdList {
  /** Which conversation; a number of its own. */
  readonly serial: number;
  /** How many there are, and the slot of the latest. */
  size: number;
  slots: number;
}

/**
 * The message ids of all conversations, each with the place of the first message that had it. Lists in flat arrays, and a
 * hash table of those that are long: kept as strings and objects, ids take three times the memory, and the garbage collector
 * more time than all rules together.
 */
export class MessageIds {
  #capacity = FIRST_CAPACITY;
  #used = 0;
  #free = NO_SLOT;
  #buckets = new Int32Array(FIRST_CAPACITY).fill(NO_SLOT);
  #words = new Int32Array(FIRST_CAPACITY * WORDS);
  #numbers = new Float64Array(FIRST_CAPACITY * NUMBERS);
  readonly #files: string[] = [];
  readonly #hash = new Int32Array(4);
  #wantedId: string | undefined;
  #wantedList: IdList | undefined;
  #found = NO_SLOT;

  /** The slot of a message id; NO_SLOT if the list has none. The last question is remembered with its answer. */
  find(list: IdList, id: string): number {
    if (id === this.#wantedId && list === this.#wantedList) return this.#found;
    const hash = this.#hash;
    hashId(id, list.serial, hash);
    this.#wantedId = id;
    this.#wantedList = list;
    const words = this.#words;
    const isShort = list.size <= SHORT_LIST;
    const next = isShort ? NEXT_OF_LIST : NEXT_IN_BUCKET;
    let slot = isShort ? list.slots : (this.#buckets[this.#bucketOf(hash[0] ?? 0)] ?? NO_SLOT);
    for (; slot !== NO_SLOT; slot = words[slot * WORDS + next] ?? NO_SLOT) {
      const at = slot * WORDS;
      if (words[at] !== hash[0] || words[at + 1] !== hash[1]) continue;
      if (words[at + 2] === hash[2] && words[at + 3] === hash[3]) break;
    }
    this.#found = slot;
    return slot;
  }

  /** Whether a message had the id of a slot. */
  isMessage(slot: number): boolean {
    return this.#numbers[slot * NUMBERS + LINE] !== 0;
  }

  /** The first message with the id of a slot; undefined if only other events carried it. */
  messageAt(slot: number): RecordStart | undefined {
    if (!this.isMessage(slot)) return undefined;
    return {
      file: this.#files[this.#words[slot * WORDS + FILE] ?? 0] ?? '',
      record: this.#numbers[slot * NUMBERS + RECORD] ?? 0,
      line: this.#numbers[slot * NUMBERS + LINE] ?? 0,
      column: this.#words[slot * WORDS + COLUMN] ?? 0,
    };
  }

  /** Notes the first message with the id of a slot. */
  setMessage(slot: number, { file, record, line, column }: RecordStart): void {
    if (this.#files[this.#files.length - 1] !== file) this.#files.push(file);
    this.#words[slot * WORDS + FILE] = this.#files.length - 1;
    this.#words[slot * WORDS + COLUMN] = column;
    this.#numbers[slot * NUMBERS + RECORD] = record;
    this.#numbers[slot * NUMBERS + LINE] = line;
  }

  /** Adds the id that was just looked for in vain; returns its slot. */
  add(list: IdList): number {
    let slot = this.#free;
    if (slot !== NO_SLOT) this.#free = this.#words[slot * WORDS + NEXT_OF_LIST] ?? NO_SLOT;
    else {
      if (this.#used === this.#capacity) this.#grow();
      slot = this.#used++;
    }
    const words = this.#words;
    const at = slot * WORDS;
    // One by one: `set` takes ten times as long for so little.
    for (let word = 0; word < 4; word++) words[at + word] = this.#hash[word] ?? 0;
    words[at + NEXT_OF_LIST] = list.slots;
    this.#numbers[slot * NUMBERS + LINE] = 0;
    list.slots = slot;
    list.size++;
    if (list.size > SHORT_LIST + 1) this.#chain(slot);
    else if (list.size > SHORT_LIST) this.#chainAll(list);
    this.#found = slot;
    return slot;
  }

  /** Lets the ids of a list go. */
  remove(list: IdList): void {
    this.#wantedId = undefined;
    this.#wantedList = undefined;
    const words = this.#words;
    for (let slot = list.slots; slot !== NO_SLOT; ) {
      if (list.size > SHORT_LIST) this.#unchain(slot);
      const next = words[slot * WORDS + NEXT_OF_LIST] ?? NO_SLOT;
      words[slot * WORDS + NEXT_OF_LIST] = this.#free;
      this.#free = slot;
      slot = next;
    }
  }

  #bucketOf(hash: number): number {
    return hash & (this.#capacity - 1);
  }

  #chainAll(list: IdList): void {
    for (let slot = list.slots; slot !== NO_SLOT; slot = this.#words[slot * WORDS + NEXT_OF_LIST] ?? NO_SLOT) {
      this.#chain(slot);
    }
  }

  #chain(slot: number): void {
    this.#words[slot * WORDS + CHAINED] = 1;
    const bucket = this.#bucketOf(this.#words[slot * WORDS] ?? 0);
    this.#words[slot * WORDS + NEXT_IN_BUCKET] = this.#buckets[bucket] ?? NO_SLOT;
    this.#buckets[bucket] = slot;
  }

  #unchain(slot: number): void {
    const words = this.#words;
    words[slot * WORDS + CHAINED] = 0;
    const next = words[slot * WORDS + NEXT_IN_BUCKET] ?? NO_SLOT;
    const bucket = this.#bucketOf(words[slot * WORDS] ?? 0);
    let before = this.#buckets[bucket] ?? NO_SLOT;
    if (before === slot) {
      this.#buckets[bucket] = next;
      return;
    }
    while (words[before * WORDS + NEXT_IN_BUCKET] !== slot) {
      before = words[before * WORDS + NEXT_IN_BUCKET] ?? NO_SLOT;
    }
    words[before * WORDS + NEXT_IN_BUCKET] = next;
  }

  #grow(): void {
    this.#capacity *= 2;
    const words = new Int32Array(this.#capacity * WORDS);
    words.set(this.#words);
    this.#words = words;
    const numbers = new Float64Array(this.#capacity * NUMBERS);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    this.#buckets = new Int32Array(this.#capacity).fill(NO_SLOT);
    for (let slot = 0; slot < this.#used; slot++) if (words[slot * WORDS + CHAINED] === 1) this.#chain(slot);
  }
}
