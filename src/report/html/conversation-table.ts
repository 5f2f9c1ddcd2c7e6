/** Places at first and at most in the index of a table; one as full as this grows, or begins anew. */
const MIN_PLACES = 1 << 12;
const MAX_PLACES = 1 << 19;
const FULL = 0.7;

/** The words of a slot, side by side, so that a look at one touches little memory. */
const WORDS = 6;
const HIGH = 0;
const LOW = 1;
const EVENTS = 2;
const MESSAGES = 3;
const LAST = 4;
const MARK = 5;

/** Conversations with more messages count as having this many. */
const MAX_MESSAGES = 100;

/** What a conversation is known by outside the table: 53 bits of its id’s hash. */
export type ConversationKey = number;

const HALF = 2 ** 32;

/**
 * Counts the events and messages of conversations, and knows the last event of each, in flat memory: a conversation is known by 53
 * bits of its id’s hash. Slots are used one behind the other, so that those of a log’s latest conversations lie together, and memory
 * that is not used yet is not taken. If there are more conversations than fit, the table begins anew, and one that goes on is counted
 * twice.
 */
export class ConversationTable {
  /** True once the table had to begin anew. */
  isInexact = false;
  readonly #messageCounts = new Float64Array(MAX_MESSAGES + 1);
  #forgotten = 0;
  #size = 0;
  readonly #words = new Uint32Array((Math.floor(MAX_PLACES * FULL) + 1) * WORDS);
  /** The slot that was asked for last: mostly the next record is of the same conversation. */
  #last = 0;
  /** By hash, slots, one more than they are: 0 is none. */
  #index = new Uint32Array(MIN_PLACES);

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
    const slot = (this.#index[this.#placeOf(Math.floor(key / HALF), key % HALF)] ?? 0) - 1;
    return slot < 0 ? 0 : this.eventsOf(slot);
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

  /** Counts an event; `number` is its number in `RecentRecords`. */
  addEvent(slot: number, isMessage: boolean, number: number): void {
    const words = this.#words;
    const at = slot * WORDS;
    if (words[at + EVENTS] === 0) this.#keep(slot);
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

  /** The number of conversations by their number of messages; the last element counts those with as many or more. */
  messageCounts(): number[] {
    const counts = [...this.#messageCounts];
    for (let slot = 0; slot < this.#size; slot++) {
      const messages = Math.min(this.#word(slot, MESSAGES), MAX_MESSAGES);
      counts[messages] = (counts[messages] ?? 0) + 1;
    }
    return counts;
  }

  #word(slot: number, word: number): number {
    return this.#words[slot * WORDS + word] ?? 0;
  }

  /** The place of a key in the index, or the empty one where it would stand. */
  #placeOf(high: number, low: number): number {
    const index = this.#index;
    const words = this.#words;
    const mask = index.length - 1;
    let place = low & mask;
    for (let slot = index[place] ?? 0; slot !== 0; slot = index[place] ?? 0) {
      const at = (slot - 1) * WORDS;
      if (words[at + LOW] === low && words[at + HIGH] === high) break;
      place = (place + 1) & mask;
    }
    return place;
  }

  /** The slot of a key; of one that is new, the next one. */
  #slotOfKey(high: number, low: number): number {
    const last = this.#last;
    if (last < this.#size && this.#word(last, LOW) === low && this.#word(last, HIGH) === high) return last;
    const known = this.#index[this.#placeOf(high, low)] ?? 0;
    this.#last = known === 0 ? this.#nextSlot(high, low) : known - 1;
    return this.#last;
  }

  #nextSlot(high: number, low: number): number {
    if (this.#size >= MAX_PLACES * FULL) this.#beginAnew();
    const words = this.#words;
    const at = this.#size * WORDS;
    words[at + HIGH] = high;
    words[at + LOW] = low;
    for (let word = EVENTS; word < WORDS; word++) words[at + word] = 0;
    return this.#size;
  }

  /** Keeps the next slot, now that it has an event. */
  #keep(slot: number): void {
    this.#size = slot + 1;
    if (this.#size > this.#index.length * FULL && this.#index.length < MAX_PLACES) this.#grow();
    else this.#enter(slot);
  }

  #enter(slot: number): void {
    this.#index[this.#placeOf(this.#word(slot, HIGH), this.#word(slot, LOW))] = slot + 1;
  }

  #grow(): void {
    this.#index = new Uint32Array(this.#index.length * 2);
    for (let slot = 0; slot < this.#size; slot++) this.#enter(slot);
  }

  #beginAnew(): void {
    this.#messageCounts.set(this.messageCounts());
    this.#forgotten += this.#size;
    this.#size = 0;
    this.isInexact = true;
    this.#index.fill(0);
  }
}
