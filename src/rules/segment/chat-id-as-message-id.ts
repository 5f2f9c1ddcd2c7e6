import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'segment/chat-id-as-message-id': {
      /** The field of `properties` that holds the same id. */
      field: 'messageId' | 'conversationId';
    };
  }
}

export const rule: Rule<'segment/chat-id-as-message-id'> = {
  id: 'segment/chat-id-as-message-id',
  level: 'warning',
  summary: 'the messageId of the call is the id of a chat message or of the conversation',
};

export const message: MessageOf<'segment/chat-id-as-message-id'> = ({ field }, path) => ({
  message: `${path} is the same id as properties.${field}; Segment keeps one event for each ${path}`,
  hint: `remove ${path}, so that Segment’s SDK makes one, or give each event its own`,
});

/** Whether the id by which Segment recognizes repeats is one that further events of the chat have, too. */
export const check: RecordCheck = ({ value, properties }) => {
  const { messageId } = value;
  if (typeof messageId !== 'string' || messageId === '' || properties === undefined) return undefined;
  const field = (['messageId', 'conversationId'] as const).find((name) => properties[name] === messageId);
  return field === undefined
    ? undefined
    : { rule: 'segment/chat-id-as-message-id', pointer: '/messageId', details: { field } };
};

export const explanation: Explanation = {
  meaning:
    'The `messageId` at the top level is the same as `properties.messageId` or `properties.conversationId`. The one at the top level names the event; those in `properties` name the chat message and the conversation.',
  why: 'Segment takes events with one `messageId` at the top level for repeats of one event, and keeps one of them. Several events share the id of a message: the message itself, its actions, its feedback.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "c1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "messageId": "evt-1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Remove the `messageId` at the top level: Segment’s SDK makes one for each event. If you make it yourself, make a new one for each event.',
  silence: 'If one event at most has the id of each message, and of each conversation.',
};
