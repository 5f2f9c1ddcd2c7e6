import type { ConversationCounts } from '../../report/html/report-document.js';
import { BoundedMap } from './bounded-map.js';
import type { Entry } from './entry.js';

/** How many conversations are kept in mind, the ones that were quiet longest being let go. */
const MOST_CONVERSATIONS = 2000;

/** One conversation in numbers. */
export interface Conversation {
  readonly id: string;
  readonly events: number;
  readonly messages: number;
  readonly errors: number;
  readonly warnings: number;
  /** When its first and its last event came. */
  readonly first?: number;
  readonly last?: number;
  readonly hasEnded: boolean;
  readonly userId?: string;
}

type Counted = { -readonly [Field in keyof Conversation]: Conversation[Field] };

const MESSAGES = new Set(['Message Sent', 'Message Received']);

/** Up to so many messages each number has a bar of its own; then bars cover more and more, and the last one is open. */
const BARS = [0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 51, 101];

/** The conversations of the events that came, in numbers. */
export class Conversations {
  readonly #all = new BoundedMap<Counted>(MOST_CONVERSATIONS, { makesRoom: true });

  /** Counts an event; says whether a conversation began with it. */
  add({ conversationId, name, problems, at, userId }: Entry): boolean {
    if (conversationId === undefined) return false;
    const isNew = this.#all.get(conversationId) === undefined;
    const counted = this.#all.ensure(conversationId, () => ({
      id: conversationId,
      events: 0,
      messages: 0,
      errors: 0,
      warnings: 0,
      hasEnded: false,
      ...(at === undefined ? {} : { first: at }),
    }));
    if (counted === undefined) return false;
    counted.events++;
    if (MESSAGES.has(name)) counted.messages++;
    if (name === 'Conversation Ended') counted.hasEnded = true;
    if (at !== undefined) counted.last = at;
    if (userId !== undefined) counted.userId ??= userId;
    for (const { severity } of problems) {
      if (severity === 'error') counted.errors++;
      else counted.warnings++;
    }
    return isNew;
  }

  get total(): number {
    return this.#all.size + this.#all.left;
  }

  /** How many were let go. */
  get left(): number {
    return this.#all.left;
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
    return { total: this.total, exact: this.left === 0, byMessages: bars };
  }
}
