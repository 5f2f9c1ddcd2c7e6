import { randomUUID } from 'node:crypto';
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
  readonly hello: Omit<Hello, 'epoch'>;
  readonly #streams = new Set<EventStream>();
  readonly #unfollow: () => void;
  #epoch = randomUUID();
  #newest = 0;
  #lastBeforeEpoch = 0;
  #hasEnded = false;

  constructor(collector: Collector, hello: Omit<Hello, 'epoch'>) {
    this.collector = collector;
    this.hello = hello;
    this.#unfollow = collector.feed.follow((change) => {
      if (change.kind === 'event') this.#newest = change.event.number;
      else {
        this.#epoch = randomUUID();
        this.#lastBeforeEpoch = this.#newest;
      }
      this.#wakeAll();
    });
  }

  /** How many pages are connected. */
  get size(): number {
    return this.#streams.size;
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
