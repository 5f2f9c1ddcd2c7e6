import type { RecordRule } from '../call-record.js';

/** A known event in other case or with other separators: to Segment it is another event. Checked as the event it means. */
export const misspelledName: RecordRule = {
  id: 'event/misspelled-name',
  check({ event, match }) {
    if (event === undefined || match?.kind !== 'misspelled') return undefined;
    return {
      rule: 'event/misspelled-name',
      pointer: '/event',
      details: { found: event, name: match.name, origin: match.schema.origin },
    };
  },
};
