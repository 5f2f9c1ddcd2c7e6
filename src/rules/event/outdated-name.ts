import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { NAMERS } from './namers.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'event/outdated-name': MeantEvent;
  }
}

export const rule: Rule<'event/outdated-name'> = {
  id: 'event/outdated-name',
  level: 'warning',
  summary: 'an event name that the spec no longer uses',
};

export const message: MessageOf<'event/outdated-name'> = ({ found, name, origin }) => ({
  message: `event "${safeName(found)}" is an old name; ${NAMERS[origin]} now has "${safeName(name)}"`,
  hint: `rename it to "${safeName(name)}"`,
});

/** A name that was used before (`x-outdated-names` in the event's schema). */
export const check: RecordCheck = ({ event, match }) => {
  if (event === undefined || match?.kind !== 'outdated') return undefined;
  return {
    rule: 'event/outdated-name',
    pointer: '/event',
    details: { found: event, name: match.name, origin: match.schema.origin },
  };
};

export const explanation: Explanation = {
  meaning:
    'The event has a name that Segment’s specs used before, such as `Tool Invoked` (until April 2024) for `Action Invoked`.',
  why: 'Tools built for today’s spec do not know the old name, and the event’s fields are not checked.',
  bad: `{
  "type": "track", "event": "Tool Invoked", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "type": "order", "action": "refund"
  }
}`,
  good: `{
  "type": "track", "event": "Action Invoked", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "type": "order", "action": "refund"
  }
}`,
  fix: 'Use the new name. Reports that cover the time of the change have to count both names.',
};
