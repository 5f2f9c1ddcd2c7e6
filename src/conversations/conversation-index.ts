import { copyHash, HASH_WORDS } from '../record/id-hash.js';

/** No conversation has this serial. */
export const NO_SERIAL = -1;

/**
 * Finds the serials of conversations by the hashes of their ids: a chained table in flat arrays. As a Map of strings it
 * takes several times the memory, and a string for each record.
 */
export class ConversationIndex {
  readonly #hashes: Int32Array;
  /** Serials plus one; 0 is none. */
  readonly #buckets: Int32Array;
  readonly #nextInBucket: Int32Array;
  size = 0;

  /** @param capacity how many conversations there may be at once; their serials are below it */
  constructor(capacity: number) {
    this.#hashes = new Int32Array(capacity * HASH_WORDS);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, capacity))));
    this.#nextInBucket = new Int32Array(capacity);
  }

  /** The hashes of all ids: that of a serial begins at `serial * HASH_WORDS`. */
  get hashes(): Int32Array {
    return this.#hashes;
  }

  /** The serial of the id whose hash begins at `at`; NO_SERIAL if it has none. */
  find(hash: Int32Array, at: number): number {
    const hashes = this.#hashes;
    const a = hash[at] ?? 0;
    const b = hash[at + 1] ?? 0;
    const c = hash[at + 2] ?? 0;
    const d = hash[at + 3] ?? 0;
    let serial = (this.#buckets[a & (this.#buckets.length - 1)] ?? 0) - 1;
    while (serial !== NO_SERIAL) {
      const known = serial * HASH_WORDS;
      if (hashes[known] === a && hashes[known + 1] === b && hashes[known + 2] === c && hashes[known + 3] === d) break;
      serial = (this.#nextInBucket[serial] ?? 0) - 1;
    }
    return serial;
  }

  /** Adds an id that is not there under a serial that is free. */
  add(serial: number, hash: Int32Array, at: number): void {
    copyHash(hash, at, this.#hashes, serial * HASH_WORDS);
    const bucket = this.#bucketOf(serial);
    this.#nextInBucket[serial] = this.#buckets[bucket] ?? 0;
    this.#buckets[bucket] = serial + 1;
    this.size++;
  }

  remove(serial: number): void {
    const bucket = this.#bucketOf(serial);
    const next = this.#nextInBucket[serial] ?? 0;
    let before = (this.#buckets[bucket] ?? 0) - 1;
    this.size--;
    if (before === serial) {
      this.#buckets[bucket] = next;
      return;
    }
    while (this.#nextInBucket[before] !== serial + 1) before = (this.#nextInBucket[before] ?? 0) - 1;
    this.#nextInBucket[before] = next;
  }

  #bucketOf(serial: number): number {
    return (this.#hashes[serial * HASH_WORDS] ?? 0) & (this.#buckets.length - 1);
  }
}
