const NO_RECORDS = new Uint32Array();

/** Whether two hashes are of one user. */
export function isSameUser(words: Uint32Array, at: number, others: Uint32Array, otherAt: number): boolean {
  return words[at] === others[otherAt] && words[at + 1] === others[otherAt + 1];
}

/** Records by user: a sort, and keys as texts, take ten times as long. */
export class UserGroups {
  /** All records, those of each user one behind the other. */
  readonly records: Uint32Array;
  readonly #words: Uint32Array;
  readonly #rowWords: number;
  /** The groups by the hash of their users, from 1. A hash whose place is taken has the next one that is free. */
  readonly #slots: Uint32Array;
  /** Of each group, the first record, and behind which of `records` its own begin. */
  readonly #first: number[] = [];
  readonly #starts: number[] = [];

  /** @param words rows of some words, which begin with the hash of a user */
  constructor(words: Uint32Array, rowWords: number, size: number) {
    this.#words = words;
    this.#rowWords = rowWords;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * size + 1)));
    const groups = new Uint32Array(size);
    const counts: number[] = [];
    for (let number = 0; number < size; number++) {
      const slot = this.#slotOf(words, number * this.#rowWords);
      if (this.#slots[slot] === 0) {
        this.#slots[slot] = this.#first.push(number);
        counts.push(0);
      }
      const group = (this.#slots[slot] as number) - 1;
      groups[number] = group;
      counts[group] = (counts[group] as number) + 1;
    }
    let end = 0;
    for (const count of counts) {
      this.#starts.push(end);
      end += count;
    }
    const next = [...this.#starts];
    this.records = new Uint32Array(size);
    for (let number = 0; number < size; number++) {
      const group = groups[number] as number;
      const at = next[group] as number;
      this.records[at] = number;
      next[group] = at + 1;
    }
  }

  /** The records of a user, whose hash begins at `at`. */
  of(hash: Uint32Array, at: number): Uint32Array {
    const group = (this.#slots[this.#slotOf(hash, at)] as number) - 1;
    return group < 0 ? NO_RECORDS : this.records.subarray(this.#starts[group], this.#starts[group + 1]);
  }

  #slotOf(hash: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash[at] as number) & mask;
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      if (isSameUser(hash, at, this.#words, (this.#first[found - 1] as number) * this.#rowWords)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
