import { maskedValue } from '../privacy/masked-value.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { isDateTime } from '../schema/date-time.js';
import { safeName } from '../text/safe-name.js';

/**
 * Returns an event as it goes out, without the texts and numbers of people: names and our own ids stay, every other value is
 * replaced by its kind. `showValues` leaves everything as it is.
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
        ...(maskedValue(context) as JsonObject),
        library: { ...(maskedValue(library) as JsonObject), name: libraryName, version },
      }
    : context;
  return { ...(maskedValue(event) as JsonObject), ...kept, context: ownContext };
}
