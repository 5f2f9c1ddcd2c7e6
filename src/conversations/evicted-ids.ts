/** 16 MiB of bits: after 10 million ids, about one new id in a hundred is mistaken for one of them. */
export const MAX_WORDS = 2 ** 22;
/** All bits of an id are in one line of the processor's cache. */
const WORDS_PER_BLOCK = 16;

/**
 * The first ids are kept in this share of the memory, one for each of its words, since even a few ids would touch all
 * of it.
 */
const SHARE_OF_FIRST = 16;

/**
 * The ids of evicted conversations, in a fixed amount of memory (Bloom filters). It finds each of them, and may mistake
 * a new id for one of them: so no problem is false, and the problems of a few conversations are missing. Ids are given
 * as their hashes: `HASH_WORDS` words from `at` on.
 */
export class EvictedIds {
  readonly #size: number;
  readonly #first: IdFilter;
  #rest: IdFilter | undefined;

  /**
   * @param words how much memory to use, in units of 32 bits: a power of two, at least 256. A sixteenth is used in
   * addition
   */
  constructor(words = MAX_WORDS) {
    this.#size = words;
    this.#first = new IdFilter(words / SHARE_OF_FIRST);
  }

  add(hash: Int32Array, at: number): void {
    if (this.#first.count < this.#size / SHARE_OF_FIRST) this.#first.add(hash, at);
    else {
      this.#rest ??= new IdFilter(this.#size);
      this.#rest.add(hash, at);
    }
  }

  mayHold(hash: Int32Array, at: number): boolean {
    return this.#first.mayHold(hash, at) || this.#rest?.mayHold(hash, at) === true;
  }
}

class IdFilter {
  readonly #size: number;
  #words: Uint32Array | undefined;
  /** How many ids were added. */
  count = 0;

  constructor(words: number) {
    this.#size = words;
  }

  add(hash: Int32Array, at: number): void {
    this.#words ??= new Uint32Array(this.#size);
    this.count++;
    const words = this.#words;
    const block = this.#blockOf(hash[at] ?? 0);
    for (let part = 1; part <= 3; part++) {
      const bits = hash[at + part] ?? 0;
      const word = block + wordOf(bits);
      words[word] = (words[word] ?? 0) | bitsOf(bits);
    }
  }

  mayHold(hash: Int32Array, at: number): boolean {
    const words = this.#words;
    if (words === undefined) return false;
    const block = this.#blockOf(hash[at] ?? 0);
    for (let part = 1; part <= 3; part++) {
      const bits = hash[at + part] ?? 0;
      const mask = bitsOf(bits);
      if (((words[block + wordOf(bits)] ?? 0) & mask) !== mask) return false;
    }
    return true;
  }

  #blockOf(hash: number): number {
    return (hash & (this.#size / WORDS_PER_BLOCK - 1)) * WORDS_PER_BLOCK;
  }
}

function wordOf(hash: number): number {
  return hash & (WORDS_PER_BLOCK - 1);
}

/** Two of the bits of a word. */
function bitsOf(hash: number): number {
  return (1 << ((hash >>> 8) & 31)) | (1 << ((hash >>> 16) & 31));
}
