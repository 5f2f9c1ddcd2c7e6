import type { RecordStart } from '../problem/problem.js';
import type { ConversationStore, LastRecord } from './conversation-store.js';
import * as kinds from './event-kind.js';
import type { HashedRecord } from './hashed-record.js';
import { NO_ID } from './hashed-record.js';
import type { IdList } from './message-ids.js';
import { NO_SLOT } from './message-ids.js';
import type { NumberedPlace } from './places.js';
import * as at from './state-fields.js';
import { StateFields } from './state-fields.js';

type WithMessageId = Pick<HashedRecord, 'words' | 'messageAt'>;

const NEAR_MESSAGE_KINDS = kinds.kindSet(kinds.NEAR_SENT, kinds.NEAR_RECEIVED);

/**
 * What is known of one conversation: a view of its numbers in the store, which is moved from one conversation to the
 * next. With an object for each conversation, they take much more memory, and the garbage collector more time than all
 * rules.
 */
export class ConversationState implements IdList {
  /** The number of the conversation in the store. */
  serial = 0;
  readonly #store: ConversationStore;
  readonly #fields: StateFields;

  constructor(store: ConversationStore) {
    this.#store = store;
    this.#fields = new StateFields(store.numbers, store.places);
  }

  /** Moves to another conversation. */
  at(serial: number): this {
    this.serial = serial;
    this.#fields.moveTo(serial);
    return this;
  }

  /** Removes all that is known of the conversation. */
  clear(): void {
    this.#fields.reset();
    this.#store.furtherUsers.remove(this.serial);
    this.#store.last.delete(this.serial);
  }

  /** Its first record. */
  get first(): RecordStart | undefined {
    return this.#place(at.FIRST);
  }

  /** Whether it has no record yet. */
  get isNew(): boolean {
    return !this.#fields.hasPlace(at.FIRST);
  }

  /** The first start since the beginning or since the last end. A start after an end resumes the conversation. */
  get start(): RecordStart | undefined {
    return this.#place(at.START);
  }

  get hasStart(): boolean {
    return this.#fields.hasPlace(at.START);
  }

  /** The first end since then. */
  get end(): RecordStart | undefined {
    return this.#place(at.END);
  }

  get hasEnded(): boolean {
    return this.#fields.hasPlace(at.END);
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
    return this.#fields.get(at.MESSAGES);
  }

  /** How many of them repeat the id of an earlier one. */
  get repeated(): number {
    return this.#fields.get(at.REPEATED);
  }

  /** How many messages there were at the latest start. */
  get messagesAtStart(): number {
    return this.#fields.get(at.MESSAGES_AT_START);
  }

  get repeatedAtStart(): number {
    return this.#fields.get(at.REPEATED_AT_START);
  }

  /** Whether an unreadable record seems to belong here. */
  get hasGap(): boolean {
    return this.#fields.is(at.HAS_GAP);
  }

  /** Notes an unreadable record, which may be any event. */
  noteGap(): void {
    this.#fields.mark(at.HAS_GAP | at.MAY_HAVE_ENDED | at.MAY_HAVE_RESUMED);
  }

  /** Whether an end may have come since the latest start: it has, or an event may be one. */
  get mayHaveEnded(): boolean {
    return this.hasEnded || this.#fields.is(at.MAY_HAVE_ENDED);
  }

  /** Whether it may have been resumed since the latest end, by an event that may be a start. */
  get mayHaveResumed(): boolean {
    return this.#fields.is(at.MAY_HAVE_RESUMED);
  }

  /** Whether some event may have been a message under another name. */
  get hasNearMessage(): boolean {
    return this.#fields.is(at.HAS_NEAR_MESSAGE);
  }

  /** Whether some event may have been its end under another name. */
  get hasNearEnd(): boolean {
    return this.#fields.is(at.HAS_NEAR_END);
  }

  /** Whether it has more message ids than are kept. */
  get isPartial(): boolean {
    return this.#fields.is(at.IS_PARTIAL);
  }

  /** Whether it had a record since it was last considered for eviction. */
  get isFresh(): boolean {
    return this.#fields.is(at.IS_FRESH);
  }

  markStale(): void {
    this.#fields.clear(at.IS_FRESH);
  }

  /** The number of its last record among all records of the log that have a conversation. */
  get turn(): number {
    return this.#fields.get(at.TURN);
  }

  /** How many message ids are kept. */
  get size(): number {
    return this.#fields.get(at.SIZE);
  }

  set size(size: number) {
    this.#fields.set(at.SIZE, size);
  }

  /** The slot of the latest of them. */
  get slots(): number {
    return this.#fields.get(at.SLOTS);
  }

