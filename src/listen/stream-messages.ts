import type { CheckedEvent } from './checked-event.js';
import type { DeliveryProblems } from './delivery-problems.js';

/** What a live page is told, by the name of the server-sent event that brings it. */
export interface StreamMessages {
  /** First on every connection. */
  readonly hello: Hello;
  readonly events: EventsMessage;
  /** All events were let go: what the page shows no longer counts. */
  readonly reset: { readonly epoch: string };
  /** The listening is over. */
  readonly end: Record<string, never>;
}

/** What a page needs to know before the first event. */
export interface Hello {
  /** Names the time since the last reset of this collector; a page that knows another one shows what is gone. */
  readonly epoch: string;
  readonly version: string;
  /** Whether values are shown without being asked for (`--show-values`). */
  readonly showsValues: boolean;
  readonly known: readonly KnownEvent[];
}

/** An event that the schemas describe. */
export interface KnownEvent {
  /** As the spec writes it, the most usual one first. */
  readonly names: readonly [string, ...string[]];
  readonly origin: 'spec' | 'own' | 'plan';
  readonly fields: readonly { readonly path: string; readonly required: boolean }[];
}

/** Events that arrived, and how all stands. */
export interface EventsMessage {
  readonly events: readonly CheckedEvent[];
  /** How many came before them that are no longer held and that this page was not told of. */
  readonly skipped: number;
  /** All that came since the last reset. */
  readonly totals: Totals;
  readonly mishaps: DeliveryProblems;
}

export interface Totals {
  readonly records: number;
  readonly valid: number;
  readonly errors: number;
  readonly warnings: number;
}
