import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/type-mismatch': { readonly path: string; readonly call: string; readonly found: string };
  }
}

export const rule: Rule<'request/type-mismatch'> = {
  id: 'request/type-mismatch',
  level: 'warning',
  summary: 'the type is another call than the path of the request',
};

export const message: MessageOf<'request/type-mismatch'> = ({ path, call, found }) => ({
  message: `type is "${safeName(found)}", but ${path} is the path of ${call === 'identify' || call === 'alias' ? 'an' : 'a'} ${call} call`,
  hint: `send it to /v1/${safeName(found)}, or write "type": "${call}"`,
});

export const explanation: Explanation = {
  meaning: 'The body of a request to `listen` has another call as its `type` than its path. The path counts.',
  why: 'Segment goes by the path: an identify call at `/v1/track` changes no user.',
  bad: `POST /v1/track

{
  "type": "identify", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `POST /v1/track

{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Send it to the path of its call, or correct its type.',
};
