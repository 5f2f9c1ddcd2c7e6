import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { MESSAGE_KINDS } from '../../conversations/event-kind.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { ANSWER, event, HELLO, log, START } from './sample-log.js';

/** Two messages with one id. Actions, media and components share the id of their message. */
export const duplicateMessageId: ConversationRule = {
  id: 'conversation/duplicate-message-id',
  kinds: MESSAGE_KINDS,
  holdsIfClean: true,
  isBroken(_record, before) {
    return before.hasEarlierMessage;
  },
  finding({ start }, before) {
    const details = { message: otherRecord(before.earlierMessage, start) };
    return { rule: 'conversation/duplicate-message-id', pointer: '/properties/messageId', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/duplicate-message-id': { readonly message: OtherRecord };
  }
}

export const rule: Rule<'conversation/duplicate-message-id'> = {
  id: 'conversation/duplicate-message-id',
  level: 'warning',
  summary: 'two messages of a conversation have the same id',
};

export const message: MessageOf<'conversation/duplicate-message-id'> = ({ message }, path) => ({
  message: `another message of the conversation has the same ${path}, seen ${where(message)}`,
  hint: 'give each message its own id; if it is the same message, log it once',
  related: { message: 'the first message with this messageId is here', at: message },
});

export const explanation: Explanation = {
  meaning:
    'Two messages of a conversation have the same messageId in their properties. Actions, media and components may share the id of their message.',
  why: 'Feedback and actions refer to their message by this id, which is now ambiguous.',
  bad: () => log(START, HELLO, event('Message Received', '"messageId": "m1", "message_body": "Hello"')),
  good: () => log(START, HELLO, ANSWER),
  fix: 'Create a new id for each message, including the answers.',
};
