import { hashId } from './id-hash.js';

/** 16 MiB of bits: after 10 million ids, about one new id in a hundred is taken for one of them. */
export const MOST_WORDS = 2 ** 22;
/** All bits of an id lie in one line of the processor’s cache. */
const WORDS_PER_BLOCK = 16;

/**
 * The ids of conversations that were let go, in a fixed amount of memory (a Bloom filter). It never fails to know one of them
 * again, and may take a new one for one of them: so nothing false is said, and of few conversations nothing is said.
 */
export class ForgottenIds {
  readonly #size: number;
  #words: Uint32Array | undefined;
  readonly #hash = new Int32Array(4);

  /** `words` is how much may be used, in units of 32 bits; a power of two. */
  constructor(words = MOST_WORDS) {
    this.#size = words;
  }

  add(id: string): void {
    this.#words ??= new Uint32Array(this.#size);
    const words = this.#words;
    const block = this.#blockOf(id);
    for (let part = 1; part <= 3; part++) {
      const [word, bits] = this.#place(block, part);
      words[word] = (words[word] ?? 0) | bits;
    }
  }

  mayHold(id: string): boolean {
    const words = this.#words;
    if (words === undefined) return false;
    const block = this.#blockOf(id);
    for (let part = 1; part <= 3; part++) {
      const [word, bits] = this.#place(block, part);
      if (((words[word] ?? 0) & bits) !== bits) return false;
    }
    return true;
  }

  #blockOf(id: string): number {
    hashId(id, 0, this.#hash);
    return ((this.#hash[0] ?? 0) & (this.#size / WORDS_PER_BLOCK - 1)) * WORDS_PER_BLOCK;
  }

  /** One of the words of an id, and the bits in it: two of each. */
  #place(block: number, part: number): readonly [word: number, bits: number] {
    const hash = this.#hash[part] ?? 0;
    return [block + (hash & (WORDS_PER_BLOCK - 1)), (1 << ((hash >>> 8) & 31)) | (1 << ((hash >>> 16) & 31))];
  }
}
