import type { Finding } from '../../problem/finding.js';
import type { Place } from '../../problem/problem.js';
import { safeName } from '../../problem/safe-name.js';
import type { ConversationRule } from './conversation-rule.js';
import { FileNames } from './file-names.js';
import { ForgottenIds, MOST_WORDS } from './forgotten-ids.js';
import { idKey } from './id-hash.js';
import { MessageIds } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
import { createShelf } from './shelf.js';
import { Story } from './story.js';

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

const NONE: readonly Finding[] = [];

/**
 * The conversations of a log as they go on, in bounded memory. Those that ended are let go first, then those that nothing was
 * heard of for long. One that was let go is known as such if it comes again, and nothing more is said of it.
 */
export class Conversations {
  readonly #rules: readonly ConversationRule[];
  readonly #most: number;
  readonly #mostIds: number;
  /** The serials of those that go on, and of those that ended, the first one first. */
  readonly #open = new Map<string, number>();
  readonly #ended = new Map<string, number>();
  readonly #messageIds: MessageIds;
  readonly #forgotten: ForgottenIds;
  readonly #story: Story;
  readonly #leaving: Story;
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
    const fileNames = new FileNames();
    // Room is made when there is one too many.
    this.#messageIds = new MessageIds(this.#mostIds + 1, fileNames);
    const shelf = createShelf(maxConversations + 1, this.#messageIds, fileNames);
    this.#story = new Story(shelf);
    this.#leaving = new Story(shelf);
    this.#forgotten = new ForgottenIds(maxConversations < FEW ? FEWEST_WORDS : MOST_WORDS);
  }

  /** How many conversations were let go, or had more message ids than are remembered. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a record, in the order of the log, and says what is wrong with it there. */
  take(facts: RecordFacts): readonly Finding[] {
    const key = idKey(facts.conversationId);
    const story = this.#storyOf(key);
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
    this.#turn++;
    const { size, isPartial, hasEnded } = story;
    story.add(facts, this.#turn, this.#mostIds * LARGEST_SHARE);
    this.#ids += story.size - size;
    if (story.isPartial && !isPartial) this.#dropped++;
    if (story.hasEnded !== hasEnded) this.#sort(key, story);
    if (this.#isFull(1)) this.#makeRoom(story.serial);
    return findings ?? NONE;
  }

  /** Notes where the record that was taken last stands, for what may have to be said of it at the end of the log. */
  noteLast(place: Place, isValid: boolean): void {
    if (this.#latest) this.#story.noteLast(place, isValid);
  }

  /** Hears of a record that cannot be read, but seems to belong to a conversation. */
  noteUnreadable(conversationId: string): void {
    const story = this.#storyOf(idKey(conversationId));
    if (story === undefined) return;
    story.noteGap();
    if (this.#isFull(1)) this.#makeRoom(story.serial);
  }

  /**
   * Asks something of each conversation that is remembered and has not ended, in the order of their last records. `id` is
   * what it may be called; of one with a very long id nothing is left to call it by.
   */
  mapOpen<Answer>(ask: (story: Story, id: string | undefined) => Answer): Answer[] {
    const turns = [...this.#open].map(([key, serial]) => ({ key, serial, turn: this.#leaving.at(serial).turn }));
    turns.sort((a, b) => a.turn - b.turn);
    return turns.map(({ key, serial }) =>
      ask(this.#leaving.at(serial), idKey(key) === key ? safeName(key) : undefined),
    );
  }

  /** The story of a conversation; undefined if it was let go. */
  #storyOf(key: string): Story | undefined {
    const known = this.#open.get(key) ?? this.#ended.get(key);
    if (known !== undefined) return this.#story.at(known);
    if (this.#forgotten.mayHold(key)) return undefined;
    const serial = this.#free.pop() ?? this.#nextSerial++;
    this.#open.set(key, serial);
    return this.#story.at(serial);
  }

  /** Puts a conversation among those where it belongs now. */
  #sort(key: string, { hasEnded, serial }: Story): void {
    const [from, to] = hasEnded ? [this.#open, this.#ended] : [this.#ended, this.#open];
    from.delete(key);
    to.set(key, serial);
  }

  /** Whether there are too many conversations or message ids, counted by this share of the limits. */
  #isFull(share: number): boolean {
    return this.#open.size + this.#ended.size > this.#most * share || this.#ids > this.#mostIds * share;
  }

  #makeRoom(current: number): void {
    for (const [key, serial] of this.#ended) {
      if (!this.#isFull(LEFT)) return;
      if (serial !== current) this.#letGo(this.#ended, key, serial);
    }
    // What comes to the end of the line again is met again below, and leaves then.
    for (const [key, serial] of this.#open) {
      if (!this.#isFull(LEFT)) return;
      const story = this.#leaving.at(serial);
      if (serial === current) {
        if (this.#open.size === 1) return;
      } else if (!story.isFresh) {
        this.#letGo(this.#open, key, serial);
        continue;
      }
      story.age();
      this.#open.delete(key);
      this.#open.set(key, serial);
    }
  }

  #letGo(from: Map<string, number>, key: string, serial: number): void {
    const story = this.#leaving.at(serial);
    from.delete(key);
    this.#forgotten.add(key);
    this.#ids -= story.size;
    // One whose message ids were too many has been counted.
    if (!story.isPartial) this.#dropped++;
    this.#messageIds.remove(story);
    story.clear();
    this.#free.push(serial);
  }
}
