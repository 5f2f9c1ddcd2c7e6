import type { RecordRule } from '../call-record.js';

/** A name one edit away from a known event's, or one that other tools use for it (`x-other-names` in its schema). */
export const similarName: RecordRule = {
  id: 'event/similar-name',
  check({ event, match }) {
    if (event === undefined || (match?.kind !== 'typo' && match?.kind !== 'other-name')) return undefined;
    const details = { found: event, name: match.name, origin: match.schema.origin, typo: match.kind === 'typo' };
    return { rule: 'event/similar-name', pointer: '/event', details };
  },
};
