import type { Explanations } from '../explanation.js';

/** Why the rules about timestamps speak up. */
export const TIME_TEXTS: Explanations<'time'> = {
  'time/in-the-future': {
    meaning: '`timestamp` lies more than 24 hours ahead of this machine’s clock.',
    why: 'An event of tomorrow is missing from today’s reports and turns up in those of the year 56789. Milliseconds that were taken for seconds lead there, and so does a clock that is wrong.',
    bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2999-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Check the clock and the unit: `new Date(ms)` takes milliseconds, and most other languages count seconds.',
  },
};
