import type { ConversationRule } from './conversation-rule.js';
import { otherRecord } from './conversation-rule.js';

/** Feedback on a message id that no earlier event of the conversation carried. */
export const unknownMessage: ConversationRule = {
  id: 'conversation/unknown-message',
  check(facts, story) {
    if (facts.event !== 'Feedback Submitted' || facts.messageId === undefined) return undefined;
    if (story.hasGap || story.isPartial || story.knows(facts.messageId)) return undefined;
    const { first } = story;
    const details = { first: first === undefined ? undefined : otherRecord(first, facts) };
    return { rule: 'conversation/unknown-message', pointer: '/properties/messageId', details };
  },
};
