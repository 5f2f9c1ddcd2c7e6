import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { afterEnd } from './after-end.js';
import { duplicateMessageId } from './duplicate-message-id.js';
import { duplicateStart } from './duplicate-start.js';
import { missingStart } from './missing-start.js';
import { mixedUsers } from './mixed-users.js';
import { neverEnded } from './never-ended.js';
import { outOfOrder } from './out-of-order.js';
import { unknownMessage } from './unknown-message.js';
import { wrongMessageCount } from './wrong-message-count.js';

/** The rules about a record among the others of its conversation. */
export const CONVERSATION_RULES: readonly ConversationRule[] = [
  missingStart,
  duplicateStart,
  afterEnd,
  duplicateMessageId,
  unknownMessage,
  wrongMessageCount,
  outOfOrder,
  mixedUsers,
  neverEnded,
];
