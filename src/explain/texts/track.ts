import type { Explanations } from '../explanation.js';

/** Why the rules about ids that are missing, but not required, speak up. */
export const TRACK_TEXTS: Explanations<'track' | 'feedback'> = {
  'track/missing-conversation-id': {
    meaning: 'An event of your own, which the spec does not name, has no `properties.conversationId`.',
    why: 'It cannot be tied to its conversation: nobody will be able to say which chats led to a purchase.',
    bad: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "orderId": "o1" }
}`,
    good: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1", "orderId": "o1" }
}`,
    fix: 'Add the id of the conversation in which it happened.',
    silence: 'If your logs hold events that happen outside of any conversation.',
  },
  'track/missing-message-id': {
    meaning:
      'An event of your own, which the spec does not name, has no `properties.messageId`. This is the chat message’s id, not the `messageId` at the top level, which is Segment’s own.',
    why: 'It cannot be tied to the message that led to it. Many events have no such message, so the rule is off unless you switch it on.',
    bad: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Order Refunded", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1" }
}`,
    fix: 'Add the id of the message that led to it.',
  },
  'feedback/missing-message-id': {
    meaning:
      'Feedback Submitted has no `properties.messageId`. The rating then counts for the conversation as a whole.',
    why: 'If one answer was rated, nobody will know which one, and the good answers of that conversation share its rating.',
    bad: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "rating": 1 }
}`,
    good: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": 1 }
}`,
    fix: 'Add the id of the rated message to `properties`.',
    silence: 'If you only ask for ratings of whole conversations.',
  },
};
