import type { JsonObject } from '../record/record.js';
import { EVENT_SIZE_LIMIT, eventSize } from '../rules/segment/event-size.js';

/** How many bytes a text has as JSON. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** The longest beginning of a text whose JSON has at most so many bytes, cut at a code point. */
function beginningOf(text: string, bytes: number): string {
  // No text of so many bytes has more units.
  let [low, high] = [0, Math.min(text.length, Math.max(0, bytes))];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(text.slice(0, middle)) <= bytes) low = middle;
    else high = middle - 1;
  }
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(low - 1));
  return text.slice(0, isHalf ? low - 1 : low);
}

/** Whether an event is far from the limit: its texts are short, and it has few. */
function mayBeSmall(
  { properties = {}, userId, anonymousId }: JsonObject & { readonly properties?: JsonObject },
  body: unknown,
): boolean {
  if (typeof body === 'string' && body.length * 6 > EVENT_SIZE_LIMIT / 2) return false;
  let others = `${userId}${anonymousId}`.length;
  for (const value of Object.values(properties)) others += typeof value === 'string' ? value.length : 100;
  return (others - (typeof body === 'string' ? body.length : 0)) * 6 < EVENT_SIZE_LIMIT / 4;
}

/**
 * An event that fits into Segment’s limit: itself, or with a shorter `message_body`, and `message_body_truncated` and
 * `message_body_length` (in characters) beside it. Undefined if it is too large without its body.
 */
export function fitEvent(event: JsonObject & { readonly properties?: JsonObject }): JsonObject | undefined {
  const body = event.properties?.['message_body'];
  // Nearly all events are so small that their size need not be known: a unit has six bytes at most, as an escape.
  if (mayBeSmall(event, body) || eventSize(event) <= EVENT_SIZE_LIMIT) return event;
  if (typeof body !== 'string') return undefined;
  const length = Array.from(body).length;
  const marked = { ...event.properties, message_body_truncated: true, message_body_length: length };
  const around = eventSize({ ...event, properties: { ...marked, message_body: '' } });
  // The quotes are a part of what is around it.
  const room = EVENT_SIZE_LIMIT - around + 2;
  if (room < 2) return undefined;
  return { ...event, properties: { ...marked, message_body: beginningOf(body, room) } };
}
