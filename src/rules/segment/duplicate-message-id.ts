import { where } from '../conversation/other-record-text.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'segment/duplicate-message-id': {
      /** The first record with the id. */
      first: OtherRecord;
    };
  }
}

export const rule: Rule<'segment/duplicate-message-id'> = {
  id: 'segment/duplicate-message-id',
  level: 'warning',
  summary: 'two different events have the same messageId at the top level',
};

export const message: MessageOf<'segment/duplicate-message-id'> = ({ first }, path) => ({
  message: `another event has the same ${path}, first seen ${where(first)}; Segment keeps one of them`,
  hint: `give each event its own ${path}, or leave it out, so that Segment’s SDK makes one`,
  related: { message: `the ${path} was first seen here`, at: first },
});

export const explanation: Explanation = {
  meaning:
    'Two records have the same `messageId` at the top level and different contents. The same record once more is a repeat, and no problem: the order of its keys, white space, escapes, and `sentAt`, `receivedAt` and `originalTimestamp` do not matter.',
  why: 'Segment takes events with one `messageId` for repeats of one event and keeps one of them, in all sources of all workspaces, for at least 24 hours. The others are lost, and no error shows.',
  bad: `{"type": "page", "userId": "u1", "messageId": "evt-1", "name": "Home"}
{"type": "page", "userId": "u1", "messageId": "evt-1", "name": "Chat"}`,
  good: `{"type": "page", "userId": "u1", "messageId": "evt-1", "name": "Home"}
{"type": "page", "userId": "u1", "messageId": "evt-2", "name": "Chat"}`,
  fix: 'Remove the `messageId` at the top level: Segment’s SDK makes one for each event. If you make it yourself, make a new one for each event.',
  silence: 'If the log holds events of several days, and an id comes again only after more than a day.',
};
