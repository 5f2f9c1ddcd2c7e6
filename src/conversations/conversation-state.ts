import type { RecordStart } from '../problem/problem.js';
import { copyHash, isSameHash } from '../record/id-hash.js';
import type { ConversationStore, LastRecord } from './conversation-store.js';
import * as kinds from './event-kind.js';
import type { HashedRecord } from './hashed-record.js';
import { NO_ID } from './hashed-record.js';
import type { IdList } from './message-ids.js';
import { NO_SLOT } from './message-ids.js';
import type { NumberedPlace } from './places.js';
import * as at from './state-fields.js';

type WithMessageId = Pick<HashedRecord, 'words' | 'messageAt'>;

const NEAR_MESSAGE_KINDS = kinds.kindSet(kinds.NEAR_SENT, kinds.NEAR_RECEIVED);

/**
 * What is known of one conversation: a view of its numbers in the store, which is moved from one conversation to the next. With
 * an object for each conversation, they take much more memory, and the garbage collector more time than all rules.
 */
export class ConversationState implements IdList {
  /** The number of the conversation in the store. */
  serial = 0;
  readonly #store: ConversationStore;
  /** The numbers of all conversations, and where those of this one begin. */
  readonly #numbers: Uint32Array;
  #base = 0;

  constructor(store: ConversationStore) {
    this.#store = store;
    this.#numbers = store.numbers;
  }

  /** Moves to another conversation. */
  at(serial: number): this {
    this.serial = serial;
    this.#base = serial * at.STATE_WIDTH;
    return this;
  }

  /** Removes all that is known of the conversation. */
  clear(): void {
    this.#numbers.fill(0, this.#base, this.#base + at.STATE_WIDTH);
    this.#store.furtherUsers.remove(this.serial);
    this.#store.last.delete(this.serial);
  }

  /** Its first record. */
  get first(): RecordStart | undefined {
    return this.#place(at.FIRST);
  }

  /** Whether it has no record yet. */
  get isNew(): boolean {
    return !this.#has(at.FIRST);
  }

  /** The first start since the beginning or since the last end. A start after an end resumes the conversation. */
  get start(): RecordStart | undefined {
    return this.#place(at.START);
  }

  get hasStart(): boolean {
    return this.#has(at.START);
  }

  /** The first end since then. */
  get end(): RecordStart | undefined {
    return this.#place(at.END);
  }

  get hasEnded(): boolean {
    return this.#has(at.END);
  }

  /** Its last record, if that was noted. */
  get last(): LastRecord | undefined {
    return this.#store.last.get(this.serial);
  }

  noteLast(last: LastRecord): void {
    this.#store.last.set(this.serial, last);
  }

  /** How many messages there are. */
  get messages(): number {
    return this.#get(at.MESSAGES);
  }

  /** How many of them repeat the id of an earlier one. */
  get repeated(): number {
    return this.#get(at.REPEATED);
  }

  /** How many messages there were at the latest start. */
  get messagesAtStart(): number {
    return this.#get(at.MESSAGES_AT_START);
  }

  get repeatedAtStart(): number {
    return this.#get(at.REPEATED_AT_START);
  }

  /** Whether an unreadable record seems to belong here. */
  get hasGap(): boolean {
    return this.#is(at.HAS_GAP);
  }

  noteGap(): void {
    this.#mark(at.HAS_GAP);
  }

  /** Whether some event may have been a message under another name. */
  get hasNearMessage(): boolean {
    return this.#is(at.HAS_NEAR_MESSAGE);
  }

  /** Whether some event may have been its end under another name. */
  get hasNearEnd(): boolean {
    return this.#is(at.HAS_NEAR_END);
  }

  /** Whether it has more message ids than are kept. */
  get isPartial(): boolean {
    return this.#is(at.IS_PARTIAL);
  }

  /** Whether it had a record since it was last considered for eviction. */
  get isFresh(): boolean {
    return this.#is(at.IS_FRESH);
  }

  markStale(): void {
    this.#set(at.FLAGS, this.#get(at.FLAGS) & ~at.IS_FRESH);
  }

  /** The number of its last record among all records of the log that have a conversation. */
  get turn(): number {
    return this.#get(at.TURN);
  }

  /** How many message ids are kept. */
  get size(): number {
    return this.#get(at.SIZE);
  }

  set size(size: number) {
    this.#set(at.SIZE, size);
  }

  /** The slot of the latest of them. */
  get slots(): number {
    return this.#get(at.SLOTS);
  }

  set slots(slot: number) {
    this.#set(at.SLOTS, slot);
  }

  /** Whether an earlier event carried the message id of a record. */
  hasMessageIdOf(record: WithMessageId): boolean {
    return this.#slotOf(record) !== NO_SLOT;
  }

  /** Whether an earlier message has the message id of a record. */
  hasMessageWithIdOf(record: WithMessageId): boolean {
    const slot = this.#slotOf(record);
    return slot !== NO_SLOT && this.#store.messageIds.isMessage(slot);
  }

  /** The first message with the message id of a record. */
  messageWithIdOf(record: WithMessageId): RecordStart | undefined {
    const slot = this.#slotOf(record);
    const place = slot === NO_SLOT ? undefined : this.#store.messageIds.messageAt(slot);
    return place === undefined ? undefined : this.#named(place);
  }

