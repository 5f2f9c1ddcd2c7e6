import type { Place, RecordStart } from '../../problem/problem.js';
import { hashId, idKey } from './id-hash.js';
import type { IdList } from './message-ids.js';
import { NO_SLOT } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
import type { Shelf } from './shelf.js';
import { STORY_WIDTH } from './shelf.js';

/** Whether an event is a message of the chat. */
export function isMessage(event: string | undefined): boolean {
  return event === 'Message Sent' || event === 'Message Received';
}

/** What is kept of a conversation, all numbers. A place is four of them: file, record, line (0: there is none), column. */
const FIRST = 0;
const START = 4;
const END = 8;
const USER_AT = 12;
const LATEST = 16;
const LATEST_TIME = 20;
const TURN = 21;
const MESSAGES = 22;
const REPEATED = 23;
const MESSAGES_AT_START = 24;
const REPEATED_AT_START = 25;
const SIZE = 26;
const SLOTS = 27;
const FLAGS = 28;
const USER = 29;

const LINE = 2;

const HAS_GAP = 1;
const HAS_NEAR_MESSAGE = 2;
const HAS_NEAR_END = 4;
const IS_PARTIAL = 8;
const IS_FRESH = 16;

/**
 * What was seen of one conversation so far: a window on the shelf, moved from one to the next. As objects, stories take much
 * more memory, and keep the garbage collector busier than all the rest of the check.
 */
export class Story implements IdList {
  /** Which place on the shelf it looks at. */
  serial = 0;
  readonly #shelf: Shelf;
  readonly #user = new Int32Array(4);
  #base = 0;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Looks at another conversation. */
  at(serial: number): this {
    this.serial = serial;
    this.#base = serial * STORY_WIDTH;
    return this;
  }

  /** Begins anew, with nothing seen. */
  clear(): void {
    this.#shelf.numbers.fill(0, this.#base, this.#base + STORY_WIDTH);
    this.#shelf.furtherUsers.delete(this.serial);
    this.#shelf.last.delete(this.serial);
  }

  /** Its first record. */
  get first(): RecordStart | undefined {
    return this.#place(FIRST);
  }

  /** Whether nothing was seen of it yet. */
  get isNew(): boolean {
    return !this.#has(FIRST);
  }

  /** The first start since the beginning or since the last end. A start after an end takes the conversation up again. */
  get start(): RecordStart | undefined {
    return this.#place(START);
  }

  /** The first end since then. */
  get end(): RecordStart | undefined {
    return this.#place(END);
  }

  get hasEnded(): boolean {
    return this.#has(END);
  }

  /** Its last record, if that was noted, and whether it is valid. */
  get last(): { readonly place: Place; readonly isValid: boolean } | undefined {
    return this.#shelf.last.get(this.serial);
  }

  noteLast(place: Place, isValid: boolean): void {
    this.#shelf.last.set(this.serial, { place, isValid });
  }

  /** Messages in all; `AtStart`: when the latest start came; `repeated`: those with the id of an earlier one. */
  get messages(): number {
    return this.#get(MESSAGES);
  }

  get repeated(): number {
    return this.#get(REPEATED);
  }

  get messagesAtStart(): number {
    return this.#get(MESSAGES_AT_START);
  }

  get repeatedAtStart(): number {
    return this.#get(REPEATED_AT_START);
  }

  /** A record could not be read that seems to belong here. */
  get hasGap(): boolean {
    return this.#is(HAS_GAP);
  }

  noteGap(): void {
    this.#mark(HAS_GAP);
  }

  /** Some event may have been a message, or the end, under another name. */
  get hasNearMessage(): boolean {
    return this.#is(HAS_NEAR_MESSAGE);
  }

  get hasNearEnd(): boolean {
    return this.#is(HAS_NEAR_END);
  }

  /** There were more message ids than are remembered. */
  get isPartial(): boolean {
    return this.#is(IS_PARTIAL);
  }

  /** Something was heard of it since room was last made. */
  get isFresh(): boolean {
    return this.#is(IS_FRESH);
  }

  age(): void {
    this.#set(FLAGS, this.#get(FLAGS) & ~IS_FRESH);
  }

  /** The number of its last record among all records of the log that have a conversation. */
  get turn(): number {
    return this.#get(TURN);
  }

  get size(): number {
    return this.#get(SIZE);
  }

  set size(size: number) {
    this.#set(SIZE, size);
  }

  get slots(): number {
    return this.#get(SLOTS);
  }

  set slots(slot: number) {
    this.#set(SLOTS, slot);
  }

  /** Whether any event carried this message id. */
  knows(messageId: string): boolean {
    return this.#shelf.messageIds.find(this, messageId) !== NO_SLOT;
  }

