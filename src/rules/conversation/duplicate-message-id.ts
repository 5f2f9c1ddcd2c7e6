import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { isMessage } from '../../conversations/event-kind.js';

/** Two messages with one id. Actions, media and components share the id of their message. */
export const duplicateMessageId: ConversationRule = {
  id: 'conversation/duplicate-message-id',
  check(facts, story) {
    if (facts.messageId === undefined || !isMessage(facts.event)) return undefined;
    const message = story.messageOf(facts.messageId);
    if (message === undefined) return undefined;
    const details = { message: otherRecord(message, facts) };
    return { rule: 'conversation/duplicate-message-id', pointer: '/properties/messageId', details };
  },
};
