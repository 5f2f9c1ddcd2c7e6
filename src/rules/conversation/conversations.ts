import type { Finding } from '../../problem/finding.js';
import type { Place } from '../../problem/problem.js';
import { safeName } from '../../problem/safe-name.js';
import type { ConversationRule } from './conversation-rule.js';
import { ForgottenIds, MOST_WORDS } from './forgotten-ids.js';
import { idKey } from './id-hash.js';
import { MessageIds } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';
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
  /** Those that go on, and those that ended, the first one first. */
  readonly #open = new Map<string, Story>();
  readonly #ended = new Map<string, Story>();
  readonly #messageIds = new MessageIds();
  readonly #forgotten: ForgottenIds;
  #serial = 0;
  #turn = 0;
  #ids = 0;
  #dropped = 0;
  #latest: Story | undefined;

  constructor(rules: readonly ConversationRule[], maxConversations: number) {
    this.#rules = rules;
    this.#most = maxConversations;
    this.#mostIds = maxConversations * IDS_PER_CONVERSATION;
    this.#forgotten = new ForgottenIds(maxConversations < FEW ? FEWEST_WORDS : MOST_WORDS);
  }

  /** How many conversations were let go, or had more message ids than are remembered. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a record, in the order of the log, and says what is wrong with it there. */
  take(facts: RecordFacts): readonly Finding[] {
    const story = this.#storyOf(facts.conversationId);
    this.#latest = story;
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
    story.lastTurn = this.#turn;
    const { size, isPartial, end } = story;
    story.add(facts, this.#mostIds * LARGEST_SHARE);
    this.#ids += story.size - size;
    if (story.isPartial && !isPartial) this.#dropped++;
    if (story.end !== end) this.#sort(facts.conversationId, story);
    if (this.#isFull(1)) this.#makeRoom(story);
    return findings ?? NONE;
  }

  /** Notes where the record that was taken last stands, for what may have to be said of it at the end of the log. */
  noteLast(place: Place, isValid: boolean): void {
    if (this.#latest === undefined) return;
    this.#latest.last = place;
    this.#latest.lastIsValid = isValid;
  }

  /** Hears of a record that cannot be read, but seems to belong to a conversation. */
  noteUnreadable(conversationId: string): void {
    const story = this.#storyOf(conversationId);
    if (story === undefined) return;
    story.hasGap = true;
    if (this.#isFull(1)) this.#makeRoom(story);
  }

  /** The conversations that are remembered and have not ended, in the order of their last records. */
  open(): Story[] {
    return [...this.#open.values()].sort((a, b) => a.lastTurn - b.lastTurn);
  }

  /** The story of a conversation; undefined if it was let go. */
  #storyOf(conversationId: string): Story | undefined {
    const key = idKey(conversationId);
    const known = this.#open.get(key) ?? this.#ended.get(key);
    if (known !== undefined || this.#forgotten.mayHold(key)) return known;
    const story = new Story(safeName(conversationId), this.#serial++, this.#messageIds);
    this.#open.set(key, story);
    return story;
  }

  /** Puts a conversation among those where it belongs now. */
  #sort(conversationId: string, story: Story): void {
    const key = idKey(conversationId);
    const [from, to] = story.end === undefined ? [this.#ended, this.#open] : [this.#open, this.#ended];
    from.delete(key);
    to.set(key, story);
  }

  /** Whether there are too many conversations or message ids, counted by this share of the limits. */
  #isFull(share: number): boolean {
    return this.#open.size + this.#ended.size > this.#most * share || this.#ids > this.#mostIds * share;
  }

  #makeRoom(current: Story): void {
    for (const [key, story] of this.#ended) {
      if (!this.#isFull(LEFT)) return;
      if (story !== current) this.#letGo(this.#ended, key, story);
    }
    // What comes to the end of the line again is met again below, and leaves then.
    for (const [key, story] of this.#open) {
      if (!this.#isFull(LEFT)) return;
      if (story === current) {
        if (this.#open.size === 1) return;
      } else if (!story.isFresh) {
        this.#letGo(this.#open, key, story);
        continue;
      }
      story.isFresh = false;
      this.#open.delete(key);
      this.#open.set(key, story);
    }
  }

  #letGo(from: Map<string, Story>, key: string, story: Story): void {
    from.delete(key);
    this.#forgotten.add(key);
    this.#messageIds.remove(story);
    this.#ids -= story.size;
    // One whose message ids were too many has been counted.
    if (!story.isPartial) this.#dropped++;
  }
}
