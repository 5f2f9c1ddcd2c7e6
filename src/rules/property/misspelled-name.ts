import { safeName } from '../../text/safe-name.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';
import { optionalNearMisses } from './optional-near-misses.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'property/misspelled-name': NearMiss;
  }
}

export const rule: Rule<'property/misspelled-name'> = {
  id: 'property/misspelled-name',
  level: 'warning',
  summary: 'an optional field under a wrong name',
};

export const message: MessageOf<'property/misspelled-name'> = (nearMiss) => ({
  message: `${safeName(nearMiss.foundName)} looks like ${nearMiss.name} under another name`,
  hint: nearMissHint(nearMiss),
});

/** An optional field that is absent while its value stands under a wrong name, wherever that is. */
export const check: RecordCheck = (record) =>
  record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misspelled-name');

export const explanation: Explanation = {
  meaning:
    'An optional field is left out while its value seems to stand under another name: `messageCount` for `message_count`, `sender` for `role`. For a field that is required, `schema/required` says so.',
  why: 'What reads the field by its name finds nothing, and does not complain.',
  bad: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "messageCount": 7 }
}`,
  good: `{
  "type": "track", "event": "Conversation Ended", "userId": "u1",
  "properties": { "conversationId": "c1", "message_count": 7 }
}`,
  fix: 'Rename it.',
  silence: 'If it is a field of your own that means something else.',
};
