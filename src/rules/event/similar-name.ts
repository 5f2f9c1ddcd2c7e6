import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { NAMERS } from './namers.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'event/similar-name': MeantEvent & { readonly typo: boolean };
  }
}

export const rule: Rule<'event/similar-name'> = {
  id: 'event/similar-name',
  level: 'warning',
  summary: 'an event name that is nearly a known one',
};

export const message: MessageOf<'event/similar-name'> = ({ found, name, typo, origin }) => ({
  message: `event "${safeName(found)}" is not in ${NAMERS[origin]}; "${safeName(name)}" ${typo ? 'is one slip away' : 'is the name there'}`,
  hint: `rename it to "${safeName(name)}" if that is what it means`,
});

/** A name one edit away from a known event's, or one that other tools use for it (`x-other-names` in its schema). */
export const check: RecordCheck = ({ event, match }) => {
  if (event === undefined || (match?.kind !== 'typo' && match?.kind !== 'other-name')) return undefined;
  const details = { found: event, name: match.name, origin: match.schema.origin, typo: match.kind === 'typo' };
  return { rule: 'event/similar-name', pointer: '/event', details };
};

export const explanation: Explanation = {
  meaning:
    'The event’s name is not in the spec, but one slip of the finger away from a name there, or what other tools call the same thing (`Bot Response`, `Chat Rated`).',
  why: 'If it is meant to be the spec’s event, nothing that is built on the spec sees it, and its fields are not checked.',
  bad: `{
  "type": "track", "event": "Conversation Startd", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Rename it to the spec’s event if that is what it means.',
  silence: 'If it really is an event of your own.',
};
