import { CONVERSATION_ID_POINTER } from '../record/conversation-id.js';
import type { Progress } from './conversation-progress.js';
import { addStep, noProgress, progressSoFar, stageOf } from './conversation-progress.js';
import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { LiveMeasuresState } from './live-measures.js';
import { LiveMeasures } from './live-measures.js';
import type { ConversationCounts, Measures, TimeChart } from './overview.js';
import type { TalliedEvent } from './tallies.js';

/** The most conversations that are kept; the one whose last event is oldest is evicted. */
const MAX_CONVERSATIONS = 2000;

/** The most reasons for which ids are not usable: there are few, but values may be part of them. */
const MAX_REASONS = 20;

/** One conversation in numbers. */
export interface Conversation {
  readonly id: string;
  readonly events: number;
  readonly messages: number;
  readonly errors: number;
  readonly warnings: number;
  /** When its first and its last event that arrived happened. */
  readonly first: number;
  readonly last: number;
  readonly hasEnded: boolean;
  readonly userId?: string;
  /** Whether the last message of the user has no reply so far, and whether it began and has not ended so far. */
  readonly isUnanswered: boolean;
  readonly isOpen: boolean;
}

/** Events that belong to no conversation, since their id is not usable. */
export interface Unplaced {
  /** What is wrong with the id, as its problem says. */
  readonly reason: string;
  readonly count: number;
}

type Counted = { -readonly [Field in keyof Omit<Conversation, 'isUnanswered' | 'isOpen'>]: Conversation[Field] } & {
  readonly progress: Progress;
};

/** The conversations so far, as plain JSON. */
export interface ConversationsState {
  readonly all: LimitedMapState<Counted>;
  readonly unplaced: LimitedMapState<{ readonly reason: string; count: number }>;
  readonly measures: LiveMeasuresState;
}

const MESSAGES = new Set(['Message Sent', 'Message Received']);

/** The lower bounds of the bars: each number of messages has its own bar at first, then bars get wider; the last one is open. */
const BARS = [0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 51, 101];

/** What is wrong with the id of an event’s conversation; undefined if nothing is, as where none is needed. */
export function idFaultOf({ conversationId, problems }: Pick<TalliedEvent, 'conversationId' | 'problems'>) {
  if (conversationId !== undefined) return undefined;
  return problems.find(({ pointer }) => pointer === CONVERSATION_ID_POINTER)?.message;
}

/** The conversations of the events that came, in numbers. */
export class Conversations {
  readonly #measures = new LiveMeasures();
  readonly #all = new LimitedMap<Counted>(MAX_CONVERSATIONS, {
    evicts: true,
    onEvicted: ({ progress }) => this.#measures.addGone(progress),
  });
  readonly #unplaced = new LimitedMap<{ readonly reason: string; count: number }>(MAX_REASONS);

  /** Counts an event. Returns whether it is the first one of a conversation. */
  add(event: TalliedEvent): boolean {
    const { conversationId } = event;
    if (conversationId === undefined) {
      this.#addUnplaced(event);
      return false;
    }
    const isNew = this.#all.get(conversationId) === undefined;
    const counted = this.#all.ensure(conversationId, () => ({
      id: conversationId,
      events: 0,
      messages: 0,
      errors: 0,
      warnings: 0,
      hasEnded: false,
      first: event.at,
      last: event.at,
      progress: noProgress(),
    }));
    if (counted !== undefined) this.#addTo(counted, event);
    return isNew;
  }

  get state(): ConversationsState {
    return { all: this.#all.state, unplaced: this.#unplaced.state, measures: this.#measures.state };
  }

  load({ all, unplaced, measures }: ConversationsState): void {
    this.#all.load(all);
    this.#unplaced.load(unplaced);
    this.#measures.load(measures);
  }

  get total(): number {
    return this.#all.size + this.#all.dropped;
  }

  /** How many were evicted. */
  get evicted(): number {
    return this.#all.dropped;
  }

  /** Those that had an event last come first. */
  list(): Conversation[] {
    return this.#all
      .values()
      .reverse()
      .map(({ progress: last, ...conversation }) => {
        const { progress } = progressSoFar(last);
        return { ...conversation, isUnanswered: progress.sentAt !== null, isOpen: progress.isOpen };
      });
  }

  /** The events that belong to no conversation, by what is wrong with their id, most first. */
  unplaced(): readonly Unplaced[] {
    return this.#unplaced.values().sort((a, b) => b.count - a.count);
  }

  counts(): ConversationCounts {
    const bars = BARS.map((from, index) => {
      const next = BARS[index + 1];
      return { from, ...(next === undefined ? {} : { to: next - 1 }), conversations: 0 };
    });
    for (const { messages } of this.#all.values()) {
      const bar = bars.findLast(({ from }) => from <= messages);
      if (bar !== undefined) bar.conversations++;
    }
    return { total: this.total, exact: this.evicted === 0, byMessages: bars };
  }

  /** What the conversations are like, and a chart with the replies that arrived at its times. */
  measured(time: TimeChart | undefined): { readonly measures: Measures; readonly time: TimeChart | undefined } {
    const kept = this.#all.values().map(({ progress }) => progress);
    return this.#measures.measured(kept, time);
  }

  #addTo(counted: Counted, { name, problems, at, arrivedAt, userId, messageId, release }: TalliedEvent): void {
    counted.events++;
    if (MESSAGES.has(name)) counted.messages++;
    if (name === 'Conversation Ended') counted.hasEnded = true;
    counted.last = at;
    if (userId !== undefined) counted.userId ??= userId;
    for (const { severity } of problems) {
      if (severity === 'error') counted.errors++;
      else counted.warnings++;
    }
    const stage = stageOf(name);
    if (stage === undefined) return;
    const reply = addStep(counted.progress, { stage, at, arrivedAt, messageId: messageId ?? '', release });
    if (reply !== undefined) this.#measures.addReply(reply);
  }

  #addUnplaced(event: TalliedEvent): void {
    const reason = idFaultOf(event);
    const unplaced = reason === undefined ? undefined : this.#unplaced.ensure(reason, () => unplacedFor(reason));
    if (unplaced !== undefined) unplaced.count++;
  }
}

function unplacedFor(reason: string): { readonly reason: string; count: number } {
  return { reason, count: 0 };
}
