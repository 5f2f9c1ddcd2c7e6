import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { allKindsBut, NEAR_STARTED, STARTED } from '../../conversations/event-kind.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { ANSWER, HELLO, log, START } from './sample-log.js';

/** The conversation's first record is not Conversation Started. An event that may be it, under another name, counts as it. */
export const missingStart: ConversationRule = {
  id: 'conversation/missing-start',
  kinds: allKindsBut(STARTED, NEAR_STARTED),
  isBroken(_record, before) {
    return before.isNew && !before.hasGap;
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
  hint: 'send Conversation Started first; if the log begins in the middle of conversations, set this rule to off',
});

export const explanation: Explanation = {
  meaning:
    'The first record of a conversation is not its Conversation Started. It is told once a conversation, at that record. Several files are one log, in the order in which they are given.',
  why: 'Counts of conversations, their length and how many of them end well all hang on the start. A conversation without one is in none of these numbers.',
  bad: () => log(HELLO, ANSWER),
  good: () => log(START, HELLO, ANSWER),
  fix: 'Send Conversation Started before the first message, from where the conversation is made. If the log begins in the middle of things, give the files before it, too.',
  silence: 'For a log that is a cut from the middle of a longer one.',
};
