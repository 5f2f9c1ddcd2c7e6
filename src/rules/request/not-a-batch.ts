import type { Explanation, MessageOf, Rule } from '../rule.js';
import { GOOD_BATCH } from './sample-request.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/not-a-batch': Record<never, never>;
  }
}

export const rule: Rule<'request/not-a-batch'> = {
  id: 'request/not-a-batch',
  level: 'error',
  summary: 'the request’s body has no array `batch`, where one is needed',
};

export const message: MessageOf<'request/not-a-batch'> = () => ({
  message: 'batch is missing from the request, or is no array; Segment finds no event in it',
  hint: 'send {"batch": [ … ]}, or send one event to /v1/track, /v1/identify and so on',
});

export const explanation: Explanation = {
  meaning: 'A request to `/v1/batch` has no array `batch` in its body. What it has is judged as one event.',
  why: 'Segment finds no event in it, and answers 200 all the same.',
  bad: `POST /v1/batch

{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: GOOD_BATCH,
  fix: 'Send `{"batch": [ … ]}`, or one event to the path of its call: `/v1/track`, `/v1/identify` and so on.',
};
