import type { Problem } from '../../problem/problem.js';
import { HASH_WORDS, hashId } from '../../record/id-hash.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { ConversationTable } from './conversation-table.js';
import type { RecentRecord } from './recent-records.js';
import { RecentRecords } from './recent-records.js';
import type { ConversationCounts, Listed, Timeline } from './report-document.js';
import { reportedRecord } from './reported-record.js';
import type { TroubledConversation } from './troubled-conversations.js';
import { MAX_HISTORY, TroubledConversations } from './troubled-conversations.js';

/** What a conversation is marked with in the table. */
const TROUBLED = 1;
const FOLLOWED = 2;

/** The least numbers of messages that conversations are counted by. */
const MESSAGE_STEPS = [0, 1, 2, 3, 4, 5, 6, 10, 20, 50, 100];

/** An event of a conversation, before anyone asks for its value. */
export interface ConversationEvent extends Omit<RecentRecord, 'text'> {
  readonly isMessage: boolean;
  /** Where its text was copied to, as `RecentRecords.copy` says, and how long it is in bytes. */
  readonly start: number | undefined;
  readonly length: number;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts conversations, and keeps the worst of them event by event. */
export class ConversationLedger {
  readonly recent = new RecentRecords();
  readonly #table = new ConversationTable();
  readonly #troubled = new TroubledConversations();
  readonly #showValues: boolean;
  readonly #hash = new Int32Array(HASH_WORDS);

  constructor(showValues: boolean) {
    this.#showValues = showValues;
  }

  /** Adds an event that nothing is wrong with, whose conversation’s id has this hash, from `at` on. True if the conversation is new. */
  addAccepted(event: ConversationEvent, hash: Int32Array, at: number): boolean {
    const slot = this.#table.slotOf(hash, at);
    const isNew = this.#count(slot, event);
    const conversation = this.#followed(slot);
    if (conversation !== undefined) this.#addLast(conversation, slot);
    return isNew;
  }

  /** Adds an event that was built, of the conversation with an id. True if the conversation is new. */
  add(event: ConversationEvent, id: string): boolean {
    const slot = this.#slotOf(id);
    const isNew = this.#count(slot, event);
    // Whoever is followed from now on gets this event with its history.
    const isFollowed = event.problems.length > 0 && this.#addTrouble(slot, id, event.problems);
    const conversation = isFollowed ? undefined : this.#followed(slot);
    if (conversation !== undefined) this.#addLast(conversation, slot);
    return isNew;
  }

  /** Adds a problem of the last record of a conversation, which was added long before. The record, if it is still remembered. */
  addLate(id: string, problem: Problem): RecentRecord | undefined {
    const slot = this.#slotOf(id);
    if (this.#table.eventsOf(slot) === 0) return undefined;
    this.#addTrouble(slot, id, [problem]);
    this.#followed(slot)?.addLate(problem);
    const [last] = this.recent.backFrom(this.#table.lastOf(slot), 1);
    return last?.number === problem.record && last.file === problem.file ? last : undefined;
  }

  counts(): ConversationCounts {
    const counts = this.#table.messageCounts();
    const byMessages = MESSAGE_STEPS.map((from, index) => {
      const next = MESSAGE_STEPS[index + 1];
      const conversations = counts.slice(from, next).reduce((sum, count) => sum + count, 0);
      return { from, ...(next === undefined ? {} : { to: next - 1 }), conversations };
    });
    return { total: this.#table.total, exact: !this.#table.isInexact, byMessages };
  }

  timelines(): Listed<Timeline> {
    for (const conversation of this.#troubled.followed) {
      conversation.events = Math.max(conversation.events, this.#table.eventsOfKey(conversation.key));
    }
    return this.#troubled.timelines();
  }

  #count(slot: number, event: ConversationEvent): boolean {
    const isNew = this.#table.eventsOf(slot) === 0;
    const remembered = this.recent.add(event, event.start, event.length, this.#table.lastOf(slot));
    this.#table.addEvent(slot, event.isMessage, remembered);
    return isNew;
  }

  #slotOf(id: string): number {
    hashId(id, this.#hash);
    return this.#table.slotOf(this.#hash, 0);
  }

  /** Takes note of problems; true if the conversation is followed from now on, with all that is known of it. */
  #addTrouble(slot: number, id: string, problems: readonly Problem[]): boolean {
    if (this.#table.markOf(slot) === 0) {
      this.#troubled.total++;
      this.#table.mark(slot, TROUBLED);
    }
    const conversation = this.#troubled.of(id, this.#table.keyOf(slot));
    const isNew = this.#troubled.add(conversation, problems);
    if (conversation.entries !== undefined) this.#table.mark(slot, FOLLOWED);
    if (isNew) {
      const history = this.recent.backFrom(this.#table.lastOf(slot), MAX_HISTORY).reverse();
      let ordinal = this.#table.eventsOf(slot) - history.length;
      for (const record of history) this.#addEntry(conversation, ++ordinal, record);
    }
    return isNew;
  }

  /** The conversation of a slot, if it is followed. Whoever gave way to another one is so no more. */
  #followed(slot: number): TroubledConversation | undefined {
    if (this.#table.markOf(slot) !== FOLLOWED) return undefined;
    const conversation = this.#troubled.known(this.#table.keyOf(slot));
    if (conversation?.entries !== undefined) return conversation;
    this.#table.mark(slot, TROUBLED);
    return undefined;
  }

  /** Adds the event that was added last. */
  #addLast(conversation: TroubledConversation, slot: number): void {
    const [record] = this.recent.backFrom(this.#table.lastOf(slot), 1);
    if (record !== undefined) this.#addEntry(conversation, this.#table.eventsOf(slot), record);
  }

  #addEntry(conversation: TroubledConversation, ordinal: number, record: RecentRecord): void {
    const show = () => reportedRecord({ ...record, value: parsed(record.text) }, this.#showValues);
    conversation.addEntry(ordinal, show, record.problems.length > 0);
  }
}
