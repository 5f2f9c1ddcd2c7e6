/** Slots at first and at most; a table as full as this grows, or begins anew. */
const FEWEST_SLOTS = 1 << 12;
const MOST_SLOTS = 1 << 19;
const FULL = 0.7;

/** The words of a slot, side by side, so that a look at one touches little memory. */
const WORDS = 8;
const HIGH = 0;
const LOW = 1;
const EVENTS = 2;
const MESSAGES = 3;
const LAST = 4;
const MARK = 5;

/** The most messages that are told apart. */
const MOST_MESSAGES = 100;

/** What a conversation is known by outside the table: 53 bits of its id’s hash. */
export type ConversationKey = number;

const HALF = 2 ** 32;

/**
 * Counts the events and messages of conversations, and knows the last event of each, in flat memory: a conversation is known by 53
 * bits of its id’s hash. If there are more of them than fit, the table begins anew, and one that goes on is counted twice.
 */
export class ConversationTable {
  /** True once the table had to begin anew. */
  isInexact = false;
  readonly #messageCounts = new Float64Array(MOST_MESSAGES + 1);
  #forgotten = 0;
  #size = 0;
  #slots = FEWEST_SLOTS;
  #words = new Uint32Array(FEWEST_SLOTS * WORDS);

  /** How many conversations there are. */
  get total(): number {
    return this.#forgotten + this.#size;
  }

  /** The slot of the conversation whose id has this hash, as `hashId` makes it, from `at` on. It is good until the next question. */
  slotOf(hash: Int32Array, at: number): number {
    return this.#slotOfKey((hash[at] ?? 0) >>> 11, (hash[at + 1] ?? 0) >>> 0);
  }

  /** How many events the conversation of a key has had; asks without making room for it. */
  eventsOfKey(key: ConversationKey): number {
    return this.eventsOf(this.#find(Math.floor(key / HALF), key % HALF));
  }

  keyOf(slot: number): ConversationKey {
    return this.#word(slot, HIGH) * HALF + this.#word(slot, LOW);
  }

  /** How many events the conversation has had so far; 0 for a new one. */
  eventsOf(slot: number): number {
    return this.#word(slot, EVENTS);
  }

  /** The number of its last event, as it was given; 0 for a new one. */
  lastOf(slot: number): number {
    return this.#word(slot, LAST);
  }

  /** Counts an event; `number` is what it is remembered by. */
  addEvent(slot: number, isMessage: boolean, number: number): void {
    const words = this.#words;
    const at = slot * WORDS;
    if (words[at + EVENTS] === 0) this.#size++;
    words[at + EVENTS] = (words[at + EVENTS] as number) + 1;
    if (isMessage) words[at + MESSAGES] = (words[at + MESSAGES] as number) + 1;
    words[at + LAST] = number;
  }

  /** What the conversation was marked with; 0 at first. */
  markOf(slot: number): number {
    return this.#word(slot, MARK);
  }

  mark(slot: number, mark: number): void {
    this.#words[slot * WORDS + MARK] = mark;
  }

  /** How many conversations have so many messages; the last number is of those with as many or more. */
  messageCounts(): number[] {
    const counts = [...this.#messageCounts];
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.eventsOf(slot) === 0) continue;
      const messages = Math.min(this.#word(slot, MESSAGES), MOST_MESSAGES);
      counts[messages] = (counts[messages] ?? 0) + 1;
    }
    return counts;
  }

  #word(slot: number, word: number): number {
    return this.#words[slot * WORDS + word] ?? 0;
  }

  /** The slot of a key, or the empty one where it would stand. */
  #find(high: number, low: number): number {
    const mask = this.#slots - 1;
    const words = this.#words;
    let slot = low & mask;
    for (let at = slot * WORDS; words[at + EVENTS] !== 0; at = slot * WORDS) {
      if (words[at + LOW] === low && words[at + HIGH] === high) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #slotOfKey(high: number, low: number): number {
    const slot = this.#find(high, low);
    if (this.eventsOf(slot) !== 0) return slot;
    if (this.#size >= this.#slots * FULL) {
      if (this.#slots < MOST_SLOTS) this.#grow();
      else this.#beginAnew();
      return this.#slotOfKey(high, low);
    }
    this.#words[slot * WORDS + HIGH] = high;
    this.#words[slot * WORDS + LOW] = low;
    this.mark(slot, 0);
    return slot;
  }

  #grow(): void {
    const [old, slots] = [this.#words, this.#slots];
    this.#slots = slots * 2;
    this.#words = new Uint32Array(this.#slots * WORDS);
    for (let at = 0; at < slots * WORDS; at += WORDS) {
      if (old[at + EVENTS] === 0) continue;
      const to = this.#find(old[at + HIGH] ?? 0, old[at + LOW] ?? 0) * WORDS;
      for (let word = 0; word < WORDS; word++) this.#words[to + word] = old[at + word] ?? 0;
    }
  }

  #beginAnew(): void {
    this.#messageCounts.set(this.messageCounts());
    this.#forgotten += this.#size;
    this.#size = 0;
    this.isInexact = true;
    this.#words.fill(0);
  }
}
