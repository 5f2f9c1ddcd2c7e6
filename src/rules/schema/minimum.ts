import type { Explanation, Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/minimum'> = { id: 'schema/minimum', level: 'error', summary: 'a number is too small' };

export const message: SchemaMessage<'minimum'> = ({ limit, needed }, path) => ({
  message: `${path} is below ${limit}`,
  hint: `send ${needed ?? `at least ${limit}`}`,
});

export const explanation: Explanation = {
  meaning: 'A number is below what its field allows. A `message_count` is 0 or more.',
  why: 'It distorts every sum and average.',
  bad: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": -1 }
}`,
  good: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": 6 }
}`,
  fix: 'Send the real number, or leave an optional field out if the number is not known.',
};
