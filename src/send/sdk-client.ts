import { setMaxListeners } from 'node:events';
import type { Analytics } from '@segment/analytics-node';
import { isObject } from '../record/record.js';
import { memoize } from '../text/memoize.js';
import type { EventText } from './batch.js';
import { DROPPED } from './delivery.js';
import type { FailedAttempt } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import { handOver } from './outgoing-call.js';

/** An event as the SDK puts it into a request. */
type SdkEvent = Record<string, unknown> & { readonly type: string; integrations?: unknown; properties?: object };

/** What the SDK's publisher asks of a batch. */
interface SdkBatch {
  readonly length: number;
  getEvents(): readonly [];
  getContexts(): readonly [];
  resolveEvents(): void;
}

/** The destination that writes the SDK's own fields into an event and gives it to the publisher. */
type SdkDestination = { readonly name: string } & Readonly<Record<string, (context: EventContext) => unknown>>;

/** The parts of the SDK that make events and send batches. They are not public, so package.json names one version exactly. */
interface SdkParts {
  _dispatch: (event: SdkEvent) => void;
  readonly _queue: { readonly plugins: readonly SdkDestination[] };
  readonly _publisher: {
    enqueue: (context: EventContext) => unknown;
    send(batch: SdkBatch): Promise<void>;
    abort(): void;
    readonly _abortController: AbortController;
  };
}

/** The name of the destination, in the SDK and in the `integrations` of events. */
const SEGMENT = 'Segment.io';

const REFUSED: FailedAttempt = { outcome: 'rejected', reason: 'refused-by-sdk', retry: false };

const NO_EVENTS: SdkBatch = { length: 0, getEvents: () => [], getContexts: () => [], resolveEvents() {} };

/** The publisher of the SDK: it makes requests, with its body, its headers and its retries. */
export class SdkPublisher {
  readonly #publisher: SdkParts['_publisher'];

  constructor(analytics: Analytics) {
    this.#publisher = (analytics as unknown as SdkParts)._publisher;
    // The SDK adds a listener to its signal for each wait and removes none, of which Node warns after ten.
    setMaxListeners(0, this.#publisher._abortController.signal);
  }

  /** Makes a request, and again as long as the HTTP client asks for it. The client puts the events into its body. */
  send(): Promise<void> {
    return this.#publisher.send(NO_EVENTS);
  }

  /** Ends the SDK's wait between two tries; no other try follows. */
  stopWaiting(): void {
    this.#publisher.abort();
  }
}

/** The keys of a path such as `context.library.name`. */
const keysOf = memoize((path) => path.split('.'));

/** What the destination completes an event through. The SDK’s own does the same, and splits each path anew. */
export class EventContext {
  event: SdkEvent;

  constructor(event: SdkEvent) {
    this.event = event;
  }

  /** @throws as the SDK does, where a null is on the path */
  updateEvent(path: string, value: unknown): void {
    const keys = keysOf(path);
    let target: Record<string, unknown> = this.event;
    keys.forEach((key, index) => {
      if (index === keys.length - 1) target[key] = value;
      else if (typeof target[key] !== 'object') target[key] = {};
      target = target[key] as Record<string, unknown>;
    });
  }
}

/**
 * The SDK without its queue: events are made and completed by the SDK, and its publisher sends them. The queue between them takes
 * four fifths of the SDK's time, with a timer and a dozen promises for each event, and it may send fewer events than it was given.
 * Events are made one at a time and written as JSON at once, so that few objects outlive the next collection of garbage.
 */
export class SdkEvents {
  readonly #analytics: Analytics;
  readonly #destination: SdkDestination;
  #event: SdkEvent | undefined;

  constructor(analytics: Analytics) {
    const parts = analytics as unknown as SdkParts;
    this.#analytics = analytics;
    this.#destination = parts._queue.plugins.find(({ name }) => name === SEGMENT) as SdkDestination;
    parts._dispatch = (event) => {
      this.#event = event;
    };
    // The destination completes an event and gives it to the publisher.
    parts._publisher.enqueue = () => undefined;
  }

  /** Returns the event that the SDK makes of a call; or why it would not send it. */
  textOf(call: OutgoingCall): EventText | FailedAttempt {
    try {
      const event = this.#eventOf(call);
      return event === undefined
        ? DROPPED
        : { json: JSON.stringify(event), isStamped: event['timestamp'] instanceof Date };
    } catch {
      return REFUSED;
    }
  }

  #eventOf(call: OutgoingCall): SdkEvent | undefined {
    this.#event = undefined;
    handOver(this.#analytics, call);
    const event = this.#event as SdkEvent | undefined;
    if (event === undefined || !isWanted(event)) return undefined;
    // The SDK writes a page's `category` over the `category` in its properties.
    if (call.ownCategory !== undefined) Object.assign(event.properties ?? {}, { category: call.ownCategory });
    this.#destination[event.type]?.(new EventContext(event));
    return event;
  }
}

/** Whether the SDK's queue would give an event to the destination: it reads inherited fields of `integrations`, too. */
function isWanted({ integrations }: SdkEvent): boolean {
  return !isObject(integrations) || Boolean(integrations[SEGMENT] ?? true);
}

/** Loads the SDK and opens its maker of events. */
export async function openEvents(writeKey: string): Promise<SdkEvents> {
  const { Analytics } = await import('@segment/analytics-node');
  const analytics = new Analytics({ writeKey });
  await analytics.ready;
  return new SdkEvents(analytics);
}
