import type { EventMatch } from '../../schema/registry.js';
import { safeName } from '../../text/safe-name.js';
import type { CallRecord } from '../call-record.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'event/unplanned': { readonly found: string };
  }
}

export const rule: Rule<'event/unplanned'> = {
  id: 'event/unplanned',
  level: 'warning',
  summary: 'an event that is not in the tracking plan',
};

export const message: MessageOf<'event/unplanned'> = ({ found }) => ({
  message: `event "${safeName(found)}" is not in the tracking plan`,
  hint: 'add it to the plan, or stop sending it; Segment can block events that are not in the plan',
});

const NAME_RULES = {
  misspelled: 'event/misspelled-name',
  outdated: 'event/outdated-name',
  'other-name': 'event/similar-name',
  typo: 'event/similar-name',
  'word-form': 'event/similar-name',
  'extra-word': 'event/similar-name',
} as const;

/** Whether another rule reports that a planned event is meant: fixing its name is enough. */
function isMeantPlanned(match: EventMatch | undefined, { isOn, isPlanned }: CallRecord): boolean {
  if (match === undefined || match.kind === 'unknown' || match.kind === 'exact') return false;
  return isOn(NAME_RULES[match.kind]) && isPlanned?.(match.name) === true;
}

/** An event that the tracking plan does not list, where there is one. The spec's events are no exception. */
export const check: RecordCheck = (record) => {
  const { event, match, isPlanned } = record;
  if (event === undefined || isPlanned === undefined || isPlanned(event) || isMeantPlanned(match, record)) {
    return undefined;
  }
  return { rule: 'event/unplanned', pointer: '/event', details: { found: event } };
};

export const explanation: Explanation = {
  meaning:
    'A track call has an event that your tracking plan does not list (`--tracking-plan`, or `trackingPlan` in the config). This includes the spec’s events: the plan says which of them you mean to send.',
  why: 'Segment’s Protocols counts such an event as a violation, and blocks it if the source is set to do so. Unplanned names also reveal typos and leftovers.',
  bad: `{
  "type": "track", "event": "Basket Emptied", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Add the event to the plan, or rename it to the event that the plan has for it.',
  silence: 'While a plan is being written and does not list everything yet.',
  options: ['--tracking-plan', 'fixtures/plans/support.json'],
};
