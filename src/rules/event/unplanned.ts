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
  summary: 'an event that the tracking plan does not list',
};

export const message: MessageOf<'event/unplanned'> = ({ found }) => ({
  message: `event "${safeName(found)}" is not in the tracking plan`,
  hint: 'add it to the plan, or stop sending it; Segment can be set to block what a plan does not list',
});

const NAME_RULES = {
  misspelled: 'event/misspelled-name',
  outdated: 'event/outdated-name',
  'other-name': 'event/similar-name',
  typo: 'event/similar-name',
  'word-form': 'event/similar-name',
  'extra-word': 'event/similar-name',
} as const;

/** Whether another rule says that a planned event is meant: fixing its name plans it. */
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
    'With a tracking plan (`--tracking-plan`, or `trackingPlan` in the config), a track call with an event that the plan does not list. The spec’s events are no exception: a plan says which of them you mean to send.',
  why: 'Segment’s Protocols counts such an event as a violation, and blocks it where the source is set to. Names that nobody planned are also where slips and leftovers show first.',
  bad: `{
  "type": "track", "event": "Basket Emptied", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Add the event to the plan, or rename it to the one that the plan has for it.',
  silence: 'While a plan is being written, and does not yet list all that is sent.',
  options: ['--tracking-plan', 'fixtures/plans/support.json'],
};
