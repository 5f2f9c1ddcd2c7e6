import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import { ACTIVITY, kindSet, RECEIVED, SENT, STARTED } from '../../conversations/event-kind.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { ANSWER, END, HELLO, log, START } from './sample-log.js';

/** The conversation goes on after Conversation Ended. Feedback and ordinary track calls are normal then. */
export const afterEnd: ConversationRule = {
  id: 'conversation/after-end',
  kinds: kindSet(SENT, RECEIVED, ACTIVITY),
  doubt: { events: kindSet(STARTED), since: 'end' },
  holdsIfClean: true,
  isBroken(_record, before) {
    return before.hasEnded;
  },
  finding({ event, start }, before) {
    const details = { event: event as string, end: otherRecord(before.end, start) };
    return { rule: 'conversation/after-end', pointer: '/event', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/after-end': { readonly event: string; readonly end: OtherRecord };
  }
}

export const rule: Rule<'conversation/after-end'> = {
  id: 'conversation/after-end',
  level: 'warning',
  summary: 'a conversation continues after Conversation Ended',
};

export const message: MessageOf<'conversation/after-end'> = ({ event, end }) => ({
  message: `${event} comes after the end of the conversation ${where(end)}`,
  hint: 'send Conversation Ended last; if the conversation is resumed, send Conversation Started again',
  related: { message: 'the conversation ended here', at: end },
});

export const explanation: Explanation = {
  meaning:
    'A message, an action, media or a component comes after Conversation Ended. Feedback, identify and ordinary track calls are normal then. So is Conversation Started, which resumes the conversation.',
  why: 'The end was sent too early, or the message carries the id of the wrong conversation. The length of the conversation and its message_count are wrong.',
  bad: () => log(START, HELLO, END, ANSWER),
  good: () => log(START, HELLO, ANSWER, END),
  fix: 'Send Conversation Ended after everything else, or send Conversation Started again when the customer comes back.',
};
