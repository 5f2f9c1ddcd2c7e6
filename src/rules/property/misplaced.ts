import type { NearMiss } from '../../problem/near-miss.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { optionalNearMisses } from './optional-near-misses.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'property/misplaced': NearMiss;
  }
}

export const rule: Rule<'property/misplaced'> = {
  id: 'property/misplaced',
  level: 'warning',
  summary: 'an optional field is in the wrong object',
};

export const message: MessageOf<'property/misplaced'> = (nearMiss) => ({
  message: `${nearMiss.name} is in the wrong place, where nothing reads it`,
  hint: nearMissHint(nearMiss),
});

/** An optional field that is absent while its value stands under the right name in the wrong object. */
export const check: RecordCheck = (record) =>
  record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misplaced');

export const explanation: Explanation = {
  meaning:
    'An optional field has the right name but is in the wrong object: `role` beside `properties` instead of in it, or `timestamp` in `properties`. A required field in the wrong object is reported by `schema/required`.',
  why: 'Nothing reads it there, so the field counts as missing: `role` gets its default, and the event gets the time when it is sent.',
  bad: `{
  "type": "track", "event": "Message Sent", "userId": "u1", "role": "guest",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello"
  }
}`,
  good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1", "message_body": "Hello",
    "role": "guest"
  }
}`,
  fix: 'Move it to the place that the hint names.',
};
