import { setMaxListeners } from 'node:events';
import type { Analytics, Context as SdkContext } from '@segment/analytics-node';
import { isObject } from '../record/record.js';
import type { OutgoingCall } from './outgoing-call.js';
import { handOver } from './outgoing-call.js';

/** An event as the SDK puts it into a request. */
export type SdkEvent = Record<string, unknown> & { readonly type: string; integrations?: unknown; properties?: object };

/** What the SDK's publisher asks of a batch. */
interface SdkBatch {
  readonly length: number;
  getEvents(): readonly SdkEvent[];
  getContexts(): readonly [];
  resolveEvents(): void;
}

/** The destination that writes the SDK's own fields into an event and gives it to the publisher. */
type SdkDestination = { readonly name: string } & Readonly<Record<string, (context: SdkContext) => unknown>>;

/** The parts of the SDK that make events and send batches. They are not public, so package.json names one version exactly. */
interface SdkParts {
  _dispatch: (event: SdkEvent) => void;
  readonly _queue: { readonly plugins: readonly SdkDestination[] };
  readonly _publisher: {
    enqueue: (context: SdkContext) => unknown;
    send(batch: SdkBatch): Promise<void>;
    abort(): void;
    readonly _abortController: AbortController;
  };
}

/** The name of the destination, in the SDK and in the `integrations` of events. */
const SEGMENT = 'Segment.io';

/**
 * The SDK without its queue: events are made and completed by the SDK, and its publisher sends them, with its body, its
 * headers and its retries. The queue between them takes four fifths of the SDK's time, with a timer and a dozen promises
 * for each event, and it may send fewer events than it was given.
 */
export class SdkClient {
  readonly #analytics: Analytics;
  readonly #publisher: SdkParts['_publisher'];
  readonly #destination: SdkDestination;
  /** Used again for each event: the SDK gives it a new id each time that it makes one. */
  readonly #context: SdkContext;
  #event: SdkEvent | undefined;

  /** @param context any context of the SDK */
  constructor(analytics: Analytics, context: SdkContext) {
    const parts = analytics as unknown as SdkParts;
    this.#analytics = analytics;
    this.#publisher = parts._publisher;
    this.#destination = parts._queue.plugins.find(({ name }) => name === SEGMENT) as SdkDestination;
    this.#context = context;
    parts._dispatch = (event) => {
      this.#event = event;
    };
    // The destination completes an event and gives it to the publisher, which sends it when a batch is put together here.
    this.#publisher.enqueue = () => undefined;
    // The SDK adds a listener to its signal for each wait and removes none, of which Node warns after ten.
    setMaxListeners(0, this.#publisher._abortController.signal);
  }

  /** Returns the event that the SDK makes of a call; undefined if it would not send it. @throws what the SDK throws for it. */
  eventOf(call: OutgoingCall): SdkEvent | undefined {
    this.#event = undefined;
    handOver(this.#analytics, call);
    const event = this.#event as SdkEvent | undefined;
    if (event === undefined || !isWanted(event)) return undefined;
    // The SDK writes a page's `category` over the `category` in its properties.
    if (call.ownCategory !== undefined) Object.assign(event.properties ?? {}, { category: call.ownCategory });
    this.#context.event = event as never;
    this.#destination[event.type]?.(this.#context);
    return event;
  }

  /** Sends events in one request, and again as long as the HTTP client asks for it. */
  send(events: readonly SdkEvent[]): Promise<void> {
    return this.#publisher.send({
      length: events.length,
      getEvents: () => events,
      getContexts: () => [],
      resolveEvents() {},
    });
  }

  /** Ends the SDK's wait between two tries; no other try follows. */
  stopWaiting(): void {
    this.#publisher.abort();
  }
}

/** Whether the SDK's queue would give an event to the destination: it reads inherited fields of `integrations`, too. */
function isWanted({ integrations }: SdkEvent): boolean {
  return !isObject(integrations) || Boolean(integrations[SEGMENT] ?? true);
}
