import { isDateTime } from '../../schema/date-time.js';
import type { RecordRule } from '../call-record.js';

const HOUR = 3_600_000;
const TOLERANCE_HOURS = 24;

/** A timestamp more than 24 hours ahead of the clock. */
export const inTheFuture: RecordRule = {
  id: 'time/in-the-future',
  check({ value: { timestamp }, now }) {
    if (typeof timestamp !== 'string') return undefined;
    const time = Date.parse(timestamp);
    // Date.parse takes more than RFC 3339; what the schema refuses is not spoken of twice.
    if (!(time > now + TOLERANCE_HOURS * HOUR) || !isDateTime(timestamp)) return undefined;
    const hours = Math.floor((time - now) / HOUR);
    return { rule: 'time/in-the-future', pointer: '/timestamp', details: { hours } };
  },
};
