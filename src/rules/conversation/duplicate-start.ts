import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { ENDED, kindSet, STARTED } from '../../conversations/event-kind.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { HELLO, log, START } from './sample-log.js';

/** A second Conversation Started. After an end it resumes the conversation, which is fine. */
export const duplicateStart: ConversationRule = {
  id: 'conversation/duplicate-start',
  kinds: kindSet(STARTED),
  doubt: { events: kindSet(ENDED), since: 'start' },
  holdsIfClean: true,
  isBroken(_record, before) {
    return before.hasStart && !before.hasEnded;
  },
  finding({ start }, before) {
    const details = { start: otherRecord(before.start, start) };
    return { rule: 'conversation/duplicate-start', pointer: '/event', details };
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
  message: `the conversation has started already, seen ${where(start)}`,
  hint: 'send it once, when the conversation opens; before you resume a conversation, send Conversation Ended',
  related: { message: 'the conversation started here', at: start },
});

export const explanation: Explanation = {
  meaning: 'A conversation is started while it is open: there is no Conversation Ended since its last start.',
  why: 'The conversation counts twice. Usually a page that is reloaded, or a retry, sends the event again.',
  bad: () => log(START, START, HELLO),
  good: () => log(START, HELLO),
  fix: 'Send the event where the conversation gets its id, and nowhere else; a retry has to keep the top-level messageId, so that Segment drops the repeat.',
};
