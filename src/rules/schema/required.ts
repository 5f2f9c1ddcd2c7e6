import type { NearMiss } from '../../problem/finding.js';
import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { nearMissHint } from '../near-miss-hint.js';
import { OWN_ID } from '../own-id.js';
import type { Explanation, Rule, SchemaMessage } from '../rule.js';
import { firstSentence } from './first-sentence.js';
import { nameList } from './name-list.js';

export const rule: Rule<'schema/required'> = {
  id: 'schema/required',
  level: 'error',
  summary: 'a required field is missing',
};

/** How to fix a missing object whose fields stand at the top level, perhaps under other names. */
function straysHint(strays: readonly NearMiss[], path: string): string {
  const them = strays.length === 1 ? 'it' : 'them';
  const isRenamed = strays.some(({ foundName, name }) => foundName !== name);
  const as = isRenamed ? ` as ${nameList(strays.map(({ name }) => name))}` : '';
  return `found ${nameList(strays.map(({ foundName }) => foundName))} at the top level; move ${them} into ${path}${as}`;
}

function fixHint({ nearMiss, strays, needed, description }: SchemaDetailsOf<'required'>, path: string): string {
  if (nearMiss !== undefined) return nearMissHint(nearMiss);
  if (strays !== undefined) return straysHint(strays, path);
  return `add ${needed ?? 'it'}${description === undefined ? '' : `: ${firstSentence(description)}`}`;
}

export const message: SchemaMessage<'required'> = (details, path) => {
  const hint = fixHint(details, path);
  return { message: `${path} is missing`, hint: details.ownId === true ? `${hint}; ${OWN_ID}` : hint };
};

export const explanation: Explanation = {
  meaning:
    'A required field is missing. The pointer names the field; the place is the object that lacks it. If its value seems to be under another name or in another object, the hint says where.',
  why: 'Without its ids, an event cannot be linked to its conversation or message, and reports that use the field have nothing to show.',
  bad: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversation_id": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
  good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
  fix: 'Add the field, or rename or move the one that the hint names.',
};
