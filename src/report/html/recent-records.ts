import type { Problem } from '../../problem/problem.js';

/** How many bytes of text and how many records are kept. Powers of two. */
const TEXT_SIZE = 1 << 22;
const RECORDS = 1 << 14;
const MAX_TEXT = TEXT_SIZE / 4;

/** The numbers that are kept of each record, side by side, so that adding one touches little memory. */
const NUMBERS = 8;
const START = 0;
const LENGTH = 1;
const NUMBER = 2;
const LINE = 3;
const BEFORE = 4;
const IS_VALID = 5;
const PROBLEMS_LENGTH = 6;
const PROBLEMS_END = 7;

/** What is kept of a record. */
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
 * The last records of conversations, each with the one before it in its conversation. Flat memory, out of the reach of the garbage
 * collector, problems included: most of what is kept is never read. The oldest records are overwritten.
 */
export class RecentRecords {
  readonly #text = Buffer.allocUnsafeSlow(TEXT_SIZE);
  #copied = 0;
  #count = 0;
  readonly #numbers = new Float64Array(RECORDS * NUMBERS);
  readonly #names = new Array<string>(RECORDS).fill('');
  readonly #files = new Array<string>(RECORDS).fill('');

  /** Copies text that holds records and returns its offset; undefined if it is too long to be kept. */
  copy(text: Uint8Array): number | undefined {
    const from = this.#makeRoom(text.length);
    if (from === undefined) return undefined;
    this.#text.set(text, from % TEXT_SIZE);
    this.#copied += text.length;
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
    numbers[at + PROBLEMS_LENGTH] = problems.length === 0 ? 0 : this.#write(JSON.stringify(problems));
    numbers[at + PROBLEMS_END] = this.#copied;
    this.#names[slot] = name;
    this.#files[slot] = file;
    return this.#count;
  }

  /** The record with a number and those before it in its conversation, the last first: at most `most`, as far back as they are kept. */
  backFrom(number: number, most: number): RecentRecord[] {
    const records: RecentRecord[] = [];
    for (let next = number; next > 0 && next > this.#count - RECORDS && records.length < most; ) {
      const slot = next % RECORDS;
      const word = (index: number): number => this.#numbers[slot * NUMBERS + index] ?? 0;
      if (word(START) < this.#copied - TEXT_SIZE) break;
      const problems = this.#read(word(PROBLEMS_END) - word(PROBLEMS_LENGTH), word(PROBLEMS_LENGTH));
      records.push({
        file: this.#files[slot] ?? '',
        number: word(NUMBER),
        line: word(LINE),
        name: this.#names[slot] ?? '',
        valid: word(IS_VALID) === 1,
        problems: problems === '' ? [] : (JSON.parse(problems) as readonly Problem[]),
        text: this.#read(word(START), word(LENGTH)),
      });
      next = word(BEFORE);
    }
    return records;
  }

  /** The offset of a free block of that many bytes; undefined if it is larger than the ring. */
  #makeRoom(length: number): number | undefined {
    if (length > MAX_TEXT) return undefined;
    const room = TEXT_SIZE - (this.#copied % TEXT_SIZE);
    if (length > room) this.#copied += room;
    return this.#copied;
  }

  /** Writes a text behind what was copied; returns its length in bytes. */
  #write(text: string): number {
    // A UTF-16 unit is at most three bytes long.
    const from = this.#makeRoom(3 * text.length);
    if (from === undefined) return 0;
    const length = this.#text.write(text, from % TEXT_SIZE);
    this.#copied += length;
    return length;
  }

  #read(start: number, length: number): string {
    const from = start % TEXT_SIZE;
    return this.#text.toString('utf8', from, from + length);
  }
}
