import type { Explanation, Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/max-length'> = {
  id: 'schema/max-length',
  level: 'error',
  summary: 'a string is too long',
};

export const message: SchemaMessage<'maxLength'> = (details, path) => tooLong(details, path, 'character');

export const explanation: Explanation = {
  meaning:
    'A string is longer than its field allows. The `messageId` at the top level, by which Segment recognises repeated events, has at most 100 characters.',
  why: 'Segment rejects a longer one.',
  bad: {
    shown: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "0123456789-0123456789-… 121 characters in all …",
  "properties": { "conversationId": "c1" }
}`,
    log: () =>
      `{"type":"track","event":"Conversation Started","userId":"u1","messageId":"${'0123456789-'.repeat(11)}","properties":{"conversationId":"c1"}}\n`,
  },
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "0123456789-0123456789",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Shorten it. If it is put together from several ids, send a hash of them.',
};
