import type { KnownEvent, TalliesState } from '../overview/tallies.js';
import type { CheckedEvent } from './checked-event.js';
import type { DeliveryProblems } from './delivery-problems.js';

/** The messages to a live page, by the name of the server-sent event that carries them. */
export interface StreamMessages {
  /** The first message of every connection. */
  readonly hello: Hello;
  readonly events: EventsMessage;
  /** All events were removed: what the page shows no longer counts. */
  readonly reset: { readonly epoch: string };
  /** The collector has ended. */
  readonly end: Record<string, never>;
}

/** What a page needs before the first event. */
export interface Hello {
  /** Names the time since the last reset of this collector. A page that knows another epoch shows events that are gone. */
  readonly epoch: string;
  readonly version: string;
  /** Whether values are shown from the start (`--show-values`). */
  readonly showsValues: boolean;
  readonly known: readonly KnownEvent[];
  /** The counts of the events that are no longer held, which a new page goes on from. */
  readonly evicted: TalliesState;
}

/** Events that arrived, and the counts so far. */
export interface EventsMessage {
  readonly events: readonly CheckedEvent[];
  /** How many events before them are no longer held and were never sent to this page. */
  readonly skipped: number;
  /** Counts since the last reset. */
  readonly totals: Totals;
  readonly deliveryProblems: DeliveryProblems;
}

export interface Totals {
  readonly records: number;
  readonly valid: number;
  readonly errors: number;
  readonly warnings: number;
}
