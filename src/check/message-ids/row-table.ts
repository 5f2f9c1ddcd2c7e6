/** Finds rows by their words: a hash table of the places of rows, in memory that is used again. */
export class RowTable {
  readonly #keyWords: number;
  #slots = new Int32Array(0);
  #mask = 0;
  #rows: Uint32Array = new Uint32Array(0);

  /** @param keyWords how many words at the beginning of a row are its key; the last two of them are a hash */
  constructor(keyWords: number) {
    this.#keyWords = keyWords;
  }

  /** Empties the table, for rows of another array. @param count how many rows it may get */
  reset(rows: Uint32Array, count: number): void {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
    if (this.#slots.length < size) this.#slots = new Int32Array(size);
    else this.#slots.fill(0, 0, size);
    this.#mask = size - 1;
    this.#rows = rows;
  }

  /** The place of the row that was added first with the key of this one; its own if there was none. */
  add(at: number): number {
    const rows = this.#rows;
    const words = this.#keyWords;
    const hash = (rows[at + words - 1] as number) ^ (words > 2 ? (rows[at] as number) : 0);
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const known = (this.#slots[slot] as number) - 1;
      if (known < 0) {
        this.#slots[slot] = at + 1;
        return at;
      }
      if (this.#isSame(known, at)) return known;
    }
  }

  #isSame(a: number, b: number): boolean {
    for (let word = 0; word < this.#keyWords; word++) if (this.#rows[a + word] !== this.#rows[b + word]) return false;
    return true;
  }
}
