import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/missing-type': Record<never, never>;
  }
}

export const rule: Rule<'call/missing-type'> = {
  id: 'call/missing-type',
  level: 'warning',
  summary: 'type is missing; the record is read as a track call',
};

export const message: MessageOf<'call/missing-type'> = () => ({
  message: 'type is missing; the record is read as a track call, since it has an event',
  hint: 'add "type": "track"',
});

export const explanation: Explanation = {
  meaning:
    'The record has an `event` and no `type`, like the arguments of `analytics.track({...})`. It is read as a track call.',
  why: 'Segment rejects such a record in a batch.',
  bad: `{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Add `"type": "track"`.',
  silence: 'If your logs contain only arguments of `analytics.track`.',
};
