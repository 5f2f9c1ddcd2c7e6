/** How much text is remembered, and how many records. Powers of two. */
const TEXT_SIZE = 1 << 23;
const RECORDS = 1 << 16;

/** What is remembered of a record; its text is good until the next one is added. */
export interface RecentRecord {
  readonly file: string;
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly name: string;
  readonly valid: boolean;
  readonly text: string;
}

/** The last records of conversations, each with the one before it in its conversation. Flat memory: the oldest give way. */
export class RecentRecords {
  readonly #text = Buffer.allocUnsafeSlow(TEXT_SIZE);
  #copied = 0;
  #count = 0;
  readonly #starts = new Float64Array(RECORDS);
  readonly #lengths = new Uint32Array(RECORDS);
  readonly #numbers = new Float64Array(RECORDS);
  readonly #lines = new Float64Array(RECORDS);
  readonly #columns = new Uint32Array(RECORDS);
  readonly #befores = new Float64Array(RECORDS);
  readonly #valid = new Uint8Array(RECORDS);
  readonly #names = new Array<string>(RECORDS);
  readonly #files = new Array<string>(RECORDS);

  /** Copies a stretch of text that holds records; says from where on it counts. Undefined if it is too long to remember. */
  copy(chunk: Buffer, start: number, end: number): number | undefined {
    const length = end - start;
    if (length > TEXT_SIZE / 4) return undefined;
    const room = TEXT_SIZE - (this.#copied % TEXT_SIZE);
    if (length > room) this.#copied += room;
    const from = this.#copied;
    chunk.copy(this.#text, from % TEXT_SIZE, start, end);
    this.#copied += length;
    return from;
  }

  /** Adds a record whose text was copied; `before` is the number of the one before it in its conversation, 0 if none. Returns its own. */
  add(
    file: string,
    number: number,
    line: number,
    column: number,
    name: string,
    valid: boolean,
    start: number,
    length: number,
    before: number,
  ): number {
    const at = ++this.#count & (RECORDS - 1);
    this.#starts[at] = start;
    this.#lengths[at] = length;
    this.#numbers[at] = number;
    this.#lines[at] = line;
    this.#columns[at] = column;
    this.#befores[at] = before;
    this.#valid[at] = valid ? 1 : 0;
    this.#names[at] = name;
    this.#files[at] = file;
    return this.#count;
  }

  /** The record with a number and those before it in its conversation, the last first: at most so many, as far back as is known. */
  backFrom(number: number, most: number): RecentRecord[] {
    const records: RecentRecord[] = [];
    for (let next = number; next > 0 && next > this.#count - RECORDS && records.length < most; ) {
      const at = next & (RECORDS - 1);
      const start = this.#starts[at] ?? 0;
      if (start < this.#copied - TEXT_SIZE) break;
      const from = start % TEXT_SIZE;
      records.push({
        file: this.#files[at] ?? '',
        number: this.#numbers[at] ?? 0,
        line: this.#lines[at] ?? 0,
        column: this.#columns[at] ?? 0,
        name: this.#names[at] ?? '',
        valid: this.#valid[at] === 1,
        text: this.#text.toString('utf8', from, from + (this.#lengths[at] ?? 0)),
      });
      next = this.#befores[at] ?? 0;
    }
    return records;
  }
}
