import type { RecordStart } from '../problem/problem.js';
import type { EventKind, KindSet } from './event-kind.js';
import { hasInstant, INSTANT_WORDS, instantMs } from './instant.js';

// What is known of a record for its conversation, as a row of 32-bit words.
/** How many words a row has. One with the flag IS_LONG is followed by another one, with its places. */
export const ROW_WORDS = 20;

/** 96 bits of the hash of the conversation's id. */
export const CONVERSATION = 0;
export const CONVERSATION_WORDS = 3;
export const TIME = 3;
/** The number of the file in the order given, and of the record in it: the record's position. */
export const FILE = 6;
export const RECORD = 7;
export const LINE = 8;
/** The lower 32 bits; a larger column is only in a long row. */
export const COLUMN = 9;
export const MAX_COLUMN = 0xffffffff;
/** The kind, the flags, and from FIRST_NAME_BIT on the number of the event's name. */
export const BITS = 10;
/** 64 bits of the hash of `properties.messageId`. */
export const MESSAGE_ID = 11;
/** 64 bits of the hash of `userId`; of an end, the `message_count` in the first word; of a broken record, a set of kinds. */
export const USER = 13;
export const SHORT_HASH_WORDS = 2;
/** How many UTF-16 units the record has. */
export const END = 15;
/** Where values stand: how many UTF-16 units behind the beginning of the record, and from FIRST_LENGTH_BIT on how many they have. */
export const EVENT = 16;
/** `properties.messageId`; of an end, `properties.message_count`. */
export const ID = 17;
export const USER_ID = 18;
export const TIMESTAMP = 19;

export const FIRST_NAME_BIT = 16;
export const FIRST_LENGTH_BIT = 20;
export const MAX_OFFSET = 2 ** FIRST_LENGTH_BIT - 1;
export const MAX_LENGTH = 2 ** (32 - FIRST_LENGTH_BIT) - 1;

const KIND_BITS = 15;
export const HAS_MESSAGE_ID = 1 << 4;
export const HAS_USER = 1 << 5;
export const HAS_COUNT = 1 << 6;
/** The record counts as seen, but no rule is checked on it. */
export const SEEN_ONLY = 1 << 7;
/** None of its own problems is an error. */
export const IS_VALID = 1 << 8;
export const IS_LONG = 1 << 9;
/** It may have any message id: its own is broken or missing, or the record is. */
export const MAY_HAVE_ANY_ID = 1 << 10;
/** It has a usable timestamp of its own. */
export const HAS_TIME = 1 << 11;

/**
 * The second part of a long row: the upper bits of the column, then places. A place is a number of line feeds behind the
 * beginning of the record, and a column: within the record's first line, counted from the record's, else within that line. The
 * event's has both ends, since it may be any value; the others are on one line.
 */
export const HIGH_COLUMN = 0;
export const LONG_EVENT = 1;
export const LONG_ID = 5;
export const LONG_USER_ID = 8;
export const LONG_TIMESTAMP = 11;
export const LONG_START = 14;
export const LONG_END = 16;

/** Where a value stands in its file; see `Place`. */
export interface ValuePlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The words of a row that name a field, and those of the second part of a long row. */
const FIELDS: Readonly<Record<string, { readonly short: number; readonly long: number }>> = {
  '/event': { short: EVENT, long: LONG_EVENT },
  '/properties/messageId': { short: ID, long: LONG_ID },
  '/properties/message_count': { short: ID, long: LONG_ID },
  '/userId': { short: USER_ID, long: LONG_USER_ID },
  '/timestamp': { short: TIMESTAMP, long: LONG_TIMESTAMP },
};

/** The kind of the row that begins at a word. */
export function kindAt(words: Uint32Array, at: number): EventKind {
  return (words[at + BITS] as number) & KIND_BITS;
}

/** How many words the row that begins at a word has, with its second part. */
export function lengthAt(words: Uint32Array, at: number): number {
  return ((words[at + BITS] as number) & IS_LONG) === 0 ? ROW_WORDS : 2 * ROW_WORDS;
}

