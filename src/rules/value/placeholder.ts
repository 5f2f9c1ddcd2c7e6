import type { Finding, NearMiss } from '../../problem/finding.js';
import type { JsonObject } from '../../record/record.js';
import { isPlaceholder } from '../../text/placeholder.js';
import type { CallRecord } from '../call-record.js';
import { PROPERTY_IDS, TOP_IDS } from '../id-fields.js';
import { nearMissBeside } from '../near-miss.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    /** `text` is one of the placeholders, not what a log contains; `nearMiss`: where a usable id is. */
    'value/placeholder': { readonly text: string; readonly nearMiss?: NearMiss };
  }
}

export const rule: Rule<'value/placeholder'> = {
  id: 'value/placeholder',
  level: 'warning',
  summary: 'an id is the text of a missing value, such as "undefined"',
};

export const message: MessageOf<'value/placeholder'> = ({ text, nearMiss }, path) => ({
  message: `${path} is "${text}": the text of a missing value`,
  hint:
    nearMiss === undefined
      ? 'check for the missing value before it becomes a string: send the id, or leave the field out if it is optional'
      : nearMissHint(nearMiss, `"${text}"`),
});

/** Adds the findings in one object. Most records have none, so that nothing is made for them. */
function find(
  record: CallRecord,
  object: JsonObject,
  names: readonly string[],
  parent: string,
  found: Finding[],
): void {
  for (const name of names) {
    const value = object[name];
    if (typeof value !== 'string' || !isPlaceholder(value)) continue;
    const text = value.trim();
    const pointer = `${parent}/${name}`;
    const nearMiss = nearMissBeside(record, pointer);
    found.push({ rule: 'value/placeholder', pointer, details: nearMiss === undefined ? { text } : { text, nearMiss } });
  }
}

/** An id that is not empty, but the text of a missing value. Other fields may hold such texts: people type them. */
export const check: RecordCheck = (record) => {
  const { value, properties } = record;
  const found: Finding[] = [];
  find(record, value, TOP_IDS, '', found);
  if (properties !== undefined) find(record, properties, PROPERTY_IDS, '/properties', found);
  return found;
};

export const explanation: Explanation = {
  meaning:
    'An id is the text that a language writes for a missing value: `undefined`, `null`, `NaN`, `None` or `[object Object]`. The ids are `userId`, `anonymousId`, `messageId`, `groupId` and `previousId` at the top level, and `conversationId` and `messageId` in `properties`. Other fields are not checked.',
  why: 'To Segment it is an id like any other. All records with it become one user, one conversation or one message, and no error shows.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "undefined",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "anonymousId": "a1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Check for the missing value before you build the string: template strings and `String(id)` write it as text. Send the id; leave out an optional one, and send `anonymousId` for an unknown user.',
  silence: 'If such a text is a real id in your system.',
};
