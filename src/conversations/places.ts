/** Where a record begins; its file by number. */
export interface NumberedPlace {
  readonly file: number;
  readonly record: number;
  readonly line: number;
  readonly column: number;
}

const MAX_COLUMN = 0xffffffff;

/** Written in place of a column that is kept apart; no column has this number. */
const KEPT_APART = 0;

/**
 * Places in an array of 32-bit numbers: file, record, line, column. A column of more than 32 bits, which only a line of
 * more than 4 GiB has, is kept apart.
 */
export class Places {
  readonly #words: Int32Array | Uint32Array;
  readonly #columns = new Map<number, number>();

  constructor(words: Int32Array | Uint32Array) {
    this.#words = words;
  }

  write(at: number, { file, record, line, column }: NumberedPlace): void {
    const words = this.#words;
    words[at] = file;
    words[at + 1] = record;
    words[at + 2] = line;
    if (column <= MAX_COLUMN) {
      words[at + 3] = column;
      return;
    }
    words[at + 3] = KEPT_APART;
    this.#columns.set(at, column);
  }

  read(at: number): NumberedPlace {
    const word = (field: number): number => (this.#words[at + field] ?? 0) >>> 0;
    const column = word(3);
    return {
      file: word(0),
      record: word(1),
      line: word(2),
      column: column === KEPT_APART ? (this.#columns.get(at) ?? 0) : column,
    };
  }
}
