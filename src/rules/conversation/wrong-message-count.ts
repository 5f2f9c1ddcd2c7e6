import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { ENDED, kindSet, RECEIVED, SENT, STARTED } from '../../conversations/event-kind.js';
import { HAS_COUNT } from '../../conversations/fact-row.js';
import { countOf } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { ANSWER, event, HELLO, log, START } from './sample-log.js';

/**
 * Conversation Ended has another count than the number of Message Sent and Message Received events. Every count that
 * could be meant is right: of all messages or of those since the latest start, with or without those that repeat an id,
 * which another rule reports.
 */
export const wrongMessageCount: ConversationRule = {
  id: 'conversation/wrong-message-count',
  kinds: kindSet(ENDED),
  doubt: { events: kindSet(SENT, RECEIVED, STARTED), since: 'beginning' },
  holdsIfClean: true,
  isBroken(record, before) {
    if (!record.has(HAS_COUNT) || !before.hasStart) return false;
    const { messageCount } = record;
    const { messages, repeated } = before;
    const sinceStart = messages - before.messagesAtStart;
    const repeatedSince = repeated - before.repeatedAtStart;
    return (
      messageCount !== messages &&
      messageCount !== sinceStart &&
      messageCount !== messages - repeated &&
      messageCount !== sinceStart - repeatedSince
    );
  },
  finding({ start }, before) {
    const messages = before.messages - before.messagesAtStart;
    const details = { messages, start: otherRecord(before.start, start) };
    return { rule: 'conversation/wrong-message-count', pointer: '/properties/message_count', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/wrong-message-count': { readonly messages: number; readonly start: OtherRecord };
  }
}

export const rule: Rule<'conversation/wrong-message-count'> = {
  id: 'conversation/wrong-message-count',
  level: 'warning',
  summary: 'message_count is not the number of messages',
};

export const message: MessageOf<'conversation/wrong-message-count'> = ({ messages, start }, path) => ({
  message: `${path} is wrong: ${countOf(messages, 'message')} ${messages === 1 ? 'was' : 'were'} seen since the start ${where(start)}`,
  hint: 'count the Message Sent and Message Received events, and no others',
  related: { message: 'the conversation started here', at: start },
});

export const explanation: Explanation = {
  meaning:
    'The message_count of Conversation Ended is not the number of Message Sent and Message Received events of the conversation, or of those since it was last started. It is checked only if the log has the start of the conversation.',
  why: 'Either messages are missing from the log, or the count includes other events. Reports on the length of conversations are wrong either way.',
  bad: () => log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 7')),
  good: () => log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 2')),
  fix: 'Count the messages of both sides and no other events, or find the messages that were not tracked.',
};
