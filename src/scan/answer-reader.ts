import type { AcceptedRecords } from './accepted-records.js';
import {
  ANSWER_WORDS,
  CONVERSATION_HASH_WORD,
  CONVERSATION_LENGTH_WORD,
  INSTANT_WORD,
  NUMBER_WORD,
  TIMESTAMP_LENGTH_WORD,
} from './answer-words.js';
import type { AcceptedName } from './scanner.js';

/** Stands for an id that a record does not have. */
const NO_HASH = -1;

/**
 * Reads the scanner's answers about the records of a run, one after the other, without an object for each: records come
 * by the million.
 */
export class AnswerReader {
  /** The array that holds the hashes of ids, `HASH_WORDS` words each, and the instants. */
  hashes: Int32Array = new Int32Array();
  #names: readonly AcceptedName[] = [];
  #at = 0;

  /** Moves to a record of a run. */
  moveTo(run: AcceptedRecords, index: number): void {
    this.hashes = run.words;
    this.#names = run.names;
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

  /** Where in `hashes` the hash of the conversationId begins; -1 if the record has none. */
  get conversationAt(): number {
    return this.#word(CONVERSATION_LENGTH_WORD) === 0 ? NO_HASH : this.#at + CONVERSATION_HASH_WORD;
  }

  /** How many bytes the timestamp has; 0 if there is none. */
  get timestampLength(): number {
    return this.#word(TIMESTAMP_LENGTH_WORD);
  }

  /** Where in `hashes` the instant of the timestamp begins; zeros if it has none that orders records. */
  get instantAt(): number {
    return this.#at + INSTANT_WORD;
  }

  #word(word: number): number {
    return this.hashes[this.#at + word] as number;
  }
}
