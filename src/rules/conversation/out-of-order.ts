import type { ConversationRule } from '../../conversations/conversation-rule.js';
import { otherRecord } from '../../conversations/conversation-rule.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { where } from './other-record-text.js';
import { event, log } from './sample-log.js';

/** A timestamp earlier than the conversation's latest one so far. Instants are compared, whatever their offsets. */
export const outOfOrder: ConversationRule = {
  id: 'conversation/out-of-order',
  order: 'log',
  holdsIfClean: true,
  isBroken(record, before) {
    return before.isBeforeLatest(record);
  },
  finding({ start }, before) {
    const details = { latest: otherRecord(before.latest, start) };
    return { rule: 'conversation/out-of-order', pointer: '/timestamp', details };
  },
};

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'conversation/out-of-order': { readonly latest: OtherRecord };
  }
}

export const rule: Rule<'conversation/out-of-order'> = {
  id: 'conversation/out-of-order',
  level: 'off',
  summary: 'a timestamp is earlier than one before it in the conversation',
};

export const message: MessageOf<'conversation/out-of-order'> = ({ latest }) => ({
  message: `timestamp is earlier than the conversation’s latest so far, seen ${where(latest)}`,
  hint: 'write the records of a conversation in the order in which they happened',
  related: { message: 'the latest timestamp so far is here', at: latest },
});

function at(second: number): string {
  return `"userId": "u1", "timestamp": "2026-05-15T15:00:0${second}Z"`;
}

const STARTED = /* @__PURE__ */ event('Conversation Started', '', /* @__PURE__ */ at(1));
const ASKED = /* @__PURE__ */ event('Message Sent', '"messageId": "m1", "message_body": "Hi"', /* @__PURE__ */ at(2));
const ANSWERED = /* @__PURE__ */ event(
  'Message Received',
  '"messageId": "m2", "message_body": "Hello"',
  /* @__PURE__ */ at(4),
);

export const explanation: Explanation = {
  meaning:
    'A timestamp is earlier than the latest one of its conversation so far, in the order of the logs. Off by default, since many logs are written in the order of arrival, and the other rules order records by time.',
  why: 'A tool that reads the events in the order of the log gets another result than one that sorts them by time.',
  bad: () => log(STARTED, ANSWERED, ASKED),
  good: () => log(STARTED, ASKED, ANSWERED),
  fix: 'Set the timestamp where the event happens, from one clock, and sort exports by it.',
};
