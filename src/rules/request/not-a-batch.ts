import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { GOOD_BATCH } from './sample-request.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/not-a-batch':
      | { readonly kind: 'missing-batch'; readonly wrongName?: string | undefined }
      | { readonly kind: 'batch-at-call'; readonly path: string };
  }
}

export const rule: Rule<'request/not-a-batch'> = {
  id: 'request/not-a-batch',
  level: 'error',
  summary: 'the path and the body of the request do not agree on whether it is a batch',
};

export const message: MessageOf<'request/not-a-batch'> = (details) => {
  if (details.kind === 'batch-at-call') {
    return {
      message: `the body is a batch, but ${details.path} is the path of a single call; Segment finds no event in it`,
      hint: 'send it to /v1/batch',
    };
  }
  const { wrongName } = details;
  return {
    message: 'the body has no `batch` array; Segment finds no event in it',
    hint:
      wrongName === undefined
        ? 'send {"batch": [ … ]}, or send one event to /v1/track, /v1/identify and so on'
        : `found ${safeName(wrongName)}; rename it to batch`,
  };
};

export const explanation: Explanation = {
  meaning:
    'The body and the path of a request do not match: a request to `/v1/batch` has no array `batch` in its body, or a batch was sent to the path of a single call. A body that is a single call is checked as one event.',
  why: 'Segment finds no event in it, and answers 200 nevertheless.',
  bad: `POST /v1/batch

{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: GOOD_BATCH,
  fix: 'Send `{"batch": [ … ]}` to `/v1/batch`, or one event to the path of its call: `/v1/track`, `/v1/identify` and so on.',
};
