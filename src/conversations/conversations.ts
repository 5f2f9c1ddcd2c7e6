import type { Finding } from '../problem/finding.js';
import type { Place } from '../problem/problem.js';
import { HASH_WORDS, hashId } from '../record/id-hash.js';
import { ConversationIndex, NO_SERIAL } from './conversation-index.js';
import type { ConversationRule } from './conversation-rule.js';
import { ConversationState } from './conversation-state.js';
import { createStore } from './conversation-store.js';
import { eventKindOf, STARTED } from './event-kind.js';
import { EvictedIds, MAX_WORDS } from './evicted-ids.js';
import { FileNames } from './file-names.js';
import type { HashedRecord } from './hashed-record.js';
import { MessageIds } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
import { createLinks, SerialQueue } from './serial-queue.js';

/** How many conversations are kept in mind unless someone says otherwise. */
export const DEFAULT_MAX_CONVERSATIONS = 50_000;

/** Message ids that are kept for each conversation, on average, and how many of all that one alone may have. */
const IDS_PER_CONVERSATION = 10;
const LARGEST_SHARE = 1 / 2;

/** How much is left when room is made, so that it is not made for every single record. */
const SHARE_KEPT = 7 / 8;

/** Who keeps few conversations in mind wants to use little memory, for those that were let go as well. */
const FEW_CONVERSATIONS = 1000;
const MIN_WORDS = 2 ** 14;

/** A longer id is nothing that a conversation can be called by. */
const MAX_ID_LENGTH = 64;

const NONE: readonly Finding[] = [];

/**
 * The conversations of a log as they go on, in bounded memory. Those that ended are let go first, then those that nothing was
 * heard of for long. One that was let go is known as such if it comes again, and nothing more is said of it.
 */
