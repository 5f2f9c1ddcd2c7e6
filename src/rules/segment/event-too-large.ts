import { countOf, formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { EVENT_SIZE_LIMIT, eventSize, SDK_OVERHEAD } from './event-size.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'segment/event-too-large': { readonly bytes: number; readonly limit: number };
  }
}

export const rule: Rule<'segment/event-too-large'> = {
  id: 'segment/event-too-large',
  level: 'error',
  summary: 'the event is larger than Segment’s limit of 32 KB',
};

export const message: MessageOf<'segment/event-too-large'> = ({ bytes, limit }) => ({
  message: `the event is ${countOf(bytes, 'byte')} as Segment counts it; at most ${formatCount(limit)} are accepted`,
  hint: 'shorten its longest text, or store that elsewhere and send a link to it',
});

/** An event over Segment's limit, which its API drops. */
export const check: RecordCheck = ({ value, sizeAtMost }) => {
  if (sizeAtMost !== undefined && sizeAtMost + SDK_OVERHEAD <= EVENT_SIZE_LIMIT) return undefined;
  const bytes = eventSize(value);
  if (bytes <= EVENT_SIZE_LIMIT) return undefined;
  return { rule: 'segment/event-too-large', pointer: '', details: { bytes, limit: EVENT_SIZE_LIMIT } };
};

const LONG = 33_000;

export const explanation: Explanation = {
  meaning:
    'The event is larger than the 32 KB that Segment accepts. Its size is that of compact JSON in UTF-8, plus the 300 bytes that Segment’s library adds.',
  why: 'Segment drops the event. In a batch, the other events may be lost with it.',
  bad: {
    shown: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "… 33,000 characters …"
  }
}`,
    log: () =>
      `{"type":"track","event":"Message Sent","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","message_body":"${'x'.repeat(LONG)}"}}\n`,
  },
  good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "… the first 1,000 characters …", "bodyLength": 33000
  }
}`,
  fix: 'Shorten its longest text, or store that elsewhere and send a link to it.',
};
