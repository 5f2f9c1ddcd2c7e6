import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { CUSTOMER_KINDS } from '../../conversations/event-kind.js';
import { HAS_USER } from '../../conversations/fact-row.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { event, HELLO, log, START } from './sample-log.js';

/** A userId that differs from the conversation's first one; reported once for each further user, at most 20 of them. */
export const mixedUsers: ConversationRule = {
  id: 'conversation/mixed-users',
  kinds: CUSTOMER_KINDS,
  holdsIfClean: true,
  isBroken(record, before) {
    return record.has(HAS_USER) && before.isFurtherUser(record);
  },
  finding({ start }, before) {
    const details = { first: otherRecord(before.firstUser, start) };
    return { rule: 'conversation/mixed-users', pointer: '/userId', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/mixed-users': { readonly first: OtherRecord };
  }
}

export const rule: Rule<'conversation/mixed-users'> = {
  id: 'conversation/mixed-users',
  level: 'warning',
  summary: 'a conversation has more than one userId',
};

export const message: MessageOf<'conversation/mixed-users'> = ({ first }) => ({
  message: `userId differs from the conversation’s first one, seen ${where(first)}`,
  hint: 'give each user’s conversation an id of its own; events of an agent still carry the customer’s userId',
  related: { message: 'the first userId is here', at: first },
});

export const explanation: Explanation = {
  meaning:
    'Conversation Started, Message Sent, Feedback Submitted or an ordinary track call has another userId than the first one of the conversation. It is reported once for each further user, at most 20 times per conversation; a null or missing userId never counts.',
  why: 'Two customers in one conversation: ids that are not unique, or a mix-up of sessions. Messages of one of them then appear in the profile of the other.',
  bad: () => log(START, HELLO, event('Message Sent', '"messageId": "m3", "message_body": "Me too"', '"userId": "u2"')),
  good: () => log(START, HELLO, event('Message Sent', '"messageId": "m3", "message_body": "Me too"')),
  fix: 'Create conversation ids that are unique, and take userId from the session of the user who sends the message.',
  silence: 'For chats with several customers.',
};
