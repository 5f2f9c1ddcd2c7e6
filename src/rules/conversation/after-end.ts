import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';

const PARTS_OF_THE_TALK = new Set([
  'Message Sent',
  'Message Received',
  'Action Invoked',
  'Media Generated',
  'Component Loaded',
]);

/** The talk goes on after Conversation Ended. Feedback and ordinary track calls are normal then. */
export const afterEnd: ConversationRule = {
  id: 'conversation/after-end',
  check(facts, story) {
    const { event } = facts;
    if (!story.hasEnded || event === undefined || !PARTS_OF_THE_TALK.has(event)) return undefined;
    const { end } = story;
    if (end === undefined) return undefined;
    return { rule: 'conversation/after-end', pointer: '/event', details: { event, end: otherRecord(end, facts) } };
  },
};
