/** Slots at first and at most; a table as full as this grows, or begins anew. */
const FEWEST_SLOTS = 1 << 12;
const MOST_SLOTS = 1 << 19;
const FULL = 0.7;

/** The most messages that are told apart. */
const MOST_MESSAGES = 100;

function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/** One conversation, as one that lives outside the table remembers it. */
export interface ConversationKey {
  readonly high: number;
  readonly low: number;
}

/**
 * Counts the events and messages of conversations, and knows the last event of each, in flat memory: a conversation is known by 64
 * bits of its id’s hash. If there are more of them than fit, the table begins anew, and one that goes on is counted twice.
 */
export class ConversationTable {
  /** True once the table had to begin anew. */
  isInexact = false;
  readonly #messageCounts = new Float64Array(MOST_MESSAGES + 1);
  #forgotten = 0;
  #size = 0;
  #slots = 0;
  #highs = new Int32Array(0);
  #lows = new Int32Array(0);
  #events = new Uint32Array(0);
  #messages = new Uint32Array(0);
  #lasts = new Float64Array(0);
  #marks = new Uint8Array(0);

  constructor() {
    this.#allocate(FEWEST_SLOTS);
  }

  /** How many conversations there are. */
  get total(): number {
    return this.#forgotten + this.#size;
  }

  /** The slot of the conversation with this id, UTF-8 in bytes. It is good until the next question. */
  slotOf(bytes: Uint8Array, start: number, length: number): number {
    let a = 0x811c9dc5;
    let b = 0x9747b28c ^ length;
    for (let at = start; at < start + length; at++) {
      const byte = bytes[at] ?? 0;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x5bd1e995);
      b ^= b >>> 15;
    }

    return this.slotOfKey(mixed(a), mixed(b));
  }

  slotOfKey(keyHigh: number, keyLow: number): number {
    const mask = this.#slots - 1;
    let slot = keyLow & mask;
    while (this.#events[slot] !== 0) {
      if (this.#lows[slot] === keyLow && this.#highs[slot] === keyHigh) return slot;
      slot = (slot + 1) & mask;
    }
    if (this.#size >= this.#slots * FULL) {
      if (this.#slots < MOST_SLOTS) this.#grow();
      else this.#beginAnew();
      return this.slotOfKey(keyHigh, keyLow);
    }
    this.#highs[slot] = keyHigh;
    this.#lows[slot] = keyLow;
    return slot;
  }

  /** How many events the conversation of a key has had; asks without making room for it. */
  eventsOfKey(key: ConversationKey): number {
    const mask = this.#slots - 1;
    for (let slot = key.low & mask; this.#events[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#lows[slot] === key.low && this.#highs[slot] === key.high) return this.eventsOf(slot);
    }
    return 0;
  }

  keyOf(slot: number): ConversationKey {
    return { high: this.#highs[slot] ?? 0, low: this.#lows[slot] ?? 0 };
  }

  /** How many events the conversation has had so far; 0 for a new one. */
  eventsOf(slot: number): number {
    return this.#events[slot] ?? 0;
  }

  /** The number of its last event among those that are remembered. */
  lastOf(slot: number): number {
    return this.#lasts[slot] ?? 0;
  }

  /** Counts an event; `number` is what it is remembered by. */
  addEvent(slot: number, isMessage: boolean, number: number): void {
    if (this.#events[slot] === 0) this.#size++;
    this.#events[slot] = (this.#events[slot] ?? 0) + 1;
    if (isMessage) this.#messages[slot] = (this.#messages[slot] ?? 0) + 1;
    this.#lasts[slot] = number;
  }

  /** What the conversation was marked with; 0 at first. */
  markOf(slot: number): number {
    return this.#marks[slot] ?? 0;
  }

  mark(slot: number, mark: number): void {
    this.#marks[slot] = mark;
  }

  /** How many conversations have so many messages; the last number is of those with as many or more. */
  messageCounts(): number[] {
    const counts = [...this.#messageCounts];
    this.#each((slot) => {
      const messages = Math.min(this.#messages[slot] ?? 0, MOST_MESSAGES);
      counts[messages] = (counts[messages] ?? 0) + 1;
    });
    return counts;
  }

  #each(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.#slots; slot++) if (this.#events[slot] !== 0) visit(slot);
  }

  #allocate(slots: number): void {
    this.#slots = slots;
    this.#size = 0;
    this.#highs = new Int32Array(slots);
    this.#lows = new Int32Array(slots);
    this.#events = new Uint32Array(slots);
    this.#messages = new Uint32Array(slots);
    this.#lasts = new Float64Array(slots);
    this.#marks = new Uint8Array(slots);
  }

  #grow(): void {
    const [highs, lows, events, messages] = [this.#highs, this.#lows, this.#events, this.#messages];
    const [lasts, marks, slots, size] = [this.#lasts, this.#marks, this.#slots, this.#size];
    this.#allocate(slots * 2);
    for (let old = 0; old < slots; old++) {
      if (events[old] === 0) continue;
      const slot = this.slotOfKey(highs[old] ?? 0, lows[old] ?? 0);
      this.#events[slot] = events[old] ?? 0;
      this.#messages[slot] = messages[old] ?? 0;
      this.#lasts[slot] = lasts[old] ?? 0;
      this.#marks[slot] = marks[old] ?? 0;
    }
    this.#size = size;
  }

  #beginAnew(): void {
    this.#messageCounts.set(this.messageCounts());
    this.#forgotten += this.#size;
    this.isInexact = true;
    this.#allocate(MOST_SLOTS);
  }
}
