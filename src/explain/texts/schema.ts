import type { Explanation } from '../explanation.js';

/** A JSON Schema keyword in kebab-case that the schemas we ship can fail on. */
export type BuiltInKeyword = 'format' | 'max-length' | 'min-length' | 'minimum' | 'required' | 'type';

/** Why the keywords of the schemas that we ship speak up. */
export const SCHEMA_TEXTS: Readonly<Record<BuiltInKeyword, Explanation>> = {
  required: {
    meaning:
      'A field that its schema requires is not there. The pointer names the field, and the place is the object that lacks it. If its value seems to sit under another name or in another object, the hint says so.',
    why: 'An event without its ids cannot be tied to its conversation or its message, and what is built on the field has nothing to show.',
    bad: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversation_id": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
    good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
    fix: 'Add the field, or rename or move the one that the hint names.',
  },
  type: {
    meaning:
      'A value has another type than its field needs: a rating in quotes, an id without them, a null. A null is a value and not the same as leaving the field out.',
    why: 'A warehouse makes one column for each field and type: the ratings that are strings go into no average, and ids of two types do not join.',
    bad: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": "5" }
}`,
    good: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": 5 }
}`,
    fix: 'Send the type that the message names. Leave an optional field out instead of sending null.',
  },
  'min-length': {
    meaning:
      'A string is shorter than its field allows. Ids, `type`, `sub_type`, `action` and `role` must not be empty; a `message_body` may be.',
    why: 'Everything under an empty id is taken for one and the same conversation, message or user.',
    bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Give it a value, or leave an optional field out.',
  },
  'max-length': {
    meaning:
      'A string is longer than its field allows. The `messageId` at the top level, by which Segment tells repeats, has at most 100 characters.',
    why: 'Segment refuses a longer one.',
    bad: {
      shown: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "0123456789-0123456789-… 121 characters in all …",
  "properties": { "conversationId": "c1" }
}`,
      log: () =>
        `{"type":"track","event":"Conversation Started","userId":"u1","messageId":"${'0123456789-'.repeat(11)}","properties":{"conversationId":"c1"}}\n`,
    },
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "0123456789-0123456789",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Shorten it; if it is put together from several ids, send a hash of them.',
  },
  minimum: {
    meaning: 'A number is below what its field allows. A `message_count` is 0 or more.',
    why: 'It spoils every sum and average that it goes into.',
    bad: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": -1 }
}`,
    good: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": 6 }
}`,
    fix: 'Send the real number, or leave the field out if it is not known.',
  },
  format: {
    meaning:
      'A string is not in the format of its field. `timestamp` and its siblings are RFC 3339 date-times: a T between date and time, an offset of `Z` or `+hh:mm`, a day that exists.',
    why: 'Programs read other forms differently, or as local time of wherever they run: the event moves by hours, or to another day.',
    bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15 15:00:00",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "timestamp": "2024-05-15T15:00:00Z",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'In JavaScript, `new Date().toISOString()` writes it right; in Python, `datetime.now(timezone.utc).isoformat()`.',
  },
};
