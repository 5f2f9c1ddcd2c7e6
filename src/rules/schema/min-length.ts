import type { Explanation, Rule, SchemaMessage } from '../rule.js';
import { tooShort } from './length-message.js';

export const rule: Rule<'schema/min-length'> = {
  id: 'schema/min-length',
  level: 'error',
  summary: 'a string is too short',
};

export const message: SchemaMessage<'minLength'> = (details, path) => tooShort(details, path, 'character');

export const explanation: Explanation = {
  meaning:
    'A string is shorter than its field allows. Ids, `type`, `sub_type`, `action` and `role` must not be empty; a `message_body` may be.',
  why: 'All records with an empty id count as one conversation, message or user.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Give it a value, or leave an optional field out.',
};
