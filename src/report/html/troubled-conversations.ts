import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import type { ConversationKey } from './conversation-table.js';
import { addToCounts } from './counts.js';
import type { Listed, ReportedRecord, Timeline, TimelineEntry } from './report-document.js';
import { shownProblem } from './shown-problem.js';

/** How many conversations with problems are remembered. */
const MAX_KEPT_RECORDS = 1000;

/** How many are followed event by event, how many events of each are kept, and how many more with problems. */
const MAX_FOLLOWED = 20;
const MAX_ENTRIES = 50;
const MAX_PROBLEM_ENTRIES = 25;

/** How many events are looked up of a conversation that is followed from now on. */
export const MAX_HISTORY = 30;

interface Entry {
  /** Its place among the events of the conversation, from 1. */
  readonly ordinal: number;
  record: ReportedRecord;
}

/** A conversation with problems. */
export class TroubledConversation {
  readonly id: string;
  readonly key: ConversationKey;
  errors = 0;
  warnings = 0;
  /** All of its events so far. */
  events = 0;
  entries: Entry[] | undefined;

  constructor(id: string, key: ConversationKey) {
    this.id = safeName(id);
    this.key = key;
  }

  /** Tells the worse one: errors before warnings. */
  get trouble(): number {
    return this.errors * 1e9 + this.warnings;
  }

  /** Adds an event; one too many is counted only. */
  addEntry(ordinal: number, record: () => ReportedRecord, hasProblems: boolean): void {
    const { entries } = this;
    if (entries === undefined) return;
    const most = hasProblems ? MAX_ENTRIES + MAX_PROBLEM_ENTRIES : MAX_ENTRIES;
    if (entries.length < most) entries.push({ ordinal, record: record() });
  }

  /** Adds a problem to an event that was added before. */
  addLate(problem: Problem): void {
    const entry = this.entries?.find(({ record }) => record.number === problem.record && record.line === problem.line);
    if (entry === undefined) return;
    const { record } = entry;
    const valid = record.valid && problem.severity !== 'error';
    entry.record = { ...record, valid, problems: [...record.problems, shownProblem(problem)] };
  }

  toTimeline(): Timeline {
    const { id, errors, warnings, events, entries = [] } = this;
    let before = 0;
    const shown = entries.map(({ ordinal, record }): TimelineEntry => {
      const skipped = ordinal - before - 1;
      before = ordinal;
      return skipped > 0 ? { ...record, skipped } : record;
    });
    return { conversationId: id, errors, warnings, events, entries: shown, after: Math.max(0, events - before) };
  }
}

/** Knows which conversations have most problems, and keeps the events of those, in bounded memory. */
export class TroubledConversations {
  /** How many conversations had a problem. */
  total = 0;
  readonly #all = new Map<ConversationKey, TroubledConversation>();
  readonly #followed: TroubledConversation[] = [];
  /** None of those that are followed has less trouble: it grows only. */
  #leastTrouble = 0;

  /** Takes note of a record's problems. True if the conversation is to be followed from now on. */
  add(conversation: TroubledConversation, problems: readonly Problem[]): boolean {
    for (const problem of problems) addToCounts(conversation, problem);
    return conversation.entries === undefined && this.#follow(conversation);
  }

  /** The conversation, which is remembered from now on. */
  of(id: string, key: ConversationKey): TroubledConversation {
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    if (this.#all.size >= MAX_KEPT_RECORDS) this.#forgetOne();
    const conversation = new TroubledConversation(id, key);
    this.#all.set(key, conversation);
    return conversation;
  }

  /** The one that is remembered under a key, if it is. */
  known(key: ConversationKey): TroubledConversation | undefined {
    return this.#all.get(key);
  }

  get followed(): readonly TroubledConversation[] {
    return this.#followed;
  }

  timelines(): Listed<Timeline> {
    const worst = [...this.#followed].sort((a, b) => b.trouble - a.trouble);
    return { shown: worst.map((conversation) => conversation.toTimeline()), total: this.total };
  }

  #follow(conversation: TroubledConversation): boolean {
    if (this.#followed.length < MAX_FOLLOWED) this.#followed.push(conversation);
    else {
      if (conversation.trouble <= this.#leastTrouble) return false;
      const least = this.#followed.reduce((a, b) => (b.trouble < a.trouble ? b : a));
      this.#leastTrouble = least.trouble;
      if (conversation.trouble <= least.trouble) return false;
      least.entries = undefined;
      this.#followed[this.#followed.indexOf(least)] = conversation;
    }
    conversation.entries = [];
    return true;
  }

  #forgetOne(): void {
    for (const [key, { entries }] of this.#all) {
      if (entries !== undefined) continue;
      this.#all.delete(key);
      return;
    }
  }
}
