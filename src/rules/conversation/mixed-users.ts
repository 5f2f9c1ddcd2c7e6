import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';

/** Events of the customer; those of the agent may carry the agent's userId. Ordinary track calls count as well. */
const OF_THE_CUSTOMER = new Set<string | undefined>([
  'Conversation Started',
  'Message Sent',
  'Feedback Submitted',
  undefined,
]);

/** How many further users of a conversation are told apart; of yet others nothing is said. */
const MAX_ADDITIONAL_USERS = 20;

/** A userId that differs from the conversation's first one; said once for each further user. */
export const mixedUsers: ConversationRule = {
  id: 'conversation/mixed-users',
  check(facts, story) {
    const { event, nearEvent, userId } = facts;
    if (userId === undefined || !OF_THE_CUSTOMER.has(event ?? nearEvent)) return undefined;
    const first = story.recordUser(userId, facts, MAX_ADDITIONAL_USERS);
    if (first === undefined) return undefined;
    return { rule: 'conversation/mixed-users', pointer: '/userId', details: { first: otherRecord(first, facts) } };
  },
};
