import type { RecordStart } from '../problem/problem.js';
import { HASH_WORDS, hashId } from '../record/id-hash.js';
import type { LastRecord } from './conversation-store.js';
import { STATE_WIDTH } from './conversation-store.js';
import * as kinds from './event-kind.js';
import type { HashedRecord } from './hashed-record.js';
import type { IdList } from './message-ids.js';
import { NO_SLOT } from './message-ids.js';
import { StateCursor } from './state-cursor.js';
import {
  END,
  FIRST,
  FLAGS,
  HAS_GAP,
  HAS_NEAR_END,
  HAS_NEAR_MESSAGE,
  IS_FRESH,
  IS_PARTIAL,
  LATEST,
  LINE,
  MESSAGES,
  MESSAGES_AT_START,
  REPEATED,
  REPEATED_AT_START,
  SIZE,
  SLOTS,
  START,
  TURN,
  USER_AT,
} from './state-fields.js';

/**
 * What was seen of one conversation so far. As objects, stories take much more memory, and keep the garbage collector busier than
 * all the rest of the check.
 */
export class ConversationState extends StateCursor implements IdList {
  readonly #hash = new Int32Array(HASH_WORDS);

  /** Begins anew, with nothing seen. */
  clear(): void {
    this.store.numbers.fill(0, this.base, this.base + STATE_WIDTH);
    this.store.furtherUsers.delete(this.serial);
    this.store.last.delete(this.serial);
  }

  /** Its first record. */
  get first(): RecordStart | undefined {
    return this.place(FIRST);
  }

  /** Whether nothing was seen of it yet. */
  get isNew(): boolean {
    return !this.has(FIRST);
  }

  /** The first start since the beginning or since the last end. A start after an end takes the conversation up again. */
  get start(): RecordStart | undefined {
    return this.place(START);
  }

  /** The first end since then. */
  get end(): RecordStart | undefined {
    return this.place(END);
  }

  get hasEnded(): boolean {
    return this.has(END);
  }

  /** Its last record, if that was noted, and whether it is valid. */
  get last(): LastRecord | undefined {
    return this.store.last.get(this.serial);
  }

  noteLast(last: LastRecord): void {
    this.store.last.set(this.serial, last);
  }

  /** Messages in all; `AtStart`: when the latest start came; `repeated`: those with the id of an earlier one. */
  get messages(): number {
    return this.get(MESSAGES);
  }

  get repeated(): number {
    return this.get(REPEATED);
  }

  get messagesAtStart(): number {
    return this.get(MESSAGES_AT_START);
  }

  get repeatedAtStart(): number {
    return this.get(REPEATED_AT_START);
  }

  /** A record could not be read that seems to belong here. */
  get hasGap(): boolean {
    return this.is(HAS_GAP);
  }

  noteGap(): void {
    this.mark(HAS_GAP);
  }

  /** Some event may have been a message, or the end, under another name. */
  get hasNearMessage(): boolean {
    return this.is(HAS_NEAR_MESSAGE);
  }

  get hasNearEnd(): boolean {
    return this.is(HAS_NEAR_END);
  }

  /** There were more message ids than are remembered. */
  get isPartial(): boolean {
    return this.is(IS_PARTIAL);
  }

  /** Something was heard of it since room was last made. */
  get isFresh(): boolean {
    return this.is(IS_FRESH);
  }

  markStale(): void {
    this.set(FLAGS, this.get(FLAGS) & ~IS_FRESH);
  }

  /** The number of its last record among all records of the log that have a conversation. */
  get turn(): number {
    return this.get(TURN);
  }

  get size(): number {
    return this.get(SIZE);
  }

  set size(size: number) {
    this.set(SIZE, size);
  }

  get slots(): number {
    return this.get(SLOTS);
  }

  set slots(slot: number) {
    this.set(SLOTS, slot);
  }

  /** Whether any event carried this message id. */
  hasMessageId(messageId: string): boolean {
    return this.#slotOf(messageId) !== NO_SLOT;
  }

  /** The first message with this id, if there was one. */
  messageOf(messageId: string): RecordStart | undefined {
    const slot = this.#slotOf(messageId);
    const place = slot === NO_SLOT ? undefined : this.store.messageIds.messageAt(slot);
    return place === undefined ? undefined : this.named(place);
  }

  /** Meets a user; says where the first one was met, if this is another one that was not met before. At most so many are. */
  recordUser(userId: string, here: RecordStart, mostFurther: number): RecordStart | undefined {
    const { furtherUsers } = this.store;
    const hash = this.#hash;
    hashId(userId, hash);
    if (!this.has(USER_AT)) {
      this.setUser(hash, 0);
      this.setPlace(USER_AT, this.numbered(here));
      return undefined;
    }
    if (this.isUser(hash, 0)) return undefined;
    const further = furtherUsers.get(this.serial) ?? [];
    const key = hash.join(' ');
    if (further.length >= mostFurther || further.includes(key)) return undefined;
    furtherUsers.set(this.serial, [...further, key]);
    return this.place(USER_AT);
  }