export class Conversations {
  readonly #rules: readonly ConversationRule[];
  readonly #most: number;
  readonly #mostIds: number;
  readonly #index: ConversationIndex;
  /** Those that go on, and those that ended, the first one first. */
  readonly #open: SerialQueue;
  readonly #ended: SerialQueue;
  readonly #fileNames = new FileNames();
  readonly #messageIds: MessageIds;
  readonly #forgotten: EvictedIds;
  readonly #state: ConversationState;
  readonly #leaving: ConversationState;
  /** What `take` tells the story, with room for the hashes of three ids. */
  readonly #record: HashedRecord = {
    kind: STARTED,
    words: new Int32Array(3 * HASH_WORDS),
    conversationAt: 0,
    messageAt: -1,
    userAt: -1,
    messageCount: -1,
    file: 0,
    record: 0,
    line: 0,
    column: 0,
  };
  /** Serials that are free again, and the next that was never used. */
  readonly #free: number[] = [];
  #nextSerial = 0;
  #turn = 0;
  #ids = 0;
  #dropped = 0;
  #latest = false;

  constructor(rules: readonly ConversationRule[], maxConversations: number) {
    this.#rules = rules;
    this.#most = maxConversations;
    this.#mostIds = maxConversations * IDS_PER_CONVERSATION;
    // Room is made when there is one too many.
    this.#messageIds = new MessageIds(this.#mostIds + 1);
    this.#index = new ConversationIndex(maxConversations + 1);
    const links = createLinks(maxConversations + 1);
    this.#open = new SerialQueue(links);
    this.#ended = new SerialQueue(links);
    const shelf = createStore(maxConversations + 1, this.#messageIds, this.#fileNames);
    this.#state = new ConversationState(shelf);
    this.#leaving = new ConversationState(shelf);
    this.#forgotten = new EvictedIds(maxConversations < FEW_CONVERSATIONS ? MIN_WORDS : MAX_WORDS);
  }

  /** How many conversations were let go, or had more message ids than are remembered. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The number of a file, for the places of records that are taken quietly. */
  numberOfFile(name: string): number {
    return this.#fileNames.numberOf(name);
  }

  /** Takes a record, in the order of the log, and says what is wrong with it there. */
  write(facts: RecordFacts): readonly Finding[] {
    const told = this.#hashed(facts);
    const story = this.#stateOf(told.words, told.conversationAt);
    this.#latest = story !== undefined;
    if (story === undefined) return NONE;
    let findings: Finding[] | undefined;
    if (!facts.seenOnly) {
      for (const rule of this.#rules) {
        const finding = rule.check(facts, story);
        if (finding === undefined) continue;
        findings ??= [];
        findings.push(finding);
      }
    }
    this.#add(told, story);
    return findings ?? NONE;
  }

  /** Takes a record as `takeQuietly` does, which is less work than asking each rule. */
  writeCleanFacts(facts: RecordFacts): boolean {
    if (facts.seenOnly) return false;
    const told = this.#hashed(facts);
    told.userAt = facts.userId === undefined ? -1 : 2 * HASH_WORDS;
    if (facts.userId !== undefined) hashId(facts.userId, told.words, told.userAt);
    told.messageCount = facts.messageCount ?? -1;
    return this.writeClean(told);
  }

  /**
   * Takes a record, in the order of the log, if it is sure that nothing is wrong with it there; false if it is not, and nothing
   * was taken. Not for those who ask for `conversation/out-of-order`, or for the last records.
   */
  writeClean(told: HashedRecord): boolean {
    const serial = this.#index.find(told.words, told.conversationAt);
    if (serial !== NO_SERIAL) {
      const story = this.#state.at(serial);
      if (!story.acceptsWithoutFindings(told)) return false;
      this.#add(told, story);
      return true;
    }
    if (told.kind !== STARTED) return false;
    const story = this.#stateOf(told.words, told.conversationAt);
    if (story === undefined) return true;
    // Of the first start of a conversation there is nothing to say; its user is met.
    story.acceptsWithoutFindings(told);
    this.#add(told, story);
    return true;
  }

  /** Notes where the record that was taken last stands, for what may have to be said of it at the end of the log. */
  noteLast(place: Place, isValid: boolean, conversationId: string): void {
    const id = conversationId.length <= MAX_ID_LENGTH ? conversationId : undefined;
    if (this.#latest) this.#state.noteLast({ place, isValid, id });
  }

  /** Hears of a record that cannot be read, but seems to belong to a conversation. */
  noteUnreadable(conversationId: string): void {
    const { words } = this.#record;
    hashId(conversationId, words, 0);
    const story = this.#stateOf(words, 0);
    if (story === undefined) return;
    story.noteGap();
    if (this.#isFull(1)) this.#evictSome(story.serial);
  }

  /** Asks something of each conversation that is remembered and has not ended, in the order of their last records. */
  mapOpen<Answer>(ask: (story: ConversationState) => Answer): Answer[] {
    const turns: { readonly serial: number; readonly turn: number }[] = [];
    for (let serial = this.#open.first; serial !== undefined; serial = this.#open.after(serial)) {
      turns.push({ serial, turn: this.#leaving.at(serial).turn });
    }
    turns.sort((a, b) => a.turn - b.turn);
    return turns.map(({ serial }) => ask(this.#leaving.at(serial)));
  }

  /** What every way of taking a record tells of it: all but its user and its count. */
  #hashed(facts: RecordFacts): HashedRecord {
    const told = this.#record;
    hashId(facts.conversationId, told.words, told.conversationAt);
    told.kind = eventKindOf(facts.event, facts.nearEvent);
    told.messageAt = facts.messageId === undefined ? -1 : HASH_WORDS;
    if (facts.messageId !== undefined) hashId(facts.messageId, told.words, HASH_WORDS);
    told.file = this.#fileNames.numberOf(facts.file);
    told.record = facts.record;
    told.line = facts.line;
    told.column = facts.column;
    return told;
  }

  #add(told: HashedRecord, story: ConversationState): void {
    this.#turn++;
    const { serial, size, isPartial, hasEnded } = story;
    story.add(told, this.#turn, this.#mostIds * LARGEST_SHARE);
    this.#ids += story.size - size;
    if (story.isPartial && !isPartial) this.#dropped++;
    if (story.hasEnded !== hasEnded) {
      const [from, to] = hasEnded ? [this.#ended, this.#open] : [this.#open, this.#ended];
      from.remove(serial);
      to.add(serial);
    }
    if (this.#isFull(1)) this.#evictSome(serial);
  }

  /** The story of the conversation whose id’s hash begins at `at`; undefined if it was let go. */
  #stateOf(words: Int32Array, at: number): ConversationState | undefined {
    const known = this.#index.find(words, at);
    if (known !== NO_SERIAL) return this.#state.at(known);
    if (this.#forgotten.mayHold(words, at)) return undefined;
    const serial = this.#free.pop() ?? this.#nextSerial++;
    this.#index.add(serial, words, at);
    this.#open.add(serial);
    return this.#state.at(serial);
  }

  /** Whether there are too many conversations or message ids, counted by this share of the limits. */
  #isFull(share: number): boolean {
    return this.#index.size > this.#most * share || this.#ids > this.#mostIds * share;
  }

  #evictSome(current: number): void {
    let next: number | undefined;
    for (let serial = this.#ended.first; serial !== undefined; serial = next) {
      if (!this.#isFull(SHARE_KEPT)) return;
      next = this.#ended.after(serial);
      if (serial !== current) this.#evict(this.#ended, serial);
    }
    // What comes to the end of the line again is met again below, and leaves then.
    for (let serial = this.#open.first; serial !== undefined; serial = next) {
      if (!this.#isFull(SHARE_KEPT)) return;
      const story = this.#leaving.at(serial);
      if (serial === current) {
        if (this.#open.size === 1) return;
      } else if (!story.isFresh) {
        next = this.#open.after(serial);
        this.#evict(this.#open, serial);
        continue;
      }
      story.markStale();
      this.#open.remove(serial);
      this.#open.add(serial);
      next = this.#open.first;
    }
  }

  #evict(from: SerialQueue, serial: number): void {
    const story = this.#leaving.at(serial);
    from.remove(serial);
    this.#forgotten.add(this.#index.hashes, serial * HASH_WORDS);
    this.#index.remove(serial);
    this.#ids -= story.size;
    // One whose message ids were too many has been counted.
    if (!story.isPartial) this.#dropped++;
    this.#messageIds.remove(story);
    story.clear();
    this.#free.push(serial);
  }
}
