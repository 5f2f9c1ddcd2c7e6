import type { CheckedEvent } from './checked-event.js';

/** A change of a feed. */
export type FeedChange =
  | { readonly kind: 'event' | 'evicted'; readonly event: CheckedEvent }
  | { readonly kind: 'reset' };

/** How many events are held, and how many bytes they may have. */
export interface FeedLimits {
  readonly keep: number;
  readonly heldBytes: number;
}

interface HeldEvent {
  readonly event: CheckedEvent;
  readonly bytes: number;
}

/** The last events that arrived: a bounded number of bounded size. */
export class EventFeed {
  readonly #limits: FeedLimits;
  readonly #followers = new Set<(change: FeedChange) => void>();
  // A ring would save the moves; an array whose unused front is cut off now and then is as fast and simpler to read.
  #held: HeldEvent[] = [];
  #first = 0;
  #bytes = 0;

  constructor(limits: FeedLimits) {
    this.#limits = limits;
  }

  /** The held events, in the order of their arrival. */
  get events(): CheckedEvent[] {
    return this.#held.slice(this.#first).map(({ event }) => event);
  }

  /** The number of the newest held event; 0 if none is held. */
  get newest(): number {
    return this.#held.at(-1)?.event.number ?? 0;
  }

  /** The oldest held events whose number is above `number`, at most `max` of them. Numbers are consecutive. */
  after(number: number, max: number): CheckedEvent[] {
    const oldest = this.#held[this.#first]?.event.number ?? 0;
    const from = this.#first + Math.max(0, number + 1 - oldest);
    return this.#held.slice(from, from + max).map(({ event }) => event);
  }

  /** Adds an event, and evicts the oldest ones beyond the limits. `bytes`: the length of its text. */
  add(event: CheckedEvent, bytes: number): void {
    const { keep, heldBytes } = this.#limits;
    this.#held.push({ event, bytes });
    this.#bytes += bytes;
    while (this.#held.length - this.#first > keep || this.#bytes > heldBytes) {
      const oldest = this.#held[this.#first];
      this.#first++;
      this.#bytes -= oldest?.bytes ?? 0;
      if (oldest !== undefined) this.#notify({ kind: 'evicted', event: oldest.event });
    }
    if (this.#first > keep) {
      this.#held = this.#held.slice(this.#first);
      this.#first = 0;
    }
    this.#notify({ kind: 'event', event });
  }

  /** Removes all events. */
  reset(): void {
    this.#held = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#notify({ kind: 'reset' });
  }

  /** Calls `follower` with every change from now on, until the returned function is called. */
  follow(follower: (change: FeedChange) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #notify(change: FeedChange): void {
    for (const follower of this.#followers) follower(change);
  }
}
