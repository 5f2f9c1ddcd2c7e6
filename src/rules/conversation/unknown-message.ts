import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { FEEDBACK, kindSet } from '../../conversations/event-kind.js';
import { NO_ID } from '../../conversations/hashed-record.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { firstSeen, where } from './other-record-text.js';
import { ANSWER, HELLO, log, RATED, START } from './sample-log.js';

/** Feedback on a message id that no earlier event of the conversation carried. */
export const unknownMessage: ConversationRule = {
  id: 'conversation/unknown-message',
  kinds: kindSet(FEEDBACK),
  isBroken(record, before) {
    return record.messageAt !== NO_ID && !before.hasGap && !before.isPartial && !before.hasMessageIdOf(record);
  },
  finding(facts, { first }) {
    const details = { first: first === undefined ? undefined : otherRecord(first, facts) };
    return { rule: 'conversation/unknown-message', pointer: '/properties/messageId', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/unknown-message': { readonly first: OtherRecord | undefined };
  }
}

export const rule: Rule<'conversation/unknown-message'> = {
  id: 'conversation/unknown-message',
  level: 'warning',
  summary: 'feedback on a message that is not in the conversation',
};

export const message: MessageOf<'conversation/unknown-message'> = ({ first }, path) => ({
  message:
    first === undefined
      ? `no earlier event has this ${path}: this is the first record of the conversation`
      : `no earlier event of the conversation has this ${path}; the conversation was first seen ${where(first)}`,
  hint: 'send the properties.messageId of the rated message; leave it out if the whole conversation was rated',
  ...firstSeen(first),
});

export const explanation: Explanation = {
  meaning: 'Feedback Submitted has a properties.messageId that no earlier event of the conversation has.',
  why: 'The rating cannot be joined with the message. Often the id comes from another system, or is the top-level messageId of the call.',
  bad: () => log(START, HELLO, RATED),
  good: () => log(START, HELLO, ANSWER, RATED),
  fix: 'Send the properties.messageId of the Message Sent or Message Received that is rated.',
  silence: 'For a log that is a part of a longer one.',
};
