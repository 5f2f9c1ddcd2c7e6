import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { countOf } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { ANSWER, event, HELLO, log, START } from './sample-log.js';

/**
 * Conversation Ended counts other than the Message Sent and Message Received events that were seen. What could be meant is
 * right: all of them or those since the latest start; those with the id of an earlier one, of which another rule speaks,
 * counted or not.
 */
export const wrongMessageCount: ConversationRule = {
  id: 'conversation/wrong-message-count',
  check(facts, story) {
    const { event, messageCount } = facts;
    if (event !== 'Conversation Ended' || messageCount === undefined) return undefined;
    const { start, messages, repeated, messagesAtStart, repeatedAtStart } = story;
    if (start === undefined) return undefined;
    if (story.hasGap || story.hasNearMessage || story.isPartial) return undefined;
    const sinceStart = messages - messagesAtStart;
    const repeatedSince = repeated - repeatedAtStart;
    const right = [messages, messages - repeated, sinceStart, sinceStart - repeatedSince];
    if (right.includes(messageCount)) return undefined;
    const details = { messages: sinceStart, start: otherRecord(start, facts) };
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
  message: `${path} does not fit: ${countOf(messages, 'message')} ${messages === 1 ? 'was' : 'were'} seen since the start ${where(start)}`,
  hint: 'count the Message Sent and Message Received events, and nothing else',
  related: { message: 'the conversation started here', at: start },
});

export const explanation: Explanation = {
  meaning:
    'Conversation Ended says another message_count than there were Message Sent and Message Received. It is only held against a conversation whose start was seen.',
  why: 'Either messages are missing from the log, or the count counts something else. Reports on the length of conversations are wrong either way.',
  bad: () => log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 7')),
  good: () => log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 2')),
  fix: 'Count the messages of both sides, and nothing else; or find out which of them were not tracked.',
};
