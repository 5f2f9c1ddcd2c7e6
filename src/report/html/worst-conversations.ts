import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import type { ConversationKey } from './conversation-table.js';
import { addToCounts } from './counts.js';
import type { Listed, ReportedRecord, Timeline, TimelineEntry, TroubledConversation } from './report-document.js';
import { MAX_FILE_NAME, shownProblem } from './shown-problem.js';

/** How many conversations with problems are kept. */
const MAX_CONVERSATIONS = 1000;

/** How many conversations are shown event by event, how many events of each are kept, and how many more if they have problems. */
const MAX_FOLLOWED = 20;
const MAX_ENTRIES = 50;
const MAX_PROBLEM_ENTRIES = 25;

/** How many causes of a conversation are listed. */
const MAX_CAUSES = 20;

/** How many problems that are known at the end of the log are kept for each conversation, shown or not. */
const MAX_LATE = 25;

/** How many earlier events are looked up when a conversation becomes one of the worst. */
export const MAX_HISTORY = 30;

interface Entry {
  /** Its place among the events of the conversation, from 1. */
  readonly ordinal: number;
  record: ReportedRecord;
}

/** A conversation with problems. */
export class FollowedConversation {
  readonly id: string;
  readonly key: ConversationKey;
  errors = 0;
  warnings = 0;
  /** All of its events so far. */
  events = 0;
  /** Where its first problem stands. */
  file = '';
  line = 0;
  /** The numbers of the groups that its problems are in. */
  readonly causes: number[] = [];
  entries: Entry[] | undefined;
  /** Problems that are known at the end of the log. They may come before the one that makes it one of the worst. */
  readonly #late: Problem[] = [];

  constructor(id: string, key: ConversationKey) {
    this.id = safeName(id);
    this.key = key;
  }

  /** Orders conversations: any error outweighs all warnings. */
  get weight(): number {
    return this.errors * 1e9 + this.warnings;
  }

  /** Counts a problem. `cause`: the number of its group, if it is in one. */
  addProblem(problem: Problem, cause: number | undefined): void {
    addToCounts(this, problem);
    if (this.line === 0) {
      this.file = safeName(problem.file, MAX_FILE_NAME);
      this.line = problem.line;
    }
    if (cause !== undefined && this.causes.length < MAX_CAUSES && !this.causes.includes(cause)) this.causes.push(cause);
  }

  /** Adds an event; beyond the limit it is only counted. */
  addEntry(ordinal: number, record: () => ReportedRecord, hasProblems: boolean): void {
    const { entries } = this;
    if (entries === undefined) return;
    const most = hasProblems ? MAX_ENTRIES + MAX_PROBLEM_ENTRIES : MAX_ENTRIES;
    if (entries.length < most) entries.push({ ordinal, record: record() });
  }

  /** Adds a problem that is known only at the end of the log to its event, now or once its events are added. */
  addLate(problem: Problem): void {
    if (this.#late.length < MAX_LATE) this.#late.push(problem);
    this.#showLate(problem);
  }

  /** Adds the problems that came before its events were. */
  showEarlierLate(): void {
    for (const problem of this.#late) this.#showLate(problem);
  }

  #showLate(problem: Problem): void {
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
export class WorstConversations {
  /** How many conversations had a problem. */
  total = 0;
  readonly #all = new Map<ConversationKey, FollowedConversation>();
  readonly #followed: FollowedConversation[] = [];
  /** A lower bound of the weights of all followed conversations: a weight only grows. */
  #leastWeight = 0;

  /** Counts a record's problems. `causes`: the numbers of their groups. Returns true when the conversation becomes one of the worst. */
  add(
    conversation: FollowedConversation,
    problems: readonly Problem[],
    causes: readonly (number | undefined)[],
  ): boolean {
    problems.forEach((problem, index) => {
      conversation.addProblem(problem, causes[index]);
    });
    return conversation.entries === undefined && this.#follow(conversation);
  }

  /** The conversation with a key, added if it is new. */
  of(id: string, key: ConversationKey): FollowedConversation {
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    if (this.#all.size >= MAX_CONVERSATIONS) this.#evictOne();
    const conversation = new FollowedConversation(id, key);
    this.#all.set(key, conversation);
    return conversation;
  }

  /** The conversation with a key, if it is kept. */
  known(key: ConversationKey): FollowedConversation | undefined {
    return this.#all.get(key);
  }

  get followed(): readonly FollowedConversation[] {
    return this.#followed;
  }

  timelines(): Listed<Timeline> {
    const worst = [...this.#followed].sort((a, b) => b.weight - a.weight);
    return { shown: worst.map((conversation) => conversation.toTimeline()), total: this.total };
  }

  /** All that are kept, worst first. `placeOf`: where each group stands in the report. */
  troubled(placeOf: ReadonlyMap<number, number>): Listed<TroubledConversation> {
    const worst = [...this.#all.values()].sort((a, b) => b.weight - a.weight);
    const shown = worst.map(({ id, file, line, errors, warnings, causes }): TroubledConversation => {
      const groups = causes.flatMap((cause) => placeOf.get(cause) ?? []).sort((a, b) => a - b);
      return { conversationId: id, file, line, errors, warnings, groups };
    });
    return { shown, total: this.total };
  }

  #follow(conversation: FollowedConversation): boolean {
    if (this.#followed.length < MAX_FOLLOWED) this.#followed.push(conversation);
    else {
      if (conversation.weight <= this.#leastWeight) return false;
      const least = this.#followed.reduce((a, b) => (b.weight < a.weight ? b : a));
      this.#leastWeight = least.weight;
      if (conversation.weight <= least.weight) return false;
      least.entries = undefined;
      this.#followed[this.#followed.indexOf(least)] = conversation;
    }
    conversation.entries = [];
    return true;
  }

  #evictOne(): void {
    for (const [key, { entries }] of this.#all) {
      if (entries !== undefined) continue;
      this.#all.delete(key);
      return;
    }
  }
}
