import type { Explanations } from '../explanation.js';

/** Why the rules about fields in wrong places and under wrong names speak up. */
export const PROPERTY_TEXTS: Explanations<'property'> = {
  'property/misplaced': {
    meaning:
      'An optional field stands, under its right name, in the wrong object: `role` beside `properties` instead of within, or `timestamp` in `properties`. For a field that is required, `schema/required` says so.',
    why: 'Nothing reads it there, and the field counts as left out: the role becomes the default one, the event happens when it is sent.',
    bad: `{
  "type": "track", "event": "Message Sent", "userId": "u1", "role": "guest",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
    good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello",
    "role": "guest"
  }
}`,
    fix: 'Move it to the place that the hint names.',
  },
  'property/misspelled-name': {
    meaning:
      'An optional field is left out while its value seems to stand under another name: `messageCount` for `message_count`, `sender` for `role`. For a field that is required, `schema/required` says so.',
    why: 'What reads the field by its name finds nothing, and does not complain.',
    bad: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "messageCount": 7 }
}`,
    good: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": 7 }
}`,
    fix: 'Rename it.',
    silence: 'If it is a field of your own that means something else.',
  },
};
