import type { RecordStart } from '../problem/problem.js';
import type { Doubt } from './conversation-rule.js';
import * as kinds from './event-kind.js';
import type { FactRow } from './fact-row.js';
import * as row from './fact-row.js';
import { compareInstants, hasInstant, INSTANT_WORDS } from './instant.js';

/** How many users beside the first are reported for each conversation. */
export const MAX_FURTHER_USERS = 20;

/** What is kept of a record: its time, file, record, line and column, and the upper bits of the column. */
const PLACE_WORDS = INSTANT_WORDS + 5;
const PLACE_FILE = INSTANT_WORDS;

// The records that are kept, by where they stand in the array of places.
const FIRST = 0;
const START = PLACE_WORDS;
const END = 2 * PLACE_WORDS;
const FIRST_USER = 3 * PLACE_WORDS;
const LATEST = 4 * PLACE_WORDS;
const EARLIER_MESSAGE = 5 * PLACE_WORDS;
const PLACES = 6 * PLACE_WORDS;

const NEVER = -1;
/** In place of a number of a record: wherever it is. */
const ANYWHERE = Number.POSITIVE_INFINITY;

/** A record by its time and its position, as its first words. See `ConversationState.boundOf`. */
export interface Bound {
  readonly words: Uint32Array;
  readonly at: number;
}

/**
 * What is known of one conversation while its records are added, one after the other: a few numbers, whatever its size. One state
 * serves for one conversation after the other.
 */
export class ConversationState {
  readonly #fileNames: readonly string[];
  readonly #places = new Uint32Array(PLACES);
  readonly #users = new Uint32Array((MAX_FURTHER_USERS + 1) * row.SHORT_HASH_WORDS);
  #userCount = 0;
  /** How many records were added: each has a number. */
  #count = 0;
  #isNew = true;
  #startAt = NEVER;
  #endAt = NEVER;
  /** The latest records that may be an event under another name, or that are broken. */
  #maybeStart = NEVER;
  #maybeEnd = NEVER;
  #maybeMessage = NEVER;
  #maybeAnyId = NEVER;
  #hasLatest = false;
  /** How many messages there are, and how many of them repeat the id of an earlier one. */
  messages = 0;
  repeated = 0;
  /** The same at the latest start. */
  messagesAtStart = 0;
  repeatedAtStart = 0;
  /** Whether an earlier event has the message id of the record that is checked. Set before it is. */
  hasMessageId = false;
  #hasEarlierMessage = false;

  /** @param fileNames the names of the files by their numbers */
  constructor(fileNames: readonly string[]) {
    this.#fileNames = fileNames;
  }

  /** Begins with another conversation. */
  clear(): void {
    this.#userCount = 0;
    this.#count = 0;
    this.#isNew = true;
    this.#startAt = NEVER;
    this.#endAt = NEVER;
    this.#maybeStart = NEVER;
    this.#maybeEnd = NEVER;
    this.#maybeMessage = NEVER;
    this.#maybeAnyId = NEVER;
    this.#hasLatest = false;
    this.messages = 0;
    this.repeated = 0;
    this.messagesAtStart = 0;
    this.repeatedAtStart = 0;
    this.hasMessageId = false;
    this.#hasEarlierMessage = false;
  }

  /** Whether it has no record yet. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** Its first record; undefined if it has none yet. */
  get first(): RecordStart | undefined {
    return this.#isNew ? undefined : this.#start(FIRST);
  }

  get hasStart(): boolean {
    return this.#startAt !== NEVER;
  }

  /** The latest start, if it has one. */
  get start(): RecordStart {
    return this.#start(START);
  }

  /** Whether it has ended since the latest start. */
  get hasEnded(): boolean {
    return this.#endAt !== NEVER;
  }

  /** The latest end, if it has ended. */
  get end(): RecordStart {
    return this.#start(END);
  }

  /** Whether an earlier message has the id of the record that is checked. */
  get hasEarlierMessage(): boolean {
    return this.#hasEarlierMessage;
  }

  /** The first message with that id, if there is one. */
  get earlierMessage(): RecordStart {
    return this.#start(EARLIER_MESSAGE);
  }

  /** Where the first user was seen, if there is one. */
  get firstUser(): RecordStart {
    return this.#start(FIRST_USER);
  }

  /** Whether a record's user is another one than the first, and not yet known; of more users than are kept, none is. */
  isFurtherUser({ words, at }: FactRow): boolean {
    return this.#userCount > 0 && this.#userCount <= MAX_FURTHER_USERS && !this.#hasUser(words, at + row.USER);
  }

  /** The record with the latest timestamp of those before it in the log. */
  get latest(): RecordStart {
    return this.#start(LATEST);
  }