  set slots(slot: number) {
    this.#fields.set(at.SLOTS, slot);
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
    if (!this.#fields.hasPlace(at.USER_AT) || this.#isFirstUser(words, userAt)) return false;
    return this.#store.furtherUsers.hasRoomFor(this.serial, words, userAt);
  }

  /** The record with the latest timestamp. */
  get latest(): RecordStart | undefined {
    return this.#place(at.LATEST);
  }

  /** The latest timestamp, in milliseconds since 1970; -Infinity if there is none. */
  get latestTime(): number {
    return this.#fields.hasPlace(at.LATEST) ? (this.#store.latestTimes[this.serial] ?? 0) : Number.NEGATIVE_INFINITY;
  }

  /** Adds a record, the `turn`-th of the log. At most `maxIds` message ids are kept. */
  add(record: HashedRecord, turn: number, maxIds: number): void {
    if (this.isNew) this.#fields.setPlace(at.FIRST, record);
    this.#fields.set(at.TURN, turn);
    this.#fields.mark(at.IS_FRESH);
    const isMessage = kinds.hasKind(kinds.MESSAGE_KINDS, record.kind);
    if (isMessage) this.#fields.set(at.MESSAGES, this.messages + 1);
    if (record.messageAt !== NO_ID) this.#addMessageId(record, isMessage, maxIds);
    if (!isMessage) this.#addEvent(record);
    if (record.seenOnly) return;
    if (record.userAt !== NO_ID && kinds.hasKind(kinds.CUSTOMER_KINDS, record.kind)) this.#addUser(record);
    if (record.time >= this.latestTime) {
      this.#store.latestTimes[this.serial] = record.time;
      this.#fields.setPlace(at.LATEST, record);
    }
  }

  /** Adds what a start or an end changes, or an event that may be one. */
  #addEvent(record: HashedRecord): void {
    const { kind } = record;
    if (kind === kinds.STARTED) {
      if (this.mayHaveEnded || !this.hasStart) this.#fields.setPlace(at.START, record);
      this.#fields.clear(at.MAY_HAVE_ENDED);
      this.#fields.set(at.END + at.LINE, 0);
      this.#fields.set(at.MESSAGES_AT_START, this.messages);
      this.#fields.set(at.REPEATED_AT_START, this.repeated);
    } else if (kind === kinds.ENDED) {
      if (!this.hasEnded || this.mayHaveResumed) this.#fields.setPlace(at.END, record);
      this.#fields.clear(at.MAY_HAVE_RESUMED);
    } else if (kind === kinds.NEAR_STARTED) {
      // It may have been resumed: then what follows does not depend on the records before.
      if (this.hasEnded) this.#fields.mark(at.HAS_NEAR_END);
      this.#fields.set(at.START + at.LINE, 0);
      this.#fields.set(at.END + at.LINE, 0);
    } else if (kind === kinds.NEAR_ENDED) this.#fields.mark(at.HAS_NEAR_END | at.MAY_HAVE_ENDED);
    else if (kinds.hasKind(NEAR_MESSAGE_KINDS, kind)) this.#fields.mark(at.HAS_NEAR_MESSAGE);
  }

  #addMessageId(record: HashedRecord, isMessage: boolean, maxIds: number): void {
    const { messageIds } = this.#store;
    let slot = this.#slotOf(record);
    if (slot === NO_SLOT) {
      if (this.size >= maxIds) {
        this.#fields.mark(at.IS_PARTIAL);
        return;
      }
      slot = messageIds.add(this);
    } else if (isMessage && messageIds.isMessage(slot)) {
      this.#fields.set(at.REPEATED, this.repeated + 1);
      return;
    }
    if (isMessage) messageIds.setMessage(slot, record);
  }

  #addUser(record: HashedRecord): void {
    const { words, userAt } = record;
    if (this.#fields.hasPlace(at.USER_AT)) {
      if (!this.#isFirstUser(words, userAt)) this.#store.furtherUsers.add(this.serial, words, userAt);
      return;
    }
    this.#fields.setHash(at.USER, words, userAt);
    this.#fields.setPlace(at.USER_AT, record);
  }

  #isFirstUser(words: Int32Array, userAt: number): boolean {
    return this.#fields.isHash(at.USER, words, userAt);
  }

  #slotOf({ words, messageAt }: WithMessageId): number {
    return this.#store.messageIds.find(this, words, messageAt);
  }

  #place(place: number): RecordStart | undefined {
    return this.#fields.hasPlace(place) ? this.#named(this.#fields.place(place)) : undefined;
  }

  #named({ file, record, line, column }: NumberedPlace): RecordStart {
    return { file: this.#store.fileNames.nameOf(file), record, line, column };
  }
}