  /** Passes a moment, in milliseconds since 1970; says where a later one was passed, if one was. */
  recordTime(time: number, here: RecordStart): RecordStart | undefined {
    const { latestTimes } = this.store;
    if (this.has(LATEST) && time < (latestTimes[this.serial] ?? 0)) return this.place(LATEST);
    latestTimes[this.serial] = time;
    this.setPlace(LATEST, this.numbered(here));
    return undefined;
  }

  /**
   * Whether no rule about what came before has anything to say of a record: true only if that is sure. If it is, the record’s
   * user is met. `conversation/out-of-order` is not among the rules.
   */
  acceptsWithoutFindings(told: HashedRecord): boolean {
    const { numbers, base } = this;
    const { kind, words, messageAt, userAt } = told;
    const isNew = numbers[base + FIRST + LINE] === 0;
    const hasEnded = numbers[base + END + LINE] !== 0;
    switch (kind) {
      case kinds.STARTED:
        if (numbers[base + START + LINE] !== 0 && !hasEnded) return false;
        break;
      case kinds.SENT:
      case kinds.RECEIVED:
        if (isNew || hasEnded || (messageAt !== -1 && this.#isOfMessage(words, messageAt))) return false;
        break;
      case kinds.PART_OF_TALK:
        if (isNew || hasEnded) return false;
        break;
      case kinds.FEEDBACK:
        if (isNew) return false;
        if (messageAt !== -1 && this.store.messageIds.find(this, words, messageAt) === NO_SLOT) return false;
        break;
      case kinds.ENDED:
        if (isNew || (told.messageCount !== -1 && !this.#isCount(told.messageCount))) return false;
        break;
      case kinds.OTHER:
      case kinds.OWN:
        if (isNew) return false;
        break;
      default:
        return false;
    }
    if (userAt === -1 || !kinds.isOfCustomer(kind)) return true;
    if (numbers[base + USER_AT + LINE] !== 0) return this.isUser(words, userAt);
    this.setUser(words, userAt);
    this.setPlace(USER_AT, told);
    return true;
  }

  /** Makes a record part of the story. At most `mostIds` message ids are remembered. */
  add(told: HashedRecord, turn: number, mostIds: number): void {
    const { numbers, base } = this;
    const { kind } = told;
    if (numbers[base + FIRST + LINE] === 0) this.setPlace(FIRST, told);
    numbers[base + TURN] = turn;
    this.mark(IS_FRESH);
    const said = kind === kinds.SENT || kind === kinds.RECEIVED;
    if (said) numbers[base + MESSAGES] = this.messages + 1;
    if (told.messageAt !== -1) this.#remember(told, said, mostIds);
    if (kind === kinds.STARTED) {
      if (this.hasEnded || !this.has(START)) this.setPlace(START, told);
      this.removePlace(END);
      this.set(MESSAGES_AT_START, this.messages);
      this.set(REPEATED_AT_START, this.repeated);
    } else if (kind === kinds.ENDED) {
      if (!this.hasEnded) this.setPlace(END, told);
    } else if (kind === kinds.NEAR_START) {
      // Perhaps it was taken up again: then what came before says nothing of what follows.
      if (this.hasEnded) this.mark(HAS_NEAR_END);
      this.removePlace(START);
      this.removePlace(END);
    } else if (kind === kinds.NEAR_END) this.mark(HAS_NEAR_END);
    else if (kind === kinds.NEAR_MESSAGE) this.mark(HAS_NEAR_MESSAGE);
  }

  /** Remembers the message id of a record; `said`: whether that is a message. */
  #remember(told: HashedRecord, said: boolean, mostIds: number): void {
    const { messageIds } = this.store;
    let slot = messageIds.find(this, told.words, told.messageAt);
    if (slot === NO_SLOT) {
      if (this.size >= mostIds) {
        this.mark(IS_PARTIAL);
        return;
      }
      slot = messageIds.add(this);
    } else if (said && messageIds.isMessage(slot)) {
      this.set(REPEATED, this.repeated + 1);
      return;
    }
    if (said) messageIds.setMessage(slot, told);
  }

  #slotOf(messageId: string): number {
    hashId(messageId, this.#hash);
    return this.store.messageIds.find(this, this.#hash, 0);
  }

  #isOfMessage(words: Int32Array, at: number): boolean {
    const slot = this.store.messageIds.find(this, words, at);
    return slot !== NO_SLOT && this.store.messageIds.isMessage(slot);
  }

  /** Whether Conversation Ended may count so many messages. */
  #isCount(count: number): boolean {
    if (!this.has(START) || (this.get(FLAGS) & (HAS_GAP | HAS_NEAR_MESSAGE | IS_PARTIAL)) !== 0) return true;
    return count === this.messages || count === this.messages - this.messagesAtStart;
  }
}
