import type { Problem } from '../../problem/problem.js';
import { HASH_WORDS, hashId } from '../../record/id-hash.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { ConversationTable } from './conversation-table.js';
import type { RecentRecord } from './recent-records.js';
import { RecentRecords } from './recent-records.js';
import type { ConversationCounts, Listed, Timeline, TroubledConversation } from './report-document.js';
import { reportedRecord } from './reported-record.js';
import type { FollowedConversation } from './worst-conversations.js';
import { MAX_HISTORY, WorstConversations } from './worst-conversations.js';

/** What a conversation is marked with in the table. */
const HAS_PROBLEM = 1;
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
  readonly #worst = new WorstConversations();
  readonly #showValues: boolean;
  readonly #hash = new Int32Array(HASH_WORDS);

  constructor(showValues: boolean) {
    this.#showValues = showValues;
  }

  /** Adds an event without problems; the hash of its conversation's id begins at `at`. Returns true for a new conversation. */
  addAccepted(event: ConversationEvent, hash: Int32Array, at: number): boolean {
    const slot = this.#table.slotOf(hash, at);
    const isNew = this.#count(slot, event);
    const conversation = this.#followed(slot);
    if (conversation !== undefined) this.#addLast(conversation, slot);
    return isNew;
  }

  /** Adds an event that was parsed. `causes`: the numbers of its problems' groups. Returns true for a new conversation. */
  add(event: ConversationEvent, id: string, causes: readonly (number | undefined)[]): boolean {
    const slot = this.#slotOf(id);
    const isNew = this.#count(slot, event);
    // A conversation that becomes one of the worst gets this event with its history.
    const isFollowed = event.problems.length > 0 && this.#addProblems(slot, id, event.problems, causes);
    const conversation = isFollowed ? undefined : this.#followed(slot);
    if (conversation !== undefined) this.#addLast(conversation, slot);
    return isNew;
  }

  /** Adds a problem that is known at the end of the log. Returns its record if that is the last one of its conversation, and still kept. */
  addLate(id: string, problem: Problem, cause: number | undefined): RecentRecord | undefined {
    const slot = this.#slotOf(id);
    if (this.#table.eventsOf(slot) === 0) return undefined;
    this.#addProblems(slot, id, [problem], [cause]);
    this.#worst.known(this.#table.keyOf(slot))?.addLate(problem);
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
    for (const conversation of this.#worst.followed) {
      conversation.events = Math.max(conversation.events, this.#table.eventsOfKey(conversation.key));
    }
    return this.#worst.timelines();
  }

  /** All conversations with a problem that are kept. `placeOf`: where each group stands in the report. */
  troubled(placeOf: ReadonlyMap<number, number>): Listed<TroubledConversation> {
    return this.#worst.troubled(placeOf);
  }

  #count(slot: number, event: ConversationEvent): boolean {
    const isNew = this.#table.eventsOf(slot) === 0;
    const kept = this.recent.add(event, event.start, event.length, this.#table.lastOf(slot));
    this.#table.addEvent(slot, event.isMessage, kept);
    return isNew;
  }

  #slotOf(id: string): number {
    hashId(id, this.#hash);
    return this.#table.slotOf(this.#hash, 0);
  }

  /** Adds problems. Returns true when the conversation becomes one of the worst; its history is then looked up. */
  #addProblems(
    slot: number,
    id: string,
    problems: readonly Problem[],
    causes: readonly (number | undefined)[],
  ): boolean {
    if (this.#table.markOf(slot) === 0) {
      this.#worst.total++;
      this.#table.mark(slot, HAS_PROBLEM);
    }
    const conversation = this.#worst.of(id, this.#table.keyOf(slot));
    const isNew = this.#worst.add(conversation, problems, causes);
    if (conversation.entries !== undefined) this.#table.mark(slot, FOLLOWED);
    if (isNew) {
      const history = this.recent.backFrom(this.#table.lastOf(slot), MAX_HISTORY).reverse();
      let ordinal = this.#table.eventsOf(slot) - history.length;
      for (const record of history) this.#addEntry(conversation, ++ordinal, record);
      conversation.showEarlierLate();
    }
    return isNew;
  }

  /** The conversation of a slot, if it is still one of the worst. */
  #followed(slot: number): FollowedConversation | undefined {
    if (this.#table.markOf(slot) !== FOLLOWED) return undefined;
    const conversation = this.#worst.known(this.#table.keyOf(slot));
    if (conversation?.entries !== undefined) return conversation;
    this.#table.mark(slot, HAS_PROBLEM);
    return undefined;
  }

  /** Adds the event that was added last. */
  #addLast(conversation: FollowedConversation, slot: number): void {
    const [record] = this.recent.backFrom(this.#table.lastOf(slot), 1);
    if (record !== undefined) this.#addEntry(conversation, this.#table.eventsOf(slot), record);
  }

  #addEntry(conversation: FollowedConversation, ordinal: number, record: RecentRecord): void {
    const show = () => reportedRecord({ ...record, value: parsed(record.text) }, this.#showValues);
    conversation.addEntry(ordinal, show, record.problems.length > 0);
  }
}
