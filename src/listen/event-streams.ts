import { randomUUID } from 'node:crypto';
import { talliedEvent } from '../overview/tallied-event.js';
import { Tallies } from '../overview/tallies.js';
import type { Collector } from './collector.js';
import type { StreamState } from './event-stream.js';
import { EventStream } from './event-stream.js';
import type { Hello } from './stream-messages.js';

/**
 * The live pages that follow a collector by server-sent events. No page has a queue of its own: each knows the number of the
 * last event that it got, and takes the next ones from the held events when its connection has room. A slow page costs no
 * memory; it learns how many events it missed.
 */
export class EventStreams implements StreamState {
  readonly collector: Collector;
  readonly #facts: Omit<Hello, 'epoch' | 'evicted'>;
  readonly #streams = new Set<EventStream>();
  readonly #unfollow: () => void;
  /** Counts the events that are no longer held. */
  #evicted: Tallies;
  #epoch = randomUUID();
  #newest = 0;
  #lastBeforeEpoch = 0;
  #hasEnded = false;

  constructor(collector: Collector, facts: Omit<Hello, 'epoch' | 'evicted'>) {
    this.collector = collector;
    this.#facts = facts;
    this.#evicted = new Tallies(facts.known);
    this.#unfollow = collector.feed.follow((change) => {
      if (change.kind === 'event') this.#newest = change.event.number;
      else if (change.kind === 'evicted') this.#evicted.add(talliedEvent(change.event));
      else {
        this.#epoch = randomUUID();
        this.#lastBeforeEpoch = this.#newest;
        this.#evicted = new Tallies(facts.known);
      }
      this.#wakeAll();
    });
  }

  /** How many pages are connected. */
  get size(): number {
    return this.#streams.size;
  }

  /** The first message to a page. */
  get hello(): Hello {
    return { epoch: this.#epoch, ...this.#facts, evicted: this.#evicted.state };
  }

  get epoch(): string {
    return this.#epoch;
  }

  get newest(): number {
    return this.#newest;
  }

  get lastBeforeEpoch(): number {
    return this.#lastBeforeEpoch;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Opens a stream that begins with the held events. `lastEventId`: the last message that a reconnecting page got. */
  open(lastEventId?: string): ReadableStream<Uint8Array> {
    const stream = new EventStream(this, lastEventId);
    this.#streams.add(stream);
    return stream.readable(() => this.#streams.delete(stream));
  }

  /** Sends every page what is left, and that the collector has ended. */
  end(): void {
    this.#hasEnded = true;
    this.#unfollow();
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const stream of this.#streams) stream.wake();
  }
}
