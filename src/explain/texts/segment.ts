import type { Explanations } from '../explanation.js';

const LONG = 33_000;

/** Why the rules about what Segment does with an event speak up. */
export const SEGMENT_TEXTS: Explanations<'segment'> = {
  'segment/event-too-large': {
    meaning:
      'The event is larger than the 32 KB that Segment takes, as compact JSON in UTF-8 with the few hundred bytes that its libraries add.',
    why: 'Segment drops it. Sent with others, it can take the whole batch down with it.',
    bad: {
      shown: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "… 33,000 characters …"
  }
}`,
      log: () =>
        `{"type":"track","event":"Message Sent","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","message_body":"${'x'.repeat(LONG)}"}}\n`,
    },
    good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "… the first 1,000 characters …", "bodyLength": 33000
  }
}`,
    fix: 'Shorten its longest text, or store that elsewhere and send a link to it.',
  },
  'segment/delivery-disabled': {
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
  },
};
