import type { JsonObject } from '../../record/record.js';

/** Segment's limit for one event, in bytes of JSON ("32 KB"). */
export const EVENT_SIZE_LIMIT = 32 * 1024;

/** What the SDK adds to an event (`context.library`, `_metadata`), in bytes, rounded up. */
export const SDK_OVERHEAD = 300;

/** How large an event is to Segment: compact JSON in UTF-8, and what the SDK adds. In bytes. */
export function eventSize(value: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(value)) + SDK_OVERHEAD;
}
