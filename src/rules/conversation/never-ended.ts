import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { ENDED, kindSet } from '../../conversations/event-kind.js';
import type { RecordStart } from '../../problem/problem.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { firstSeen, where } from './other-record-text.js';
import { END, HELLO, log, START } from './sample-log.js';

/** No Conversation Ended since the latest start; reported at the conversation's last record. */
export const neverEnded: ConversationRule = {
  id: 'conversation/never-ended',
  order: 'end',
  doubt: { events: kindSet(ENDED), since: 'start' },
  holdsIfClean: true,
  isBroken(_record, before) {
    return !before.hasEnded;
  },
  finding({ start }, before) {
    const first = before.first as RecordStart;
    const isOnly = first.file === start.file && first.record === start.record;
    const details = { first: isOnly ? undefined : otherRecord(first, start) };
    return { rule: 'conversation/never-ended', pointer: '', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/never-ended': { readonly first: OtherRecord | undefined };
  }
}

export const rule: Rule<'conversation/never-ended'> = {
  id: 'conversation/never-ended',
  level: 'off',
  summary: 'a conversation has no Conversation Ended',
};

export const message: MessageOf<'conversation/never-ended'> = ({ first }) => ({
  message:
    first === undefined
      ? 'no Conversation Ended follows; this is the only record of the conversation'
      : `no Conversation Ended follows; the conversation was first seen ${where(first)}`,
  hint: 'send it when a conversation is closed or abandoned; a conversation that continues after the end of the log looks the same',
  ...firstSeen(first),
});

export const explanation: Explanation = {
  meaning:
    'The log ends, and a conversation in it has no Conversation Ended. Off by default, since people often leave without closing the chat.',
  why: 'The length of such a conversation is unknown, and so is the number of abandoned conversations.',
  bad: () => log(START, HELLO),
  good: () => log(START, HELLO, END),
  fix: 'Send Conversation Ended when the customer closes the chat, and after some time without a message.',
  silence: 'If every conversation in the log should have ended.',
};
