import type { Problem } from '../../problem/problem.js';

/** How much text is remembered, and how many records. Powers of two. */
const TEXT_SIZE = 1 << 22;
const RECORDS = 1 << 14;
const LONGEST_TEXT = TEXT_SIZE / 4;

/** The numbers that are kept of each record, side by side, so that adding one touches little memory. */
const NUMBERS = 8;
const START = 0;
const LENGTH = 1;
const NUMBER = 2;
const LINE = 3;
const BEFORE = 4;
const IS_VALID = 5;

const NONE: readonly Problem[] = [];

/** What is remembered of a record. */
export interface RecentRecord {
  readonly file: string;
  readonly number: number;
  readonly line: number;
  readonly name: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** Empty if it was too long. */
  readonly text: string;
}

/**
 * The last records of conversations, each with the one before it in its conversation. Bounded memory: the oldest give way, and
 * problems are let go with the text, since they may hold on to it.
 */
export class RecentRecords {
  readonly #text = Buffer.allocUnsafeSlow(TEXT_SIZE);
  #copied = 0;
  #count = 0;
  /** The last one whose text is gone. */
  #gone = 0;
  readonly #numbers = new Float64Array(RECORDS * NUMBERS);
  readonly #names = new Array<string>(RECORDS).fill('');
  readonly #files = new Array<string>(RECORDS).fill('');
  readonly #problems = new Array<readonly Problem[]>(RECORDS).fill(NONE);

  /** Copies a stretch of text that holds records, and returns where to; undefined if it is too long to be remembered. */
  copy(text: Uint8Array): number | undefined {
    const { length } = text;
    if (length > LONGEST_TEXT) return undefined;
    const room = TEXT_SIZE - (this.#copied % TEXT_SIZE);
    if (length > room) this.#copied += room;
    const from = this.#copied;
    this.#text.set(text, from % TEXT_SIZE);
    this.#copied += length;
    return from;
  }

  /**
   * Adds a record whose text was copied to `start`, if it was; `before` is the number of the one before it in its conversation, 0 if
   * there is none. Returns its own number.
   */
  add(
    { file, number, line, name, valid, problems }: Omit<RecentRecord, 'text'>,
    start: number | undefined,
    length: number,
    before: number,
  ): number {
    const slot = ++this.#count % RECORDS;
    const at = slot * NUMBERS;
    const numbers = this.#numbers;
    numbers[at + START] = start ?? this.#copied;
    numbers[at + LENGTH] = start === undefined ? 0 : length;
    numbers[at + NUMBER] = number;
    numbers[at + LINE] = line;
    numbers[at + BEFORE] = before;
    numbers[at + IS_VALID] = valid ? 1 : 0;
    this.#names[slot] = name;
    this.#files[slot] = file;
    this.#problems[slot] = problems;
    this.#letGo();
    return this.#count;
  }

  /** The record with a number and those before it in its conversation, the last first: at most so many, as far back as is known. */
  backFrom(number: number, most: number): RecentRecord[] {
    const records: RecentRecord[] = [];
    for (let next = number; next > this.#gone && records.length < most; ) {
      const slot = next % RECORDS;
      const word = (index: number): number => this.#numbers[slot * NUMBERS + index] ?? 0;
      const from = word(START) % TEXT_SIZE;
      records.push({
        file: this.#files[slot] ?? '',
        number: word(NUMBER),
        line: word(LINE),
        name: this.#names[slot] ?? '',
        valid: word(IS_VALID) === 1,
        problems: this.#problems[slot] ?? NONE,
        text: this.#text.toString('utf8', from, from + word(LENGTH)),
      });
      next = word(BEFORE);
    }
    return records;
  }

  /** Lets go of records that were overwritten, or whose text was. */
  #letGo(): void {
    const oldest = this.#copied - TEXT_SIZE;
    for (;;) {
      const slot = (this.#gone + 1) % RECORDS;
      const isHeld = this.#gone >= this.#count - RECORDS && (this.#numbers[slot * NUMBERS + START] as number) >= oldest;
      if (isHeld || this.#gone === this.#count) return;
      this.#gone++;
      if (this.#gone > this.#count - RECORDS) this.#problems[slot] = NONE;
    }
  }
}
