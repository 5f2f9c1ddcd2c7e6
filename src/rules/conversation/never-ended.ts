import type { Finding } from '../../problem/finding.js';
import { otherRecord } from './conversation-rule.js';
import type { Story } from './story.js';

/**
 * No Conversation Ended by the end of the log; it speaks of the conversation's last record. One that was let go to bound the
 * memory, or whose end may have been unreadable or under another name, is not spoken of.
 */
export function neverEnded({ first, last, end, hasGap, hasNearEnd }: Story): Finding | undefined {
  if (first === undefined || last === undefined || end !== undefined || hasGap || hasNearEnd) return undefined;
  const isOnly = first.file === last.file && first.record === last.record;
  const details = { first: isOnly ? undefined : otherRecord(first, last) };
  return { rule: 'conversation/never-ended', pointer: '', details };
}