/** A view of one row, moved from one to the next: rows come by the million. */
export class FactRow {
  words: Uint32Array = new Uint32Array();
  /** Where in `words` the row begins. */
  at = 0;

  moveTo(words: Uint32Array, at: number): this {
    this.words = words;
    this.at = at;
    return this;
  }

  get kind(): EventKind {
    return kindAt(this.words, this.at);
  }

  /** Whether it has one of the flags. */
  has(flags: number): boolean {
    return ((this.words[this.at + BITS] as number) & flags) !== 0;
  }

  /** The number of the event's name; see `EventNames`. */
  get name(): number {
    return (this.words[this.at + BITS] as number) >>> FIRST_NAME_BIT;
  }

  /** `properties.message_count` of an end that has the flag HAS_COUNT. */
  get messageCount(): number {
    return this.words[this.at + USER] as number;
  }

  /** The kinds of events that a broken record may be. */
  get mayBe(): KindSet {
    return this.words[this.at + USER] as number;
  }

  get file(): number {
    return this.words[this.at + FILE] as number;
  }

  get line(): number {
    return this.words[this.at + LINE] as number;
  }

  get record(): number {
    return this.words[this.at + RECORD] as number;
  }

  /** Its own time in milliseconds since 1970; NaN if it has none, or if records are ordered as they stand in the log. */
  get ownTime(): number {
    const isThere = this.has(HAS_TIME) && hasInstant(this.words, this.at + TIME);
    return isThere ? instantMs(this.words, this.at + TIME) : Number.NaN;
  }

  /** How many words it has, with its second part. */
  get length(): number {
    return lengthAt(this.words, this.at);
  }

  get column(): number {
    const low = this.words[this.at + COLUMN] as number;
    return this.has(IS_LONG) ? this.#long(HIGH_COLUMN) * 2 ** 32 + low : low;
  }

  /** Where the record begins. @param fileNames the names of the files by their numbers */
  start(fileNames: readonly string[]): RecordStart {
    const { file, record, column } = this;
    return { file: fileNames[file] ?? '', record, line: this.words[this.at + LINE] as number, column };
  }

  /** Where the value that a pointer names stands; the record itself for "". */
  placeOf(pointer: string): ValuePlace {
    const field = FIELDS[pointer];
    const line = this.words[this.at + LINE] as number;
    const { column } = this;
    if (!this.has(IS_LONG)) {
      const packed = field === undefined ? 0 : (this.words[this.at + field.short] as number);
      const length = field === undefined ? (this.words[this.at + END] as number) : packed >>> FIRST_LENGTH_BIT;
      const start = column + (packed & MAX_OFFSET);
      return { line, column: start, endLine: line, endColumn: start + length };
    }
    const long = field?.long ?? LONG_START;
    const hasTwoEnds = field === undefined || long === LONG_EVENT;
    const startLine = this.#long(long);
    const endLine = hasTwoEnds ? this.#long(long + 2) : startLine;
    const endColumn = this.#long(hasTwoEnds ? long + 3 : long + 2);
    return {
      line: line + startLine,
      column: (startLine === 0 ? column : 0) + this.#long(long + 1),
      endLine: line + endLine,
      endColumn: (endLine === 0 ? column : 0) + endColumn,
    };
  }

  #long(word: number): number {
    return this.words[this.at + ROW_WORDS + word] as number;
  }
}

/** Whether two rows are of one conversation. */
export function isSameConversation(a: Uint32Array, at: number, b: Uint32Array, bAt: number): boolean {
  return (
    a[at + CONVERSATION] === b[bAt + CONVERSATION] &&
    a[at + CONVERSATION + 1] === b[bAt + CONVERSATION + 1] &&
    a[at + CONVERSATION + 2] === b[bAt + CONVERSATION + 2]
  );
}

/** Compares the order of two rows: by time, then by position. */
export function compareOrder(a: Uint32Array, at: number, b: Uint32Array, bAt: number): number {
  for (let word = TIME; word < TIME + INSTANT_WORDS + 2; word++) {
    const difference = (a[at + word] as number) - (b[bAt + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