  /** Where the first user of the conversation was seen. */
  get firstUser(): RecordStart | undefined {
    return this.#place(at.USER_AT);
  }

  /** Whether a record's user is another one than the first, and not yet known; of more users than are kept, none is. */
  isFurtherUser({ words, userAt }: Pick<HashedRecord, 'words' | 'userAt'>): boolean {
    if (!this.#has(at.USER_AT) || this.#isFirstUser(words, userAt)) return false;
    return this.#store.furtherUsers.hasRoomFor(this.serial, words, userAt);
  }

  /** The record with the latest timestamp. */
  get latest(): RecordStart | undefined {
    return this.#place(at.LATEST);
  }

  /** The latest timestamp, in milliseconds since 1970; -Infinity if there is none. */
  get latestTime(): number {
    return this.#has(at.LATEST) ? (this.#store.latestTimes[this.serial] ?? 0) : Number.NEGATIVE_INFINITY;
  }

  /** Adds a record, the `turn`-th of the log. At most `maxIds` message ids are kept. */
  add(record: HashedRecord, turn: number, maxIds: number): void {
    if (this.isNew) this.#setPlace(at.FIRST, record);
    this.#set(at.TURN, turn);
    this.#mark(at.IS_FRESH);
    const isMessage = kinds.hasKind(kinds.MESSAGE_KINDS, record.kind);
    if (isMessage) this.#set(at.MESSAGES, this.messages + 1);
    if (record.messageAt !== NO_ID) this.#addMessageId(record, isMessage, maxIds);
    if (!isMessage) this.#addEvent(record);
    if (record.seenOnly) return;
    if (record.userAt !== NO_ID && kinds.hasKind(kinds.CUSTOMER_KINDS, record.kind)) this.#addUser(record);
    if (record.time >= this.latestTime) {
      this.#store.latestTimes[this.serial] = record.time;
      this.#setPlace(at.LATEST, record);
    }
  }

  /** Adds what a start or an end changes, or an event that may be one. */
  #addEvent(record: HashedRecord): void {
    const { kind } = record;
    if (kind === kinds.STARTED) {
      if (this.hasEnded || !this.hasStart) this.#setPlace(at.START, record);
      this.#set(at.END + at.LINE, 0);
      this.#set(at.MESSAGES_AT_START, this.messages);
      this.#set(at.REPEATED_AT_START, this.repeated);
    } else if (kind === kinds.ENDED) {
      if (!this.hasEnded) this.#setPlace(at.END, record);
    } else if (kind === kinds.NEAR_STARTED) {
      // It may have been resumed: then the records before say nothing about those that follow.
      if (this.hasEnded) this.#mark(at.HAS_NEAR_END);
      this.#set(at.START + at.LINE, 0);
      this.#set(at.END + at.LINE, 0);
    } else if (kind === kinds.NEAR_ENDED) this.#mark(at.HAS_NEAR_END);
    else if (kinds.hasKind(NEAR_MESSAGE_KINDS, kind)) this.#mark(at.HAS_NEAR_MESSAGE);
  }

  #addMessageId(record: HashedRecord, isMessage: boolean, maxIds: number): void {
    const { messageIds } = this.#store;
    let slot = this.#slotOf(record);
    if (slot === NO_SLOT) {
      if (this.size >= maxIds) {
        this.#mark(at.IS_PARTIAL);
        return;
      }
      slot = messageIds.add(this);
    } else if (isMessage && messageIds.isMessage(slot)) {
      this.#set(at.REPEATED, this.repeated + 1);
      return;
    }
    if (isMessage) messageIds.setMessage(slot, record);
  }

  #addUser(record: HashedRecord): void {
    const { words, userAt } = record;
    if (this.#has(at.USER_AT)) {
      if (!this.#isFirstUser(words, userAt)) this.#store.furtherUsers.add(this.serial, words, userAt);
      return;
    }
    copyHash(words, userAt, this.#numbers, this.#base + at.USER);
    this.#setPlace(at.USER_AT, record);
  }

  #isFirstUser(words: Int32Array, userAt: number): boolean {
    return isSameHash(words, userAt, this.#numbers, this.#base + at.USER);
  }

  #slotOf({ words, messageAt }: WithMessageId): number {
    return this.#store.messageIds.find(this, words, messageAt);
  }

  #get(field: number): number {
    return this.#numbers[this.#base + field] ?? 0;
  }

  #set(field: number, value: number): void {
    this.#numbers[this.#base + field] = value;
  }

  #is(flag: number): boolean {
    return (this.#get(at.FLAGS) & flag) !== 0;
  }

  #mark(flag: number): void {
    this.#set(at.FLAGS, this.#get(at.FLAGS) | flag);
  }

  #has(place: number): boolean {
    return this.#get(place + at.LINE) !== 0;
  }

  #setPlace(place: number, record: NumberedPlace): void {
    this.#store.places.write(this.#base + place, record);
  }

  #place(place: number): RecordStart | undefined {
    return this.#has(place) ? this.#named(this.#store.places.read(this.#base + place)) : undefined;
  }

  #named({ file, record, line, column }: NumberedPlace): RecordStart {
    return { file: this.#store.fileNames.nameOf(file), record, line, column };
  }
}
