import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';

/** Conversation Started once more. After an end it takes the conversation up again, which is fine. */
export const duplicateStart: ConversationRule = {
  id: 'conversation/duplicate-start',
  check(facts, story) {
    if (facts.event !== 'Conversation Started' || story.hasEnded) return undefined;
    const { start } = story;
    if (start === undefined) return undefined;
    return { rule: 'conversation/duplicate-start', pointer: '/event', details: { start: otherRecord(start, facts) } };
  },
};
