import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';

/** Feedback on a message id that no earlier event of the conversation carried. */
export const unknownMessage: ConversationRule = {
  id: 'conversation/unknown-message',
  check(facts, story) {
    if (facts.event !== 'Feedback Submitted' || facts.messageId === undefined) return undefined;
    if (story.hasGap || story.isPartial || story.hasMessageId(facts.messageId)) return undefined;
    const { first } = story;
    const details = { first: first === undefined ? undefined : otherRecord(first, facts) };
    return { rule: 'conversation/unknown-message', pointer: '/properties/messageId', details };
  },
};
