import type { RawRecord } from '../record/record.js';
import { ANSWER_WORDS, NUMBER_WORD } from './answer-words.js';
import {
  ANSWER_COLUMN,
  ANSWER_CONVERSATION_ID,
  ANSWER_END,
  ANSWER_LINE,
  ANSWER_MASK,
  ANSWER_MESSAGE_ID,
  ANSWER_NUMBER,
  ANSWER_START,
  ANSWER_TIMESTAMP,
  ANSWER_USER_ID,
  ODD_TEXT,
  WINDOW,
} from './layout.js';
import type { AcceptedName } from './scanner.js';

/** The texts of a record whose places the scanner notes. An empty one counts as missing. */
export type FactText = 'conversationId' | 'messageId' | 'userId' | 'timestamp';

const TEXTS = {
  conversationId: ANSWER_CONVERSATION_ID,
  messageId: ANSWER_MESSAGE_ID,
  userId: ANSWER_USER_ID,
  timestamp: ANSWER_TIMESTAMP,
} as const;

/** Lines that were scanned together, and the scanner's answers about their records. */
export interface ScannedLines {
  readonly file: string;
  readonly chunk: Buffer;
  /** Where in the chunk the scan began. */
  readonly start: number;
  /** The line on which it began. */
  readonly line: number;
  /** The answers about all of its records, `ANSWER_WORDS` each. */
  readonly answers: Int32Array;
  readonly names: readonly AcceptedName[];
  /** Whether the lines are known to be UTF-8. */
  readonly isText: boolean;
  /** The record itself, where one was scanned alone. */
  readonly alone?: RawRecord;
}

/** A run of consecutive records that the scanner accepted: none of them has a problem of its own. `KeyedRecords` are read like one. */
export class AcceptedRecords {
  readonly kind = 'accepted';
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

  /** One of its records as a run by itself. */
  only(index: number): AcceptedRecords {
    return new AcceptedRecords(this.#lines, this.#first + index, 1, this.#number + index);
  }

  /** The lines that they were scanned with. */
  get lines(): ScannedLines {
    return this.#lines;
  }

  /** Which of the answers is that of the first record. */
  get first(): number {
    return this.#first;
  }

  /** The number of the first record. */
  get firstNumber(): number {
    return this.#number;
  }

  /** The line from which the answers count lines. */
  get firstLine(): number {
    return this.#lines.line;
  }

  /** The names of records, by the number in their answers. */
  get names(): readonly AcceptedName[] {
    return this.#lines.names;
  }

  /** The call and event of a record. */
  nameOf(index: number): AcceptedName {
    return this.#lines.names[this.#word(index, ANSWER_NUMBER)] as AcceptedName;
  }

  /** Counts the names of the records between two indices. @param counts gets the counts, by the numbers of the names */
  countNames(from: number, to: number, counts: Uint32Array): void {
    const { answers } = this.#lines;
    let at = this.wordOf(from) + NUMBER_WORD;
    for (let index = from; index < to; index++, at += ANSWER_WORDS) {
      const number = answers[at] as number;
      counts[number] = (counts[number] as number) + 1;
    }
  }

  /** A record's bytes and place. */
  rawOf(index: number): RawRecord {
    const { file, chunk, alone, isText } = this.#lines;
    if (alone !== undefined) return alone;
    const bytes = chunk.subarray(this.#placeOf(index, ANSWER_START), this.#placeOf(index, ANSWER_END));
    const line = this.lineOf(index);
    const column = this.columnOf(index);
    const isPlain = isText && (this.#word(index, ANSWER_MASK) & ODD_TEXT) === 0;
    return { file, number: this.numberOf(index), bytes, line, column, isPlain };
  }

  /** The chunk that holds the records. */
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
    return this.#lines.alone?.column ?? this.#word(index, ANSWER_COLUMN);
  }

  /** The record itself, where one was scanned alone. */
  get alone(): RawRecord | undefined {
    return this.#lines.alone;
  }

  /** What to add to a place in the scanner's memory for the place in the chunk. */
  get chunkOffset(): number {
    return this.#lines.start - WINDOW;
  }

  /** Where in the chunk a record begins. */
  beginOf(index: number): number {
    return this.#lines.alone === undefined ? this.#placeOf(index, ANSWER_START) : 0;
  }

  /** Where in the chunk a record ends. */
  endOf(index: number): number {
    return this.#lines.alone?.bytes.length ?? this.#placeOf(index, ANSWER_END);
  }

  /** Where in the chunk a text of a record begins. */
  startOf(index: number, text: FactText): number {
    return this.#placeOf(index, TEXTS[text]);
  }

  /** How many bytes the text has; 0 if the record does not have it. */
  lengthOf(index: number, text: FactText): number {
    return this.#word(index, TEXTS[text] + 4);
  }

  /** The text, which has no escapes; undefined if the record does not have it. */
  textOf(index: number, text: FactText): string | undefined {
    const length = this.lengthOf(index, text);
    const start = this.startOf(index, text);
    return length === 0 ? undefined : this.#lines.chunk.toString('utf8', start, start + length);
  }

  /**
   * All answers of the scan. Loops over many records read them here: the engine does not make one function of a call for each word.
   */
  get words(): Int32Array {
    return this.#lines.answers;
  }

  /** Where among them the answer about a record begins. */
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
