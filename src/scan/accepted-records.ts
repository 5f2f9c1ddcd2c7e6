import type { RawRecord } from '../record/record.js';
import { ANSWER_WORDS, NUMBER_WORD } from './answer-words.js';
import {
  ANSWER_COLUMN,
  ANSWER_CONVERSATION_ID,
  ANSWER_END,
  ANSWER_LINE,
  ANSWER_MASK,
  ANSWER_MESSAGE_COUNT,
  ANSWER_MESSAGE_ID,
  ANSWER_NUMBER,
  ANSWER_START,
  ANSWER_TIMESTAMP,
  ANSWER_USER_ID,
  ODD_TEXT,
  WINDOW,
} from './layout.js';
import type { AcceptedName } from './scanner.js';

/** Texts of a record that rules across records ask for. An empty one is as good as none. */
export type FactText = 'conversationId' | 'messageId' | 'userId' | 'timestamp';

const TEXTS = {
  conversationId: ANSWER_CONVERSATION_ID,
  messageId: ANSWER_MESSAGE_ID,
  userId: ANSWER_USER_ID,
  timestamp: ANSWER_TIMESTAMP,
} as const;

/** Some lines that were scanned together, and the answers about their records. */
export interface ScannedLines {
  readonly file: string;
  readonly chunk: Buffer;
  /** Where in the chunk, and on which line, the scan began. */
  readonly start: number;
  readonly line: number;
  /** Of all of its records, `ANSWER_WORDS` each. */
  readonly answers: Int32Array;
  readonly names: readonly AcceptedName[];
  /** Whether all of them are known to be UTF-8. */
  readonly isText: boolean;
  /** The record itself, where one was scanned alone. */
  readonly alone?: RawRecord;
}

/** A run of records, one behind the other, that the scanner accepted: nothing is wrong with any of them. */
export class AcceptedRecords {
  readonly count: number;
  readonly #lines: ScannedLines;
  readonly #first: number;
  readonly #number: number;

  /** `first`: the run’s first record among the answers; `number`: that record’s number within the file. */
  constructor(lines: ScannedLines, first: number, count: number, number: number) {
    this.#lines = lines;
    this.#first = first;
    this.count = count;
    this.#number = number;
  }

  /** The same records, counted from so many lines and records earlier. */
  behind(lines: number, records: number): AcceptedRecords {
    const moved = { ...this.#lines, line: this.#lines.line + lines };
    return new AcceptedRecords(moved, this.#first, this.count, this.#number + records);
  }

  /** The lines that they were scanned with, and which of the answers is that of the first one. */
  get lines(): ScannedLines {
    return this.#lines;
  }

  get first(): number {
    return this.#first;
  }

  /** The number of the first record, and the line from which the lines of the answers count. */
  get firstNumber(): number {
    return this.#number;
  }

  get firstLine(): number {
    return this.#lines.line;
  }

  /** What records are, by the number in their answers. */
  get names(): readonly AcceptedName[] {
    return this.#lines.names;
  }

  /** What a record is. */
  nameOf(index: number): AcceptedName {
    return this.#lines.names[this.#word(index, ANSWER_NUMBER)] as AcceptedName;
  }

  /** What some of the records are counted under, in the order in which the names come. */
  countedNames(from: number, to: number): { readonly name: string; readonly count: number }[] {
    const { names, answers } = this.#lines;
    const counts = new Uint32Array(names.length);
    const met: number[] = [];
    let at = this.wordOf(from) + NUMBER_WORD;
    for (let index = from; index < to; index++, at += ANSWER_WORDS) {
      const number = answers[at] ?? 0;
      if (counts[number] === 0) met.push(number);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    return met.map((number) => ({ name: names[number]?.counted ?? '', count: counts[number] ?? 0 }));
  }

  /** A record as it was read. */
  rawOf(index: number): RawRecord {
    const { file, chunk, alone, isText } = this.#lines;
    if (alone !== undefined) return alone;
    const bytes = chunk.subarray(this.#placeOf(index, ANSWER_START), this.#placeOf(index, ANSWER_END));
    const line = this.lineOf(index);
    const column = this.columnOf(index);
    const isPlain = isText && (this.#word(index, ANSWER_MASK) & ODD_TEXT) === 0;
    return { file, number: this.numberOf(index), bytes, line, column, isPlain };
  }

  /** The chunk that the records lie in, of which `beginOf` and `endOf` give places. */
  get chunk(): Buffer {
    return this.#lines.chunk;
  }

  get file(): string {
    return this.#lines.file;
  }

  numberOf(index: number): number {
    return this.#number + index;
  }

  lineOf(index: number): number {
    return this.#lines.line + this.#word(index, ANSWER_LINE);
  }

  columnOf(index: number): number {
    return this.#word(index, ANSWER_COLUMN);
  }

  /** Where in the chunk a record begins and ends. */
  beginOf(index: number): number {
    return this.#lines.alone === undefined ? this.#placeOf(index, ANSWER_START) : 0;
  }

  endOf(index: number): number {
    return this.#lines.alone?.bytes.length ?? this.#placeOf(index, ANSWER_END);
  }

  /** Where a text of a record begins in the chunk, and how long it is; 0 long if the record has none. */
  startOf(index: number, text: FactText): number {
    return this.#placeOf(index, TEXTS[text]);
  }

  lengthOf(index: number, text: FactText): number {
    return this.#word(index, TEXTS[text] + 4);
  }

  /** `properties.message_count`; -1 if there is none. */
  messageCountOf(index: number): number {
    return this.#word(index, ANSWER_MESSAGE_COUNT);
  }

  /** All answers of the scan, for those who read very many: a record’s begin at `wordOf`. */
  get words(): Int32Array {
    return this.#lines.answers;
  }

  wordOf(index: number): number {
    return (this.#first + index) * ANSWER_WORDS;
  }

  #placeOf(index: number, at: number): number {
    return this.#word(index, at) - WINDOW + this.#lines.start;
  }

  #word(index: number, at: number): number {
    return this.#lines.answers[(this.#first + index) * ANSWER_WORDS + at / 4] ?? 0;
  }
}
