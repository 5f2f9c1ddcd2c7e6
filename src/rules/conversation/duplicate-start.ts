import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { HELLO, log, START } from './sample-log.js';

/** Conversation Started once more. After an end it takes the conversation up again, which is fine. */
export const duplicateStart: ConversationRule = {
  id: 'conversation/duplicate-start',
  check(facts, story) {
    if (facts.event !== 'Conversation Started' || story.hasEnded) return undefined;
    const { start } = story;
    if (start === undefined) return undefined;
    return { rule: 'conversation/duplicate-start', pointer: '/event', details: { start: otherRecord(start, facts) } };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/duplicate-start': { readonly start: OtherRecord };
  }
}

export const rule: Rule<'conversation/duplicate-start'> = {
  id: 'conversation/duplicate-start',
  level: 'warning',
  summary: 'a conversation starts again without having ended',
};

export const message: MessageOf<'conversation/duplicate-start'> = ({ start }) => ({
  message: `the conversation has started already, first seen ${where(start)}`,
  hint: 'send it once, when the conversation opens; for one that is taken up again, send Conversation Ended before',
  related: { message: 'the conversation started here', at: start },
});

export const explanation: Explanation = {
  meaning: 'A conversation is started while it is open: no Conversation Ended has come since it was last started.',
  why: 'It counts twice. Mostly a page that is loaded again, or a retry, sends the event once more.',
  bad: () => log(START, START, HELLO),
  good: () => log(START, HELLO),
  fix: 'Send the event where the conversation gets its id, and nowhere else; a retry has to keep the messageId at the top level, so that Segment drops the repeat.',
};
