import type { Collector } from './collector.js';
import { Signal } from './signal.js';
import type { Hello, StreamMessages } from './stream-messages.js';

/** A page gets at most one message per this time. */
const MIN_INTERVAL_MS = 100;

/** The size of one message: this many events, and no further event after this many characters of JSON. */
const MAX_EVENTS = 500;
const MAX_CHARACTERS = 512 * 1024;

/** How often a stream looks for delivery problems, which are not events of the feed. */
const POLL_MS = 1000;

/** A comment keeps the connection open after this time without a message. */
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = ': keep-alive\n\n';

/** How long a browser waits before it connects again. */
const RETRY_MS = 1000;

/** What all streams of a collector share. */
export interface StreamState {
  readonly collector: Collector;
  readonly hello: Hello;
  /** Names the time since the last reset. */
  readonly epoch: string;
  /** The number of the newest event. */
  readonly newest: number;
  /** The number of the last event before this epoch. */
  readonly lastBeforeEpoch: number;
  readonly hasEnded: boolean;
}

/** The stream of server-sent events to one live page. */
export class EventStream {
  readonly #state: StreamState;
  readonly #signal = new Signal();
  readonly #encoder = new TextEncoder();
  #epoch: string;
  /** The number of the last event that the page got. */
  #last: number;
  #lastMessageAt = 0;
  #deliveryProblems = '';
  #isClosed = false;

  constructor(state: StreamState, lastEventId?: string) {
    const [seenEpoch, seen] = lastEventId?.split('/') ?? [];
    const { epoch, newest, lastBeforeEpoch } = state;
    this.#state = state;
    this.#epoch = epoch;
    this.#last = seenEpoch === epoch ? Math.min(Number(seen) || lastBeforeEpoch, newest) : lastBeforeEpoch;
    this.#signal.set();
  }

  /** Makes the stream look for news. */
  wake(): void {
    this.#signal.set();
  }

  /** The stream as the body of a response. `onClose` is called when the page has gone, or got the last message. */
  readable(onClose: () => void): ReadableStream<Uint8Array> {
    const close = (): void => {
      this.#isClosed = true;
      onClose();
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const hello = this.#message('hello', JSON.stringify(this.#state.hello));
          controller.enqueue(this.#encoder.encode(`retry: ${RETRY_MS}\n${hello}`));
        },
        pull: async (controller) => {
          const text = await this.#next();
          if (text === undefined) return;
          controller.enqueue(this.#encoder.encode(text));
          if (!text.startsWith('event: end\n')) return;
          close();
          controller.close();
        },
        cancel: () => {
          close();
          this.#signal.set();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Waits for the next message; undefined if the page has gone. */
  async #next(): Promise<string | undefined> {
    for (;;) {
      await this.#signal.next(POLL_MS);
      const wait = this.#lastMessageAt + MIN_INTERVAL_MS - performance.now();
      if (wait > 0 && !this.#state.hasEnded) await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.#isClosed) return undefined;
      const isIdle = performance.now() - this.#lastMessageAt > KEEP_ALIVE_MS;
      const text = this.#news() ?? (isIdle ? KEEP_ALIVE : undefined);
      if (text === undefined) continue;
      this.#lastMessageAt = performance.now();
      return text;
    }
  }

  /** The next message; undefined if there is nothing new. */
  #news(): string | undefined {
    const state = this.#state;
    if (this.#epoch !== state.epoch) {
      this.#epoch = state.epoch;
      this.#last = state.lastBeforeEpoch;
      this.#signal.set();
      return this.#message('reset', JSON.stringify({ epoch: this.#epoch }));
    }
    const { events, skipped, newest } = this.#nextEvents();
    this.#last = newest;
    if (newest < state.newest || state.hasEnded) this.#signal.set();
    const deliveryProblems = JSON.stringify(state.collector.deliveryProblemsSinceReset);
    if (events.length === 0 && skipped === 0 && deliveryProblems === this.#deliveryProblems) {
      return state.hasEnded ? this.#message('end', '{}') : undefined;
    }
    this.#deliveryProblems = deliveryProblems;
    const { records, valid, errors, warnings } = state.collector.summarySinceReset;
    const totals = JSON.stringify({ records, valid, errors, warnings });
    return this.#message(
      'events',
      `{"events":[${events.join()}],"skipped":${skipped},"totals":${totals},"deliveryProblems":${deliveryProblems}}`,
    );
  }

  /** The next events as JSON, as many as one message holds. */
  #nextEvents(): { events: string[]; skipped: number; newest: number } {
    const held = this.#state.collector.feed.after(this.#last, MAX_EVENTS);
    const first = held[0]?.number ?? this.#state.newest + 1;
    const events: string[] = [];
    let characters = 0;
    let newest = first - 1;
    for (const event of held) {
      if (characters > MAX_CHARACTERS) break;
      const text = JSON.stringify(event);
      characters += text.length;
      newest = event.number;
      events.push(text);
    }
    return { events, skipped: first - 1 - this.#last, newest };
  }

  #message(name: keyof StreamMessages, json: string): string {
    return `event: ${name}\nid: ${this.#epoch}/${this.#last}\ndata: ${json}\n\n`;
  }
}
