import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { timeOf } from '../../schema/date-time.js';

/** A timestamp earlier than the conversation's latest so far; instants are compared, whatever their offsets. */
export const outOfOrder: ConversationRule = {
  id: 'conversation/out-of-order',
  check(facts, story) {
    const time = facts.timestamp === undefined ? Number.NaN : timeOf(facts.timestamp);
    if (Number.isNaN(time)) return undefined;
    const latest = story.recordTime(time, facts);
    if (latest === undefined) return undefined;
    const details = { latest: otherRecord(latest, facts) };
    return { rule: 'conversation/out-of-order', pointer: '/timestamp', details };
  },
};
