import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/bad-encoding': { readonly encoding: string; readonly isKnown: boolean };
  }
}

export const rule: Rule<'request/bad-encoding'> = {
  id: 'request/bad-encoding',
  level: 'error',
  summary: 'the request’s body is not packed as its Content-Encoding says',
};

export const message: MessageOf<'request/bad-encoding'> = ({ encoding, isKnown }) => ({
  message: isKnown
    ? `the request’s body is not ${safeName(encoding)}, though its Content-Encoding says so`
    : `the request’s body is packed as “${safeName(encoding)}”; only gzip is read`,
  hint: isKnown ? 'pack the whole body once, and send all of it' : 'pack it with gzip, or not at all',
});

export const explanation: Explanation = {
  meaning:
    'The `Content-Encoding` of a request to `listen` says gzip, and its body is something else or only a part; or it names an encoding that is not read.',
  why: 'Nobody can read the events in it.',
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
  fix: 'Pack the whole body with gzip and say so, or do neither.',
};
