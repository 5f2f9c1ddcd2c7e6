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
  summary: 'a known event with other case or separators',
};

export const message: MessageOf<'event/misspelled-name'> = ({ found, name, origin }) => ({
  message:
    safeName(found).replace(/\s/gu, ' ') === name
      ? `event looks like "${safeName(name)}", but contains an invisible character or an unusual space`
      : `event is "${safeName(found)}"; ${NAMERS[origin]} writes "${safeName(name)}"`,
  hint: `rename it to "${safeName(name)}"; to Segment, names with other case or separators are different events`,
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
    'The name is that of a known event, but with other case or separators: `message_sent`, `Message sent`, `messageSent`. The record is checked as that event, so one run shows all its problems.',
  why: 'To Segment and every destination it is a different event. It ends up in a table of its own, and no dashboard for the spec’s events counts it.',
  bad: `{
  "type": "track", "event": "conversation_started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Write the name as the spec does, preferably as one constant that all of your code shares.',
};
