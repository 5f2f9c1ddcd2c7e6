import type { EventMatch } from '../../schema/registry.js';
import type { CallRecord, RecordRule } from '../call-record.js';

const NAME_RULES = {
  misspelled: 'event/misspelled-name',
  outdated: 'event/outdated-name',
  'other-name': 'event/similar-name',
  typo: 'event/similar-name',
} as const;

/** Whether another rule says that a planned event is meant: fixing its name plans it. */
function isMeantPlanned(match: EventMatch | undefined, { isOn, isPlanned }: CallRecord): boolean {
  if (match === undefined || match.kind === 'unknown' || match.kind === 'exact') return false;
  return isOn(NAME_RULES[match.kind]) && isPlanned?.(match.name) === true;
}

/** An event that the tracking plan does not list, where there is one. The spec's events are no exception. */
export const unplanned: RecordRule = {
  id: 'event/unplanned',
  check(record) {
    const { event, match, isPlanned } = record;
    if (event === undefined || isPlanned === undefined || isPlanned(event) || isMeantPlanned(match, record)) {
      return undefined;
    }
    return { rule: 'event/unplanned', pointer: '/event', details: { found: event } };
  },
};
