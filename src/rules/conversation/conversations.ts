import type { Finding } from '../../problem/finding.js';
import type { Place } from '../../problem/problem.js';
import { HASH_WORDS, hashId } from '../../record/id-hash.js';
import { ConversationIndex, NO_SERIAL } from './conversation-index.js';
import type { ConversationRule } from './conversation-rule.js';
import { eventKindOf, STARTED } from './event-kind.js';
import { FileNames } from './file-names.js';
import { ForgottenIds, MOST_WORDS } from './forgotten-ids.js';
import { MessageIds } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
import { createLinks, SerialQueue } from './serial-queue.js';
import { createShelf } from './shelf.js';
import { Story } from './story.js';
import type { ToldRecord } from './told-record.js';

/** How many conversations are kept in mind unless someone says otherwise. */
export const DEFAULT_MAX_CONVERSATIONS = 50_000;

/** Message ids that are kept for each conversation, on average, and how many of all that one alone may have. */
const IDS_PER_CONVERSATION = 10;
const LARGEST_SHARE = 1 / 2;

/** How much is left when room is made, so that it is not made for every single record. */
const LEFT = 7 / 8;

/** Who keeps few conversations in mind wants to use little memory, for those that were let go as well. */
const FEW = 1000;
const FEWEST_WORDS = 2 ** 14;

/** A longer id is nothing that a conversation can be called by. */
const LONGEST_ID = 64;

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
  readonly #forgotten: ForgottenIds;
  readonly #story: Story;
  readonly #leaving: Story;
  /** What `take` tells the story, with room for the hashes of three ids. */
  readonly #told: ToldRecord = {
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
    const shelf = createShelf(maxConversations + 1, this.#messageIds, this.#fileNames);
    this.#story = new Story(shelf);
    this.#leaving = new Story(shelf);
    this.#forgotten = new ForgottenIds(maxConversations < FEW ? FEWEST_WORDS : MOST_WORDS);
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
  take(facts: RecordFacts): readonly Finding[] {
    const told = this.#tell(facts);
    const story = this.#storyOf(told.words, told.conversationAt);
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
  takeQuietFacts(facts: RecordFacts): boolean {
    if (facts.seenOnly) return false;
    const told = this.#tell(facts);
    told.userAt = facts.userId === undefined ? -1 : 2 * HASH_WORDS;
    if (facts.userId !== undefined) hashId(facts.userId, told.words, told.userAt);
    told.messageCount = facts.messageCount ?? -1;
    return this.takeQuietly(told);
  }

  /**
   * Takes a record, in the order of the log, if it is sure that nothing is wrong with it there; false if it is not, and nothing
   * was taken. Not for those who ask for `conversation/out-of-order`, or for the last records.
   */
  takeQuietly(told: ToldRecord): boolean {
    const serial = this.#index.find(told.words, told.conversationAt);
    if (serial !== NO_SERIAL) {
      const story = this.#story.at(serial);
      if (!story.isQuiet(told)) return false;
      this.#add(told, story);
      return true;
    }
    if (told.kind !== STARTED) return false;
    const story = this.#storyOf(told.words, told.conversationAt);
    if (story === undefined) return true;
    // Of the first start of a conversation there is nothing to say; its user is met.
    story.isQuiet(told);
    this.#add(told, story);
    return true;
  }

  /** Notes where the record that was taken last stands, for what may have to be said of it at the end of the log. */
  noteLast(place: Place, isValid: boolean, conversationId: string): void {
    const id = conversationId.length <= LONGEST_ID ? conversationId : undefined;
    if (this.#latest) this.#story.noteLast({ place, isValid, id });
  }

  /** Hears of a record that cannot be read, but seems to belong to a conversation. */
  noteUnreadable(conversationId: string): void {
    const { words } = this.#told;
    hashId(conversationId, words, 0);
    const story = this.#storyOf(words, 0);
    if (story === undefined) return;
    story.noteGap();
    if (this.#isFull(1)) this.#makeRoom(story.serial);
  }

  /** Asks something of each conversation that is remembered and has not ended, in the order of their last records. */
  mapOpen<Answer>(ask: (story: Story) => Answer): Answer[] {
    const turns: { readonly serial: number; readonly turn: number }[] = [];
    for (let serial = this.#open.first; serial !== undefined; serial = this.#open.after(serial)) {
      turns.push({ serial, turn: this.#leaving.at(serial).turn });
    }
    turns.sort((a, b) => a.turn - b.turn);
    return turns.map(({ serial }) => ask(this.#leaving.at(serial)));
  }

  /** What every way of taking a record tells of it: all but its user and its count. */
  #tell(facts: RecordFacts): ToldRecord {
    const told = this.#told;
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

  #add(told: ToldRecord, story: Story): void {
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
    if (this.#isFull(1)) this.#makeRoom(serial);
  }

  /** The story of the conversation whose id’s hash begins at `at`; undefined if it was let go. */
  #storyOf(words: Int32Array, at: number): Story | undefined {
    const known = this.#index.find(words, at);
    if (known !== NO_SERIAL) return this.#story.at(known);
    if (this.#forgotten.mayHold(words, at)) return undefined;
    const serial = this.#free.pop() ?? this.#nextSerial++;
    this.#index.add(serial, words, at);
    this.#open.add(serial);
    return this.#story.at(serial);
  }

  /** Whether there are too many conversations or message ids, counted by this share of the limits. */
  #isFull(share: number): boolean {
    return this.#index.size > this.#most * share || this.#ids > this.#mostIds * share;
  }

  #makeRoom(current: number): void {
    let next: number | undefined;
    for (let serial = this.#ended.first; serial !== undefined; serial = next) {
      if (!this.#isFull(LEFT)) return;
      next = this.#ended.after(serial);
      if (serial !== current) this.#letGo(this.#ended, serial);
    }
    // What comes to the end of the line again is met again below, and leaves then.
    for (let serial = this.#open.first; serial !== undefined; serial = next) {
      if (!this.#isFull(LEFT)) return;
      const story = this.#leaving.at(serial);
      if (serial === current) {
        if (this.#open.size === 1) return;
      } else if (!story.isFresh) {
        next = this.#open.after(serial);
        this.#letGo(this.#open, serial);
        continue;
      }
      story.age();
      this.#open.remove(serial);
      this.#open.add(serial);
      next = this.#open.first;
    }
  }

  #letGo(from: SerialQueue, serial: number): void {
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
