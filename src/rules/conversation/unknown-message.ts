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
  summary: 'feedback on a message that the conversation has not had',
};

export const message: MessageOf<'conversation/unknown-message'> = ({ first }, path) => ({
  message:
    first === undefined
      ? `${path} names a message, but the conversation has had none`
      : `${path} names no message of the conversation, which was first seen ${where(first)}`,
  hint: 'repeat the properties.messageId of the message that is rated; leave it out if the whole conversation is',
  ...firstSeen(first),
});

export const explanation: Explanation = {
  meaning: 'Feedback Submitted rates a message that no earlier event of the conversation carried.',
  why: 'The rating cannot be tied to what was rated. Often it carries an id of another system, or that of the call.',
  bad: () => log(START, HELLO, RATED),
  good: () => log(START, HELLO, ANSWER, RATED),
  fix: 'Send the messageId that Message Sent or Message Received had in its properties.',
  silence: 'For a log that is a cut from the middle of a longer one.',
};
