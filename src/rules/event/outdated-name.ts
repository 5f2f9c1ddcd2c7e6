import type { RecordRule } from '../call-record.js';

/** A name that was used before (`x-outdated-names` in the event's schema). */
export const outdatedName: RecordRule = {
  id: 'event/outdated-name',
  check({ event, match }) {
    if (event === undefined || match?.kind !== 'outdated') return undefined;
    return {
      rule: 'event/outdated-name',
      pointer: '/event',
      details: { found: event, name: match.name, origin: match.schema.origin },
    };
  },
};
