import type { EventSchema } from './event-schema.js';

/** What reports need to know of an event that the schemas describe. Plain data. */
export type KnownEvent = Pick<EventSchema, 'title' | 'origin' | 'names' | 'outdatedNames' | 'otherNames'>;
