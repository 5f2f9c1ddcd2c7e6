import type { ConversationRule } from '../../conversations/conversation-rule.js';

/** The conversation's first record is not Conversation Started. One that may be, under another name, is taken for it. */
export const missingStart: ConversationRule = {
  id: 'conversation/missing-start',
  check({ event, nearEvent }, { isNew, hasGap }) {
    if (!isNew || hasGap) return undefined;
    if (event === 'Conversation Started' || nearEvent === 'Conversation Started') return undefined;
    return { rule: 'conversation/missing-start', pointer: '/event', details: { event } };
  },
};
