import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { ConversationCounts } from './overview.js';
import type { TalliedEvent } from './tallies.js';

/** The most conversations that are kept; the one whose last event is oldest is evicted. */
const MAX_CONVERSATIONS = 2000;

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
}

type Counted = { -readonly [Field in keyof Conversation]: Conversation[Field] };

/** The conversations so far, as plain JSON. */
export type ConversationsState = LimitedMapState<Counted>;

const MESSAGES = new Set(['Message Sent', 'Message Received']);

/** The lower bounds of the bars: each number of messages has its own bar at first, then bars get wider; the last one is open. */
const BARS = [0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 51, 101];

/** The conversations of the events that came, in numbers. */
export class Conversations {
  readonly #all = new LimitedMap<Counted>(MAX_CONVERSATIONS, { evicts: true });

  /** Counts an event. Returns whether it is the first one of a conversation. */
  add({ conversationId, name, problems, at, userId }: TalliedEvent): boolean {
    if (conversationId === undefined) return false;
    const isNew = this.#all.get(conversationId) === undefined;
    const counted = this.#all.ensure(conversationId, () => ({
      id: conversationId,
      events: 0,
      messages: 0,
      errors: 0,
      warnings: 0,
      hasEnded: false,
      first: at,
      last: at,
    }));
    if (counted === undefined) return false;
    counted.events++;
    if (MESSAGES.has(name)) counted.messages++;
    if (name === 'Conversation Ended') counted.hasEnded = true;
    counted.last = at;
    if (userId !== undefined) counted.userId ??= userId;
    for (const { severity } of problems) {
      if (severity === 'error') counted.errors++;
      else counted.warnings++;
    }
    return isNew;
  }

  get state(): ConversationsState {
    return this.#all.state;
  }

  load(state: ConversationsState): void {
    this.#all.load(state);
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
    return this.#all.values().reverse();
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
}
