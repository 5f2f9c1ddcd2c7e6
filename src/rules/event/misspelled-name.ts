import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { NAMERS } from './namers.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'event/misspelled-name': MeantEvent;
  }
}

export const rule: Rule<'event/misspelled-name'> = {
  id: 'event/misspelled-name',
  level: 'error',
  summary: 'a known event in other case or with other separators',
};

export const message: MessageOf<'event/misspelled-name'> = ({ found, name, origin }) => ({
  message:
    safeName(found).replace(/\s/gu, ' ') === name
      ? `event reads "${safeName(name)}", but holds an invisible character or a space of another kind`
      : `event is "${safeName(found)}"; ${NAMERS[origin]} writes "${safeName(name)}"`,
  hint: `rename it to "${safeName(name)}"; Segment takes names that differ in case or separators for different events`,
});

/** A known event in other case or with other separators: to Segment it is another event. Checked as the event it means. */
export const check: RecordCheck = ({ event, match }) => {
  if (event === undefined || match?.kind !== 'misspelled') return undefined;
  return {
    rule: 'event/misspelled-name',
    pointer: '/event',
    details: { found: event, name: match.name, origin: match.schema.origin },
  };
};

export const explanation: Explanation = {
  meaning:
    'The event is one of the spec’s in other case or with other separators: `message_sent`, `Message sent`, `messageSent`. It is checked as the event that it means, so that one run shows everything.',
  why: 'To Segment and every destination it is another event. Half of your conversations end up in a table of their own, and no dashboard on the spec’s events counts them.',
  bad: `{
  "type": "track", "event": "conversation_started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Write the name as the spec does, and better once: as a constant that all of your code shares.',
};
