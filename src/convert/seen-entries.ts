/** How many messages are remembered, over all conversations. */
const MAX_SLOTS = 500_000;

/** What is remembered of a conversation. */
export interface Seen {
  /** The slots of the messages that were kept. */
  readonly slots: Set<number>;
  /** Those of the last request with its answer. */
  last: number[];
}

/**
 * Which messages of a conversation were kept already, so that a history that repeats is kept once. The conversations that were used
 * last are remembered; forgetting one costs space, and nothing else.
 */
export class SeenEntries {
  readonly #byConversation = new Map<string, Seen>();
  #size = 0;

  of(conversation: string): Seen {
    const known = this.#byConversation.get(conversation);
    if (known !== undefined) {
      this.#byConversation.delete(conversation);
      this.#byConversation.set(conversation, known);
      return known;
    }
    const seen: Seen = { slots: new Set(), last: [] };
    this.#byConversation.set(conversation, seen);
    return seen;
  }

  /** Counts messages that were added; forgets the conversations that were not used for the longest time. */
  grew(count: number): void {
    this.#size += count;
    for (const [conversation, { slots }] of this.#byConversation) {
      if (this.#size <= MAX_SLOTS) return;
      this.#byConversation.delete(conversation);
      this.#size -= slots.size;
    }
  }
}
