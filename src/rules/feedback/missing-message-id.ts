import { OWN_ID } from '../own-id.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'feedback/missing-message-id': { readonly topLevel: boolean };
  }
}

export const rule: Rule<'feedback/missing-message-id'> = {
  id: 'feedback/missing-message-id',
  level: 'warning',
  summary: 'feedback does not say which message it rates',
};

export const message: MessageOf<'feedback/missing-message-id'> = ({ topLevel }, path) => ({
  message: `${path} is missing; the rating counts for the whole conversation`,
  hint: `if one message was rated, add its id to properties${topLevel ? `; ${OWN_ID}` : ''}`,
});

/** Feedback Submitted without `properties.messageId`: the rating is that of the whole conversation. */
export const check: RecordCheck = ({ schema, properties, nearMisses, value, isOn }) => {
  if (!schema.names.includes('Feedback Submitted')) return undefined;
  if (properties === undefined || Object.hasOwn(properties, 'messageId')) return undefined;
  const nearMiss = nearMisses.find(({ field }) => field.pointer === '/properties/messageId');
  if (nearMiss !== undefined && isOn('property/misspelled-name')) return undefined;
  const topLevel = Object.hasOwn(value, 'messageId');
  return { rule: 'feedback/missing-message-id', pointer: '/properties/messageId', details: { topLevel } };
};

export const explanation: Explanation = {
  meaning: 'Feedback Submitted has no `properties.messageId`. The rating then counts for the conversation as a whole.',
  why: 'If one answer was rated, it is not known which one, and all other answers of the conversation share its rating.',
  bad: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "rating": 1 }
}`,
  good: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": 1 }
}`,
  fix: 'Add the id of the rated message to `properties`.',
  silence: 'If users only rate whole conversations.',
};
