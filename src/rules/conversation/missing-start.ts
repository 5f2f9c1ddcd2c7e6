import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { allKindsBut, kindSet, NEAR_STARTED, STARTED } from '../../conversations/event-kind.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { ANSWER, HELLO, log, START } from './sample-log.js';

/**
 * The conversation's first record is not Conversation Started. An event that may be it, under another name, counts as
 * it.
 */
export const missingStart: ConversationRule = {
  id: 'conversation/missing-start',
  kinds: allKindsBut(STARTED, NEAR_STARTED),
  doubt: { events: kindSet(STARTED), since: 'beginning' },
  holdsIfClean: true,
  isBroken(_record, before) {
    return before.isNew;
  },
  finding({ event }) {
    return { rule: 'conversation/missing-start', pointer: '/event', details: { event } };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/missing-start': { readonly event: string | undefined };
  }
}

export const rule: Rule<'conversation/missing-start'> = {
  id: 'conversation/missing-start',
  level: 'warning',
  summary: 'a conversation begins without Conversation Started',
};

export const message: MessageOf<'conversation/missing-start'> = ({ event }) => ({
  message: `the conversation begins with ${event ?? 'an event of your own'}, without Conversation Started`,
  hint: 'send Conversation Started first; a log that begins in the middle of conversations needs the earlier files, too',
});

export const explanation: Explanation = {
  meaning:
    'The first record of a conversation, in the order of time, is not its Conversation Started. It is reported once per conversation, at that record. Several files are one log.',
  why: 'Reports count conversations by their start, and measure their length from it. A conversation without a start is missing from all of them.',
  bad: () => log(HELLO, ANSWER),
  good: () => log(START, HELLO, ANSWER),
  fix: 'Send Conversation Started before the first message, where the conversation is created. If the log begins in the middle of conversations, include the earlier files.',
  silence: 'For a log that is a part of a longer one.',
};
