import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'segment/delivery-disabled': {
      /** The value as JSON. */
      value: string;
    };
  }
}

export const rule: Rule<'segment/delivery-disabled'> = {
  id: 'segment/delivery-disabled',
  level: 'warning',
  summary: 'integrations turns off delivery to Segment',
};

export const message: MessageOf<'segment/delivery-disabled'> = ({ value }, path) => ({
  message: `${path} is ${value}, so Segment’s libraries do not send the event`,
  hint: 'remove it if the event is meant to arrive',
});

/**
 * Whether a record's `integrations` keep it from Segment: the SDK reports such an event delivered without sending it. Measured
 * with analytics-node 3.1.0: `false`, `0` and `""` do that, and `null` does not.
 */
export function isDeliveryDisabled({ integrations }: JsonObject): boolean {
  if (!isObject(integrations) || !Object.hasOwn(integrations, 'Segment.io')) return false;
  const value = integrations['Segment.io'];
  return value === false || value === 0 || value === '';
}

export const check: RecordCheck = ({ value }) => {
  if (!isDeliveryDisabled(value)) return undefined;
  const disabled = JSON.stringify((value['integrations'] as JsonObject)['Segment.io']);
  return { rule: 'segment/delivery-disabled', pointer: '/integrations/Segment.io', details: { value: disabled } };
};

export const explanation: Explanation = {
  meaning: 'The record has `"integrations": {"Segment.io": false}`.',
  why: 'Segment’s libraries then do not send the event, but report it as delivered. It never arrives.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "integrations": { "Segment.io": false },
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Remove it if the event is meant to arrive.',
};
