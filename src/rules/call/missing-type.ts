import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/missing-type': Record<never, never>;
  }
}

export const rule: Rule<'call/missing-type'> = {
  id: 'call/missing-type',
  level: 'warning',
  summary: 'no type; the record is taken for a track call',
};

export const message: MessageOf<'call/missing-type'> = () => ({
  message: 'type is missing; the record is taken for a track call, since it has an event',
  hint: 'add "type": "track"',
});

export const explanation: Explanation = {
  meaning:
    'The record has an `event` and no `type`, as the arguments of `analytics.track({...})` do. It is taken for a track call.',
  why: 'It is a guess, though a good one; in a batch, Segment would refuse the record.',
  bad: `{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Add `"type": "track"`.',
  silence: 'If your logs hold the arguments of `analytics.track` and nothing else.',
};
