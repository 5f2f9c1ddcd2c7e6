import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { lacksField } from './lacks-field.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'track/missing-message-id': Record<never, never>;
  }
}

export const rule: Rule<'track/missing-message-id'> = {
  id: 'track/missing-message-id',
  level: 'off',
  summary: 'a track call outside the spec has no messageId',
};

export const message: MessageOf<'track/missing-message-id'> = (_, path) => ({
  message: `${path} is missing; the event cannot be linked to its message`,
  hint: 'add the id of the message that led to it',
});

export const check: RecordCheck = (record) =>
  lacksField(record, 'messageId')
    ? { rule: 'track/missing-message-id', pointer: '/properties/messageId', details: {} }
    : undefined;

export const explanation: Explanation = {
  meaning:
    'An event that is not in the spec has no `properties.messageId`. That is the id of the chat message, not the `messageId` at the top level, which is Segment’s own.',
  why: 'The event cannot be linked to the message that led to it. Many events have no such message, so the rule is off by default.',
  bad: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1" }
}`,
  fix: 'Add the id of the message that led to it.',
};
