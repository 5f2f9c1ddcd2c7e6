import type { Problem } from '../../problem/problem.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { ConversationTable } from './conversation-table.js';
import { RecentRecords } from './recent-records.js';
import type { ConversationCounts, Listed, Timeline } from './report-document.js';
import { reportedRecord } from './reported-record.js';
import type { TroubledConversation } from './troubled-conversations.js';
import { LONGEST_HISTORY, TroubledConversations } from './troubled-conversations.js';

/** What a conversation is marked with in the table. */
const TROUBLED = 1;
const FOLLOWED = 2;

/** The least numbers of messages that conversations are counted by. */
const MESSAGE_STEPS = [0, 1, 2, 3, 4, 5, 6, 10, 20, 50, 100];

/** An event of a conversation, before anyone asks for its value. */
export interface ConversationEvent {
  file: string;
  number: number;
  line: number;
  column: number;
  name: string;
  isMessage: boolean;
  valid: boolean;
  /** What `RecentRecords.copy` says of its text; undefined if that was not copied. */
  copied: number | undefined;
  length: number;
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

  constructor(showValues: boolean) {
    this.#showValues = showValues;
  }

  /** Adds an event that nothing is wrong with, whose conversation's id lies in bytes. True if the conversation is new. */
  addAccepted(event: ConversationEvent, bytes: Uint8Array, start: number, length: number): boolean {
    const slot = this.#table.slotOf(bytes, start, length);
    const isNew = this.#count(slot, event);
    const conversation = this.#followed(slot);
    if (conversation !== undefined) {
      const [record] = this.recent.backFrom(this.#table.lastOf(slot), 1);
      if (record !== undefined) {
        this.#addEntry(conversation, slot, { ...record, problems: [], value: parsed(record.text) });
      }
    }
    return isNew;
  }

  /** Adds an event that was built, of the conversation with an id. True if the conversation is new. */
  add(event: ConversationEvent, id: string, value: JsonObject, problems: readonly Problem[]): boolean {
    const bytes = Buffer.from(id);
    const slot = this.#table.slotOf(bytes, 0, bytes.length);
    const before = this.#table.lastOf(slot);
    const isNew = this.#count(slot, event);
    if (problems.length > 0) this.#addTrouble(slot, id, event, problems, before, this.#table.eventsOf(slot) - 1);
    const conversation = this.#followed(slot);
    if (conversation !== undefined) this.#addEntry(conversation, slot, { ...event, problems, value });
    return isNew;
  }

  /** Adds a problem of a record that was added long before. */
  addLate(id: string, problem: Problem): void {
    const bytes = Buffer.from(id);
    const slot = this.#table.slotOf(bytes, 0, bytes.length);
    if (this.#table.eventsOf(slot) === 0) return;
    const at = { file: problem.file, number: problem.record };
    this.#addTrouble(slot, id, at, [problem], this.#table.lastOf(slot), this.#table.eventsOf(slot));
    this.#followed(slot)?.addLate(problem);
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
    const { file, number, line, column, name, isMessage, valid, copied, length } = event;
    const start = copied ?? Number.NEGATIVE_INFINITY;
    const before = this.#table.lastOf(slot);
    const isNew = this.#table.eventsOf(slot) === 0;
    const remembered = this.recent.add(file, number, line, column, name, valid, start, length, before);
    this.#table.addEvent(slot, isMessage, remembered);
    return isNew;
  }

  #addTrouble(
    slot: number,
    id: string,
    { file, number }: Pick<ConversationEvent, 'file' | 'number'>,
    problems: readonly Problem[],
    last: number,
    ordinal: number,
  ): void {
    if (this.#table.markOf(slot) === 0) {
      this.#troubled.total++;
      this.#table.mark(slot, TROUBLED);
    }
    const conversation = this.#troubled.of(id, this.#table.keyOf(slot));
    const isNew = this.#troubled.add(conversation, { file, record: number }, problems);
    if (conversation.entries !== undefined) this.#table.mark(slot, FOLLOWED);
    if (isNew) this.#addHistory(conversation, last, ordinal);
  }

  /** Adds what is still known of the events until now: from the one that is remembered as `last` back, which was the `lastOrdinal`th. */
  #addHistory(conversation: TroubledConversation, last: number, lastOrdinal: number): void {
    const history = this.recent.backFrom(last, LONGEST_HISTORY).reverse();
    let ordinal = lastOrdinal - history.length + 1;
    for (const record of history) {
      const problems = conversation.problemsOf(record.file, record.number);
      const value = parsed(record.text);
      const show = () => reportedRecord({ ...record, problems, value }, this.#showValues);
      conversation.addEntry(ordinal++, show, problems.length > 0);
    }
    conversation.kept = [];
  }

  /** The conversation of a slot, if it is followed. Whoever gave way to another one is so no more. */
  #followed(slot: number): TroubledConversation | undefined {
    if (this.#table.markOf(slot) !== FOLLOWED) return undefined;
    const conversation = this.#troubled.known(this.#table.keyOf(slot));
    if (conversation?.entries !== undefined) return conversation;
    this.#table.mark(slot, TROUBLED);
    return undefined;
  }

  #addEntry(conversation: TroubledConversation, slot: number, record: Parameters<typeof reportedRecord>[0]): void {
    const show = () => reportedRecord(record, this.#showValues);
    conversation.addEntry(this.#table.eventsOf(slot), show, record.problems.length > 0);
  }
}
