import type { CheckedEvent } from './checked-event.js';

/** What happens in a feed. */
export type FeedChange = { readonly kind: 'event'; readonly event: CheckedEvent } | { readonly kind: 'reset' };

/** How many events are held, and how many bytes they may have. */
export interface FeedLimits {
  readonly keep: number;
  readonly heldBytes: number;
}

interface Held {
  readonly event: CheckedEvent;
  readonly bytes: number;
}

/** The last events that arrived, and whoever follows them as they come. Holds a bounded number of bounded size. */
export class EventFeed {
  readonly #limits: FeedLimits;
  readonly #followers = new Set<(change: FeedChange) => void>();
  // A ring would save the moves; an array whose dead front is cut off now and then is as fast and simpler to read.
  #held: Held[] = [];
  #first = 0;
  #bytes = 0;

  constructor(limits: FeedLimits) {
    this.#limits = limits;
  }

  /** The events that are held, in the order of their arrival. */
  get events(): CheckedEvent[] {
    return this.#held.slice(this.#first).map(({ event }) => event);
  }

  /** The oldest events held whose number is above `number`, at most `most` of them. Numbers follow one another. */
  after(number: number, most: number): CheckedEvent[] {
    const oldest = this.#held[this.#first]?.event.number ?? 0;
    const from = this.#first + Math.max(0, number + 1 - oldest);
    return this.#held.slice(from, from + most).map(({ event }) => event);
  }

  /** Takes an event, and lets the oldest ones go that there is no room for. `bytes`: how long its text is. */
  add(event: CheckedEvent, bytes: number): void {
    const { keep, heldBytes } = this.#limits;
    this.#held.push({ event, bytes });
    this.#bytes += bytes;
    while (this.#held.length - this.#first > keep || this.#bytes > heldBytes) {
      this.#bytes -= this.#held[this.#first]?.bytes ?? 0;
      this.#first++;
    }
    if (this.#first > keep) {
      this.#held = this.#held.slice(this.#first);
      this.#first = 0;
    }
    this.#tell({ kind: 'event', event });
  }

  /** Lets all events go. */
  reset(): void {
    this.#held = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#tell({ kind: 'reset' });
  }

  /** Calls `follower` with all that happens from now on, until what this returns is called. */
  follow(follower: (change: FeedChange) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #tell(change: FeedChange): void {
    for (const follower of this.#followers) follower(change);
  }
}
