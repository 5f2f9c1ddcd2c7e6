import { otherRecord } from '../../conversations/conversation-rule.js';
import type { ConversationState } from '../../conversations/conversation-state.js';
import type { Finding } from '../../problem/finding.js';

/**
 * No Conversation Ended by the end of the log; it speaks of the conversation's last record. One that was let go to bound the
 * memory, or whose end may have been unreadable or under another name, is not spoken of.
 */
export function neverEnded({ first, last, hasEnded, hasGap, hasNearEnd }: ConversationState): Finding | undefined {
  if (first === undefined || last === undefined || hasEnded || hasGap || hasNearEnd) return undefined;
  const { place } = last;
  const isOnly = first.file === place.file && first.record === place.record;
  const details = { first: isOnly ? undefined : otherRecord(first, place) };
  return { rule: 'conversation/never-ended', pointer: '', details };
}
