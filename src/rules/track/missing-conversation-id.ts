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
  summary: 'a track call outside the spec has no conversationId',
};

export const message: MessageOf<'track/missing-conversation-id'> = (_, path) => ({
  message: `${path} is missing; the event cannot be linked to its conversation`,
  hint: 'add the id of the conversation in which it happened',
});

export const check: RecordCheck = (record) =>
  lacksField(record, 'conversationId')
    ? { rule: 'track/missing-conversation-id', pointer: '/properties/conversationId', details: {} }
    : undefined;

export const explanation: Explanation = {
  meaning: 'An event that is not in the spec has no `properties.conversationId`.',
  why: 'The event cannot be linked to its conversation, so you cannot tell, for example, which chats led to a purchase.',
  bad: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "orderId": "o1" }
}`,
  good: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1", "orderId": "o1" }
}`,
  fix: 'Add the id of the conversation in which it happened.',
  silence: 'If your logs contain events that happen outside any conversation.',
};
