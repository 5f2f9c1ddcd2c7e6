import type { EventMatch } from '../../schema/registry.js';
import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { NAMERS } from './namers.js';

/** How the name is similar; `other-name`: other tools use it for the event (`x-other-names` in its schema). */
type Similarity = 'typo' | 'other-name' | 'word-form' | 'extra-word';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'event/similar-name': MeantEvent & { readonly similarity: Similarity };
  }
}

export const rule: Rule<'event/similar-name'> = {
  id: 'event/similar-name',
  level: 'warning',
  summary: 'an event name that is similar to a known one',
};

const RELATIONS: Readonly<Record<Similarity, string>> = {
  typo: 'differs by one character',
  'other-name': 'is the name there',
  'word-form': 'has the same words in another form',
  'extra-word': 'has one word less',
};

export const message: MessageOf<'event/similar-name'> = ({ found, name, similarity, origin }) => ({
  message: `event "${safeName(found)}" is not in ${NAMERS[origin]}; "${safeName(name)}" ${RELATIONS[similarity]}`,
  hint: `rename it to "${safeName(name)}" if that is what it means`,
});

function isSimilarity(kind: EventMatch['kind']): kind is Similarity {
  return Object.hasOwn(RELATIONS, kind);
}

/** A name that is not known, but similar to one that is: see `Similarity`. */
export const check: RecordCheck = ({ event, match }) => {
  if (event === undefined || match === undefined || match.kind === 'unknown' || !isSimilarity(match.kind)) {
    return undefined;
  }
  const { name, kind, schema } = match;
  const details = { found: event, name, origin: schema.origin, similarity: kind };
  return { rule: 'event/similar-name', pointer: '/event', details };
};

export const explanation: Explanation = {
  meaning:
    'The event’s name is unknown, but similar to a known one, from the spec, from your schemas or from your tracking plan: it differs by one character (`Mesage Sent`), has the words in another tense, number or order (`Conversation Start`, `Send Message`), has one word more (`Copilot Message Sent`, `Conversation Started V2`), or is what other tools call the same thing (`Bot Response`, `Chat Rated`).',
  why: 'If the known event is meant, whatever is built on that event misses this one, and its fields are not checked.',
  bad: `{
  "type": "track", "event": "Conversation Startd", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Rename it to the known event if that is what it means. Otherwise describe it in a schema of your own: a known name is never similar.',
  silence: 'If the names really are events of your own and you have no schema for them.',
};
