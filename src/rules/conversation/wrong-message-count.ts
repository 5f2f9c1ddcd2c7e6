import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';

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
