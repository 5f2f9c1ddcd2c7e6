import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { lacksField } from './lacks-field.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'track/missing-conversation-id': Record<never, never>;
  }
}

export const rule: Rule<'track/missing-conversation-id'> = {
  id: 'track/missing-conversation-id',
  level: 'warning',
  summary: 'an ordinary track call without a conversationId',
};

export const message: MessageOf<'track/missing-conversation-id'> = (_, path) => ({
  message: `${path} is missing; the event cannot be tied to its conversation`,
  hint: 'add the id of the conversation in which it happened; for events outside of any, set this rule to off',
});

export const check: RecordCheck = (record) =>
  lacksField(record, 'conversationId')
    ? { rule: 'track/missing-conversation-id', pointer: '/properties/conversationId', details: {} }
    : undefined;

export const explanation: Explanation = {
  meaning: 'An event of your own, which the spec does not name, has no `properties.conversationId`.',
  why: 'It cannot be tied to its conversation: nobody will be able to say which chats led to a purchase.',
  bad: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "orderId": "o1" }
}`,
  good: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1", "orderId": "o1" }
}`,
  fix: 'Add the id of the conversation in which it happened.',
  silence: 'If your logs hold events that happen outside of any conversation.',
};
