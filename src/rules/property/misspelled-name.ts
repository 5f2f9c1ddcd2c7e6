import type { NearMiss } from '../../problem/near-miss.js';
import { looksSame } from '../../text/looks-same.js';
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
  summary: 'an optional field has a wrong name',
};

export const message: MessageOf<'property/misspelled-name'> = (nearMiss) => ({
  message: looksSame(nearMiss.foundName, nearMiss.name)
    ? `a key looks like ${nearMiss.name}, but contains an invisible character or a space`
    : `${safeName(nearMiss.foundName)} seems to be ${nearMiss.name} under another name`,
  hint: nearMissHint(nearMiss),
});

/** An optional field that is absent while its value stands under a wrong name, wherever that is. */
export const check: RecordCheck = (record) =>
  record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misspelled-name');

export const explanation: Explanation = {
  meaning:
    'An optional field is missing while another key seems to hold its value: `messageCount` for `message_count`, `sender` for `role`. A required field under a wrong name is reported by `schema/required`.',
  why: 'Code that reads the field by its name finds nothing, and shows no error.',
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
