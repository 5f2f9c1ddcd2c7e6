/** 16 MiB of bits: after 10 million ids, about one new id in a hundred is taken for one of them. */
export const MOST_WORDS = 2 ** 22;
/** All bits of an id lie in one line of the processor’s cache. */
const WORDS_PER_BLOCK = 16;

/**
 * The ids of conversations that were let go, in a fixed amount of memory (a Bloom filter). It never fails to know one of them
 * again, and may take a new one for one of them: so nothing false is said, and of few conversations nothing is said. Ids are
 * given as their hashes: `HASH_WORDS` words from `at` on.
 */
export class ForgottenIds {
  readonly #size: number;
  #words: Uint32Array | undefined;

  /** `words` is how much may be used, in units of 32 bits; a power of two. */
  constructor(words = MOST_WORDS) {
    this.#size = words;
  }

  add(hash: Int32Array, at: number): void {
    this.#words ??= new Uint32Array(this.#size);
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
      const wanted = bitsOf(bits);
      if (((words[block + wordOf(bits)] ?? 0) & wanted) !== wanted) return false;
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
