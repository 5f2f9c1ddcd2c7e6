import type { AcceptedRecords } from './accepted-records.js';
import {
  ANSWER_WORDS,
  COLUMN_WORD,
  CONTENTS_HASH_WORD,
  CONVERSATION_HASH_WORD,
  CONVERSATION_LENGTH_WORD,
  CONVERSATION_WORD,
  COUNT_PLACE_WORD,
  END_WORD,
  EVENT_WORD,
  LINE_WORD,
  MESSAGE_COUNT_WORD,
  MESSAGE_HASH_WORD,
  MESSAGE_LENGTH_WORD,
  MESSAGE_WORD,
  NUMBER_WORD,
  START_WORD,
  TIMESTAMP_LENGTH_WORD,
  TIMESTAMP_WORD,
  TOP_MESSAGE_COLUMN_WORD,
  TOP_MESSAGE_HASH_WORD,
  TOP_MESSAGE_LENGTH_WORD,
  TOP_MESSAGE_UNITS_WORD,
  USER_HASH_WORD,
  USER_LENGTH_WORD,
  USER_WORD,
} from './answer-words.js';
import type { AcceptedName } from './scanner.js';

/** Stands for an id that a record does not have. */
const NO_HASH = -1;

/**
 * Reads the scanner's answers about the records of a run, one after the other, without an object for each: records come
 * by the million. What the answers hold is known in this folder alone.
 */
export class AnswerReader {
  /** The array that holds the hashes of ids: each has `HASH_WORDS` words. */
  hashes: Int32Array = new Int32Array();
  #names: readonly AcceptedName[] = [];
  #firstLine = 0;
  #at = 0;

  /** Moves to a record of a run. */
  moveTo(run: AcceptedRecords, index: number): void {
    this.hashes = run.words;
    this.#names = run.names;
    this.#firstLine = run.firstLine;
    this.#at = run.wordOf(index);
  }

  /** Moves to the next record of the run. */
  next(): void {
    this.#at += ANSWER_WORDS;
  }

  /** The number of the record's name in `run.names`. */
  get nameNumber(): number {
    return this.#word(NUMBER_WORD);
  }

  get name(): AcceptedName {
    return this.#names[this.nameNumber] as AcceptedName;
  }

  get line(): number {
    return this.#firstLine + this.#word(LINE_WORD);
  }

  /** `properties.message_count`; -1 if there is none. */
  get messageCount(): number {
    return this.#word(MESSAGE_COUNT_WORD);
  }

  /** How many bytes the timestamp has; 0 if there is none. */
  get timestampLength(): number {
    return this.#word(TIMESTAMP_LENGTH_WORD);
  }

  /** Where the record begins and ends, in the scanner's memory. The places of texts are there, too. */
  get begin(): number {
    return this.#word(START_WORD);
  }

  get end(): number {
    return this.#word(END_WORD);
  }

  get column(): number {
    return this.#word(COLUMN_WORD);
  }

  /** Where the text of the event's name begins, behind its quote. */
  get eventStart(): number {
    return this.#word(EVENT_WORD);
  }

  get eventLength(): number {
    return this.#word(EVENT_WORD + 1);
  }

  get conversationStart(): number {
    return this.#word(CONVERSATION_WORD);
  }

  get conversationLength(): number {
    return this.#word(CONVERSATION_LENGTH_WORD);
  }

  get messageStart(): number {
    return this.#word(MESSAGE_WORD);
  }

  get messageLength(): number {
    return this.#word(MESSAGE_LENGTH_WORD);
  }

  get userStart(): number {
    return this.#word(USER_WORD);
  }

  get userLength(): number {
    return this.#word(USER_LENGTH_WORD);
  }

  get timestampStart(): number {
    return this.#word(TIMESTAMP_WORD);
  }

  /** Where `properties.message_count` stands, if there is one. */
  get countStart(): number {
    return this.#word(COUNT_PLACE_WORD);
  }

  get countLength(): number {
    return this.#word(COUNT_PLACE_WORD + 1);
  }

  /** Where in `hashes` the hash of an id begins; -1 if the record does not have the id, or it is empty. */
  get conversationAt(): number {
    return this.#hashAt(CONVERSATION_LENGTH_WORD, CONVERSATION_HASH_WORD);
  }

  get messageAt(): number {
    return this.#hashAt(MESSAGE_LENGTH_WORD, MESSAGE_HASH_WORD);
  }

  get userAt(): number {
    return this.#hashAt(USER_LENGTH_WORD, USER_HASH_WORD);
  }

  /** Whether the record has a `messageId` at its top level. What follows is known of it if facts are needed. */
  get hasTopMessageId(): boolean {
    return this.#word(TOP_MESSAGE_LENGTH_WORD) > 0;
  }

  /** Where in `hashes` the hash of that id begins, and that of the record’s contents; see `hash-64.ts`. */
  get topMessageAt(): number {
    return this.#at + TOP_MESSAGE_HASH_WORD;
  }

  get contentsAt(): number {
    return this.#at + CONTENTS_HASH_WORD;
  }

  /** How many UTF-16 units of the record come before the id, and how many it has, without its quotes. */
  get topMessageColumn(): number {
    return this.#word(TOP_MESSAGE_COLUMN_WORD);
  }

  get topMessageUnits(): number {
    return this.#word(TOP_MESSAGE_UNITS_WORD);
  }

  #hashAt(length: number, hash: number): number {
    return this.#word(length) === 0 ? NO_HASH : this.#at + hash;
  }

  #word(word: number): number {
    return this.hashes[this.#at + word] as number;
  }
}