  /** Whether a record's time is earlier than that of `latest`. */
  isBeforeLatest({ words, at }: FactRow): boolean {
    if (!this.#hasLatest || !hasInstant(words, at + row.TIME)) return false;
    return compareInstants(words, at + row.TIME, this.#places, LATEST) < 0;
  }

  /** Notes broken records whose time nobody knows, of these kinds: they may stand anywhere. */
  noteAnywhere(events: kinds.KindSet): void {
    this.#noteMaybe(events, ANYWHERE);
    if (events !== 0) this.#maybeAnyId = ANYWHERE;
  }

  /** Sets the first message with the id of the record that is checked next: where in the array its row begins. */
  setEarlierMessage(words: Uint32Array, at: number): void {
    this.#hasEarlierMessage = true;
    this.#copy(EARLIER_MESSAGE, words, at);
  }

  /** Notes that no earlier message has the id of the record that is checked next. */
  clearEarlierMessage(): void {
    this.#hasEarlierMessage = false;
  }

  /** Adds a record in the order of the log, for rules that compare this order with time. */
  addInLog(record: FactRow): void {
    const { words, at } = record;
    if (record.kind === kinds.BROKEN || record.has(row.SEEN_ONLY) || !hasInstant(words, at + row.TIME)) return;
    if (this.#hasLatest && compareInstants(words, at + row.TIME, this.#places, LATEST) < 0) return;
    this.#hasLatest = true;
    this.#copy(LATEST, words, at);
  }

  /** Adds a record in the order of time. */
  add(record: FactRow): void {
    const { words, at, kind } = record;
    const number = this.#count++;
    if (record.has(row.MAY_HAVE_ANY_ID) && this.#maybeAnyId !== ANYWHERE) this.#maybeAnyId = number;
    if (kind === kinds.BROKEN) {
      this.#noteMaybe(record.mayBe, number);
      return;
    }
    if (this.#isNew) {
      this.#isNew = false;
      this.#copy(FIRST, words, at);
    }
    if (kinds.hasKind(kinds.MESSAGE_KINDS, kind)) {
      this.messages++;
      if (this.#hasEarlierMessage) this.repeated++;
    } else if (kind === kinds.STARTED) {
      this.#startAt = number;
      this.#endAt = NEVER;
      this.#copy(START, words, at);
      this.messagesAtStart = this.messages;
      this.repeatedAtStart = this.repeated;
    } else if (kind === kinds.ENDED) {
      this.#endAt = number;
      this.#copy(END, words, at);
    } else {
      this.#noteMaybe(kinds.mayBeInTruth(kind), number);
    }
    if (record.has(row.HAS_USER) && !record.has(row.SEEN_ONLY) && kinds.hasKind(kinds.CUSTOMER_KINDS, kind))
      this.#addUser(record);
  }

  /** Whether a record that was added may be the reason for a finding in the next one. */
  isInDoubt({ events, since, anyMessageId }: Doubt): boolean {
    const from = since === 'beginning' ? NEVER : since === 'start' ? this.#startAt : this.#endAt;
    if (anyMessageId === true && this.#maybeAnyId > from) return true;
    if (kinds.hasKind(events, kinds.STARTED) && this.#maybeStart > from) return true;
    if (kinds.hasKind(events, kinds.ENDED) && this.#maybeEnd > from) return true;
    return (events & kinds.MESSAGE_KINDS) !== 0 && this.#maybeMessage > from;
  }

  /** Time and position from where on a doubt matters; undefined for the beginning. */
  boundOf({ since }: Doubt): Bound | undefined {
    const isKnown = since === 'start' ? this.hasStart : since === 'end' && this.hasEnded;
    return isKnown ? { words: this.#places, at: since === 'start' ? START : END } : undefined;
  }

  #noteMaybe(events: kinds.KindSet, number: number): void {
    if (kinds.hasKind(events, kinds.STARTED)) this.#maybeStart = Math.max(this.#maybeStart, number);
    if (kinds.hasKind(events, kinds.ENDED)) this.#maybeEnd = Math.max(this.#maybeEnd, number);
    if ((events & kinds.MESSAGE_KINDS) !== 0) this.#maybeMessage = Math.max(this.#maybeMessage, number);
  }

  #addUser({ words, at }: FactRow): void {
    if (this.#userCount > MAX_FURTHER_USERS || this.#hasUser(words, at + row.USER)) return;
    if (this.#userCount === 0) this.#copy(FIRST_USER, words, at);
    const target = this.#userCount++ * row.SHORT_HASH_WORDS;
    this.#users[target] = words[at + row.USER] as number;
    this.#users[target + 1] = words[at + row.USER + 1] as number;
  }

  #hasUser(words: Uint32Array, at: number): boolean {
    for (let user = 0; user < this.#userCount * row.SHORT_HASH_WORDS; user += row.SHORT_HASH_WORDS)
      if (this.#users[user] === words[at] && this.#users[user + 1] === words[at + 1]) return true;
    return false;
  }

  #copy(place: number, words: Uint32Array, at: number): void {
    const places = this.#places;
    for (let word = 0; word < INSTANT_WORDS + 4; word++) places[place + word] = words[at + row.TIME + word] as number;
    const isLong = ((words[at + row.BITS] as number) & row.IS_LONG) !== 0;
    places[place + PLACE_WORDS - 1] = isLong ? (words[at + row.ROW_WORDS + row.HIGH_COLUMN] as number) : 0;
  }

  #start(place: number): RecordStart {
    const word = (index: number): number => this.#places[place + PLACE_FILE + index] as number;
    const column = word(4) * 2 ** 32 + word(3);
    return { file: this.#fileNames[word(0)] ?? '', record: word(1), line: word(2), column };
  }
}
