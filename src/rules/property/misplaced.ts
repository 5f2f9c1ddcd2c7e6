import type { NearMiss } from '../../problem/near-miss.js';
import { extractCommand } from '../extract-command.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, Message, MessageOf, RecordCheck, Rule } from '../rule.js';
import { optionalNearMisses } from './optional-near-misses.js';

/** What a captured body holds for all of its events: `context`, `integrations`, or both. */
interface BesideBatch {
  readonly besideBatch: readonly string[];
  /** Whether the log is packed. Default: false. */
  readonly isPacked?: boolean;
}

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'property/misplaced': NearMiss | BesideBatch;
  }
}

export const rule: Rule<'property/misplaced'> = {
  id: 'property/misplaced',
  level: 'warning',
  summary: 'an optional field is in the wrong object',
};

export const message: MessageOf<'property/misplaced'> = (details) =>
  'besideBatch' in details
    ? besideBatchMessage(details)
    : {
        message: `${details.name} is in the wrong place, where nothing reads it`,
        hint: nearMissHint(details),
      };

/** Takes the events out of bodies, which may be elements of arrays or stand among events, with what applies to each of them. */
const UNPACK =
  'if type == "array" then .[] else . end | . as $body | if .batch then .batch[] | ' +
  '($body | {context, integrations} | del(.[] | nulls)) * . else . end';

/** Segment applies such members to the events of a request, but the events of a log are read by themselves. */
function besideBatchMessage({ besideBatch, isPacked }: BesideBatch): Message {
  const [are, them] = besideBatch.join() === 'context' ? ['is', 'it'] : ['are', 'them'];
  return {
    message: `${besideBatch.join(' and ')} of the body ${are} beside its batch, and not applied to the events`,
    hint: `write ${them} into each event: ${extractCommand({ filter: UNPACK, isPacked })}`,
  };
}

/** An optional field that is absent while its value stands under the right name in the wrong object. */
export const check: RecordCheck = (record) =>
  record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misplaced');

export const explanation: Explanation = {
  meaning:
    'An optional field has the right name but is in the wrong object: `role` beside `properties` instead of in it, or `timestamp` in `properties`. A required field in the wrong object is reported by `schema/required`. Or a captured body has `context` or `integrations` beside its `batch`: Segment applies them to each event of a request, but a log’s events are read and sent without them.',
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
