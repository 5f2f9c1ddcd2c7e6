import type { ConversationRule } from './conversation-rule.js';
import { otherRecord } from './conversation-rule.js';

/** Conversation Started once more. After an end it takes the conversation up again, which is fine. */
export const duplicateStart: ConversationRule = {
  id: 'conversation/duplicate-start',
  check(facts, { start, end }) {
    if (facts.event !== 'Conversation Started' || start === undefined || end !== undefined) return undefined;
    return { rule: 'conversation/duplicate-start', pointer: '/event', details: { start: otherRecord(start, facts) } };
  },
};
