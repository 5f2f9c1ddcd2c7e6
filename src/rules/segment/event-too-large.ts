import type { RecordRule } from '../call-record.js';
import { EVENT_SIZE_LIMIT, eventSize, SDK_OVERHEAD } from './event-size.js';

/** An event over Segment's limit, which its API drops. */
export const eventTooLarge: RecordRule = {
  id: 'segment/event-too-large',
  check({ value, sizeAtMost }) {
    if (sizeAtMost !== undefined && sizeAtMost + SDK_OVERHEAD <= EVENT_SIZE_LIMIT) return undefined;
    const bytes = eventSize(value);
    if (bytes <= EVENT_SIZE_LIMIT) return undefined;
    return { rule: 'segment/event-too-large', pointer: '', details: { bytes, limit: EVENT_SIZE_LIMIT } };
  },
};
