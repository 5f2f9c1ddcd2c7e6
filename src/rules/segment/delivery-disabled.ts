import { isObject } from '../../record/record.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'segment/delivery-disabled': Record<never, never>;
  }
}

export const rule: Rule<'segment/delivery-disabled'> = {
  id: 'segment/delivery-disabled',
  level: 'warning',
  summary: 'integrations switches the delivery to Segment off',
};

export const message: MessageOf<'segment/delivery-disabled'> = (_, path) => ({
  message: `${path} is false, so Segment’s libraries do not send the event`,
  hint: 'remove it, if the event is meant to arrive',
});

/** `integrations: {"Segment.io": false}`: the SDK reports such an event delivered without sending it. */
export const check: RecordCheck = ({ value: { integrations } }) => {
  if (!isObject(integrations) || integrations['Segment.io'] !== false) return undefined;
  return { rule: 'segment/delivery-disabled', pointer: '/integrations/Segment.io', details: {} };
};

export const explanation: Explanation = {
  meaning: 'The record says `"integrations": {"Segment.io": false}`.',
  why: 'Segment’s libraries then keep the event back and report it as delivered. It never arrives.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "integrations": { "Segment.io": false },
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Remove it, if the event is meant to arrive.',
};
