import type { ConversationRule } from './conversation-rule.js';
import { otherRecord } from './conversation-rule.js';
import { idKey } from './id-hash.js';
import { startOf } from './story.js';

/** Events of the customer; those of the agent may carry the agent's userId. Ordinary track calls count as well. */
const OF_THE_CUSTOMER = new Set<string | undefined>([
  'Conversation Started',
  'Message Sent',
  'Feedback Submitted',
  undefined,
]);

/** How many users of a conversation are told apart; of further ones nothing is said. */
const MOST_USERS = 20;

/** A userId that differs from the conversation's first one; said once for each further user. */
export const mixedUsers: ConversationRule = {
  id: 'conversation/mixed-users',
  check(facts, story) {
    const { event, nearEvent, userId } = facts;
    if (userId === undefined || !OF_THE_CUSTOMER.has(event ?? nearEvent)) return undefined;
    const { users, firstUser } = story;
    const user = idKey(userId);
    if (users === undefined || firstUser === undefined) {
      story.users = [user];
      story.firstUser = startOf(facts);
      return undefined;
    }
    if (users.length >= MOST_USERS || users.includes(user)) return undefined;
    users.push(user);
    return { rule: 'conversation/mixed-users', pointer: '/userId', details: { first: otherRecord(firstUser, facts) } };
  },
};
