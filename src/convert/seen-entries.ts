/** How many keys are remembered, over all conversations. */
const MAX_KEYS = 500_000;

/**
 * Which messages of a conversation were kept already, so that a history that repeats is kept once. The conversations that were used
 * last are remembered; forgetting one costs space, and nothing else.
 */
export class SeenEntries {
  readonly #byConversation = new Map<string, Set<number>>();
  #size = 0;

  /** The keys of a conversation. */
  of(conversation: string): Set<number> {
    const known = this.#byConversation.get(conversation);
    if (known !== undefined) {
      this.#byConversation.delete(conversation);
      this.#byConversation.set(conversation, known);
      return known;
    }
    const keys = new Set<number>();
    this.#byConversation.set(conversation, keys);
    return keys;
  }

  /** Counts keys that were added; forgets the conversations that were not used for the longest time. */
  grew(count: number): void {
    this.#size += count;
    for (const [conversation, keys] of this.#byConversation) {
      if (this.#size <= MAX_KEYS) return;
      this.#byConversation.delete(conversation);
      this.#size -= keys.size;
    }
  }
}
