import { safeName } from '../problem/safe-name.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { isDateTime } from '../schema/date-time.js';

/** What stands there of a value: its kind and, of a text, its length. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return `(text of ${[...value].length})`;
  if (typeof value === 'number') return '(number)';
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [safeName(key), masked(member)]));
}

/**
 * An event as it goes out, without what people said: names and ids of ours stay, every other text and number is told by its
 * kind. `showValues` leaves all as it is.
 */
export function maskedSample(event: JsonObject, showValues: boolean): unknown {
  if (showValues) return event;
  const { type, event: name, messageId, timestamp, _metadata, context } = event;
  const kept = {
    type,
    ...(typeof name === 'string' ? { event: safeName(name) } : {}),
    messageId: safeName(String(messageId), 100),
    ...(typeof timestamp === 'string' && isDateTime(timestamp) ? { timestamp } : {}),
    _metadata,
  };
  const library = isObject(context) && isObject(context['library']) ? context['library'] : {};
  const { name: libraryName, version } = library;
  const ownContext = isObject(context)
    ? {
        ...(masked(context) as JsonObject),
        library: { ...(masked(library) as JsonObject), name: libraryName, version },
      }
    : context;
  return { ...(masked(event) as JsonObject), ...kept, context: ownContext };
}