  /** The first message with this id, if there was one. */
  messageOf(messageId: string): RecordStart | undefined {
    const slot = this.#shelf.messageIds.find(this, messageId);
    return slot === NO_SLOT ? undefined : this.#shelf.messageIds.messageAt(slot);
  }

  /** Meets a user; says where the first one was met, if this is another one that was not met before. At most so many are. */
  meet(userId: string, here: RecordStart, mostFurther: number): RecordStart | undefined {
    const { numbers, furtherUsers } = this.#shelf;
    const user = this.#user;
    hashId(userId, 0, user);
    const at = this.#base + USER;
    if (!this.#has(USER_AT)) {
      for (let word = 0; word < 4; word++) numbers[at + word] = user[word] ?? 0;
      this.#setPlace(USER_AT, here);
      return undefined;
    }
    if (
      user[0] === numbers[at] &&
      user[1] === numbers[at + 1] &&
      user[2] === numbers[at + 2] &&
      user[3] === numbers[at + 3]
    )
      return undefined;
    const further = furtherUsers.get(this.serial) ?? [];
    const key = idKey(userId);
    if (further.length >= mostFurther || further.includes(key)) return undefined;
    furtherUsers.set(this.serial, [...further, key]);
    return this.#place(USER_AT);
  }

  /** Passes a moment, in milliseconds since 1970; says where a later one was passed, if one was. */
  pass(time: number, here: RecordStart): RecordStart | undefined {
    if (this.#has(LATEST) && time < this.#get(LATEST_TIME)) return this.#place(LATEST);
    this.#set(LATEST_TIME, time);
    this.#setPlace(LATEST, here);
    return undefined;
  }

  /** Makes a record part of the story. At most `mostIds` message ids are remembered. */
  add(facts: RecordFacts, turn: number, mostIds: number): void {
    const { event, nearEvent, messageId } = facts;
    if (this.isNew) this.#setPlace(FIRST, facts);
    this.#set(TURN, turn);
    this.#mark(IS_FRESH);
    const said = isMessage(event);
    if (said) this.#set(MESSAGES, this.messages + 1);
    if (messageId !== undefined) this.#remember(messageId, said ? facts : undefined, mostIds);
    if (event === 'Conversation Started') {
      if (this.hasEnded || !this.#has(START)) this.#setPlace(START, facts);
      this.#removePlace(END);
      this.#set(MESSAGES_AT_START, this.messages);
      this.#set(REPEATED_AT_START, this.repeated);
    } else if (event === 'Conversation Ended') {
      if (!this.hasEnded) this.#setPlace(END, facts);
    } else if (nearEvent === 'Conversation Started') {
      // Perhaps it was taken up again: then what came before says nothing of what follows.
      if (this.hasEnded) this.#mark(HAS_NEAR_END);
      this.#removePlace(START);
      this.#removePlace(END);
    } else if (nearEvent === 'Conversation Ended') this.#mark(HAS_NEAR_END);
    else if (isMessage(nearEvent)) this.#mark(HAS_NEAR_MESSAGE);
  }

  /** Remembers a message id; `message` is the record, if that is a message. */
  #remember(messageId: string, message: RecordFacts | undefined, mostIds: number): void {
    const { messageIds } = this.#shelf;
    let slot = messageIds.find(this, messageId);
    if (slot === NO_SLOT) {
      if (this.size >= mostIds) {
        this.#mark(IS_PARTIAL);
        return;
      }
      slot = messageIds.add(this);
    } else if (message !== undefined && messageIds.isMessage(slot)) {
      this.#set(REPEATED, this.repeated + 1);
      return;
    }
    if (message !== undefined) messageIds.setMessage(slot, message);
  }

  #get(field: number): number {
    return this.#shelf.numbers[this.#base + field] ?? 0;
  }

  #set(field: number, value: number): void {
    this.#shelf.numbers[this.#base + field] = value;
  }

  #is(flag: number): boolean {
    return (this.#get(FLAGS) & flag) !== 0;
  }

  #mark(flag: number): void {
    this.#set(FLAGS, this.#get(FLAGS) | flag);
  }

  #has(place: number): boolean {
    return this.#get(place + LINE) !== 0;
  }

  #removePlace(place: number): void {
    this.#set(place + LINE, 0);
  }

  #setPlace(place: number, { file, record, line, column }: RecordStart): void {
    const { numbers, fileNames } = this.#shelf;
    const at = this.#base + place;
    numbers[at] = fileNames.numberOf(file);
    numbers[at + 1] = record;
    numbers[at + LINE] = line;
    numbers[at + 3] = column;
  }

  #place(place: number): RecordStart | undefined {
    if (!this.#has(place)) return undefined;
    const file = this.#shelf.fileNames.nameOf(this.#get(place));
    return { file, record: this.#get(place + 1), line: this.#get(place + LINE), column: this.#get(place + 3) };
  }
}
