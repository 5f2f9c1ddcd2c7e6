import { randomUUID } from 'node:crypto';
import type { Collector } from './collector.js';
import type { Hello, StreamMessages } from './stream-messages.js';

/** How often a page is told of what came, at most. */
const EVERY_MS = 100;

/** How much goes into one message: so many events, and no further one beyond so many characters of JSON. */
const MOST_EVENTS = 500;
const MOST_CHARACTERS = 512 * 1024;

/** How often it is looked for mishaps, which are no events of the feed. */
const LOOK_MS = 1000;

/** After how long without news a comment keeps the connection open. */
const QUIET_MS = 15_000;

/** How long a browser waits before it connects again. */
const RETRY_MS = 1000;

/** Something that happens and is waited for, though not for ever. */
class Signal {
  #wake: (() => void) | undefined;
  #isSet = false;

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  async next(ms: number): Promise<void> {
    if (!this.#isSet) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, ms).unref();
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#isSet = false;
  }
}

/**
 * The live pages that follow a collector by server-sent events. None has a queue of its own: each knows the number of the last
 * event it was told of, and takes the next ones from what the collector holds when its connection has room for them. A page
 * that is too slow is told how many it missed, and costs no memory.
 */
export class EventStreams {
  readonly #collector: Collector;
  readonly #hello: Omit<Hello, 'epoch'>;
  readonly #signals = new Set<Signal>();
  readonly #unfollow: () => void;
  #epoch = randomUUID();
  /** The number of the last event, and of the last one before this epoch. */
  #last = 0;
  #before = 0;
  #hasEnded = false;

  constructor(collector: Collector, hello: Omit<Hello, 'epoch'>) {
    this.#collector = collector;
    this.#hello = hello;
    this.#unfollow = collector.feed.follow((change) => {
      if (change.kind === 'event') this.#last = change.event.number;
      else {
        this.#epoch = randomUUID();
        this.#before = this.#last;
      }
      this.#wake();
    });
  }

  /** How many pages follow. */
  get size(): number {
    return this.#signals.size;
  }

  /** Follows the collector from the events on that are held; `lastEventId`: what a page that was cut off has seen. */
  open(lastEventId?: string): ReadableStream<Uint8Array> {
    const [seenEpoch, seen] = lastEventId?.split('/') ?? [];
    let epoch = this.#epoch;
    let last = seenEpoch === epoch ? Math.min(Number(seen) || this.#before, this.#last) : this.#before;
    let toldAt = 0;
    let mishaps = '';
    const signal = new Signal();
    const encoder = new TextEncoder();
    signal.set();
    this.#signals.add(signal);
    const message = <Name extends keyof StreamMessages>(name: Name, data: StreamMessages[Name] | string): string =>
      `event: ${name}\nid: ${epoch}/${last}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

    /** What there is to tell; '' if nothing. */
    const news = (): string => {
      if (epoch !== this.#epoch) {
        epoch = this.#epoch;
        last = this.#before;
        signal.set();
        return message('reset', { epoch });
      }
      const { events, skipped, newest } = this.#eventsAfter(last);
      last = newest;
      if (last < this.#last) signal.set();
      const state = JSON.stringify(this.#collector.deliveryProblems);
      if (events.length === 0 && skipped === 0 && state === mishaps) return this.#hasEnded ? message('end', {}) : '';
      mishaps = state;
      const { records, valid, errors, warnings } = this.#collector.summarySinceReset;
      const totals = JSON.stringify({ records, valid, errors, warnings });
      if (this.#hasEnded) signal.set();
      return message(
        'events',
        `{"events":[${events.join()}],"skipped":${skipped},"totals":${totals},"mishaps":${state}}`,
      );
    };

    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const hello = message('hello', { epoch, ...this.#hello });
          controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n${hello}`));
        },
        pull: async (controller) => {
          for (;;) {
            await signal.next(LOOK_MS);
            const wait = toldAt + EVERY_MS - performance.now();
            if (wait > 0 && !this.#hasEnded) await new Promise((resolve) => setTimeout(resolve, wait));
            if (!this.#signals.has(signal)) return;
            let text = news();
            const now = performance.now();
            if (text === '' && now - toldAt > QUIET_MS) text = ': still here\n\n';
            if (text === '') continue;
            toldAt = now;
            controller.enqueue(encoder.encode(text));
            if (!text.startsWith('event: end\n')) return;
            this.#signals.delete(signal);
            return controller.close();
          }
        },
        cancel: () => {
          this.#signals.delete(signal);
          signal.set();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Tells every page what is left to tell, and that the listening is over. */
  end(): void {
    this.#hasEnded = true;
    this.#unfollow();
    this.#wake();
  }

  #wake(): void {
    for (const signal of this.#signals) signal.set();
  }

  /** The next events as JSON, as many as go into a message. */
  #eventsAfter(last: number): { events: string[]; skipped: number; newest: number } {
    const held = this.#collector.feed.after(last, MOST_EVENTS);
    const first = held[0]?.number ?? this.#last + 1;
    const events: string[] = [];
    let characters = 0;
    let newest = first - 1;
    for (const event of held) {
      if (characters > MOST_CHARACTERS) break;
      const text = JSON.stringify(event);
      characters += text.length;
      newest = event.number;
      events.push(text);
    }
    return { events, skipped: first - 1 - last, newest };
  }
}
