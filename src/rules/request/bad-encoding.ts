import type { FindingDetails } from '../../problem/finding.js';
import { safeName } from '../../text/safe-name.js';
import type { Explanation, Message, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/bad-encoding': {
      readonly encoding: string;
      readonly kind: 'not-as-declared' | 'not-declared' | 'unsupported';
    };
  }
}

export const rule: Rule<'request/bad-encoding'> = {
  id: 'request/bad-encoding',
  level: 'error',
  summary: 'the body of the request does not match its Content-Encoding header',
};

type Kind = FindingDetails['request/bad-encoding']['kind'];

const MESSAGES: Readonly<Record<Kind, (encoding: string) => Message>> = {
  'not-as-declared': (encoding) => ({
    message: `the body is not valid ${encoding}, but the Content-Encoding header says so`,
    hint: 'compress the whole body once, and send all of it',
  }),
  'not-declared': (encoding) => ({
    message: `the body is ${encoding}, but no Content-Encoding header says so`,
    hint: `send the header Content-Encoding: ${encoding}`,
  }),
  unsupported: (encoding) => ({
    message: `the body is compressed with “${encoding}”; only gzip is supported`,
    hint: 'compress it with gzip, or not at all',
  }),
};

export const message: MessageOf<'request/bad-encoding'> = ({ encoding, kind }) => MESSAGES[kind](safeName(encoding));

export const explanation: Explanation = {
  meaning:
    'The `Content-Encoding` header and the body of a request to `listen` do not match: the header says gzip but the body is not valid gzip, the body is gzip but the header is missing, or the header names an encoding that is not supported.',
  why: 'The events in it cannot be read, and Segment loses them.',
  bad: `POST /v1/track
Content-Encoding: br

{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `POST /v1/track

{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Compress the whole body with gzip and send `Content-Encoding: gzip`, or do neither.',
};
