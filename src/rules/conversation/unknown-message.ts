import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { FEEDBACK, kindSet } from '../../conversations/event-kind.js';
import { HAS_MESSAGE_ID } from '../../conversations/fact-row.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { firstSeen, where } from './other-record-text.js';
import { ANSWER, HELLO, log, RATED, START } from './sample-log.js';

/** Feedback on a message id that no earlier event of the conversation carried. */
export const unknownMessage: ConversationRule = {
  id: 'conversation/unknown-message',
  kinds: kindSet(FEEDBACK),
  doubt: { events: 0, since: 'beginning', anyMessageId: true },
  holdsIfClean: true,
  isBroken(record, before) {
    return record.has(HAS_MESSAGE_ID) && !before.hasMessageId;
  },
  finding({ start }, { first }) {
    const details = { first: first === undefined ? undefined : otherRecord(first, start), other: undefined };
    return { rule: 'conversation/unknown-message', pointer: '/properties/messageId', details };
  },
  withOther(finding, other) {
    return { ...finding, details: { ...finding.details, other } } as typeof finding;
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/unknown-message': {
      readonly first: OtherRecord | undefined;
      /** The message in the only other conversation that has the id. */
      readonly other: OtherRecord | undefined;
    };
  }
}

export const rule: Rule<'conversation/unknown-message'> = {
  id: 'conversation/unknown-message',
  level: 'warning',
  summary: 'feedback on a message that is not in the conversation',
};

export const message: MessageOf<'conversation/unknown-message'> = ({ first, other }, path) => {
  if (other !== undefined) {
    return {
      message: `no earlier event of the conversation has this ${path}; it belongs to another conversation, seen ${where(other)}`,
      hint: 'send the conversationId of the rated message, or the properties.messageId of a message of this conversation',
      related: { message: 'the message is here, in another conversation', at: other },
    };
  }
  return {
    message:
      first === undefined
        ? `no earlier event has this ${path}: this is the first record of the conversation`
        : `no earlier event of the conversation has this ${path}; the conversation was first seen ${where(first)}`,
    hint: 'send the properties.messageId of the rated message; leave it out if the whole conversation was rated',
    ...firstSeen(first),
  };
};

export const explanation: Explanation = {
  meaning: 'Feedback Submitted has a properties.messageId that no earlier event of the conversation has.',
  why: 'The rating cannot be joined with the message. Often the id comes from another system, or is the top-level messageId of the call.',
  bad: () => log(START, HELLO, RATED),
  good: () => log(START, HELLO, ANSWER, RATED),
  fix: 'Send the properties.messageId of the Message Sent or Message Received that is rated.',
  silence: 'For a log that is a part of a longer one.',
};
