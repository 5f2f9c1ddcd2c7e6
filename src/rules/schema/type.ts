import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, Rule, SchemaMessage } from '../rule.js';
import { DATE_TIME_HINTS } from './date-time-hints.js';

export const rule: Rule<'schema/type'> = {
  id: 'schema/type',
  level: 'error',
  summary: 'a value has another type than its field needs',
};

type TypeDetails = SchemaDetailsOf<'type'>;

/** The hints that fit only some values, the first that fits counts. */
const SPECIAL_HINTS: readonly ((details: TypeDetails, needed: string) => string | undefined)[] = [
  ({ found, required }, needed) => {
    if (found !== 'null') return undefined;
    return required ? `give ${needed}` : `null counts as a value: give ${needed}, or leave it out`;
  },
  ({ numeric }) => (numeric === true ? 'send it as a number, without quotes' : undefined),
  ({ stringified }, needed) =>
    stringified === true && needed === 'an object'
      ? 'send the object itself, without JSON.stringify or json.dumps'
      : undefined,
  ({ found }, needed) =>
    found === 'a string' && /number|integer/.test(needed) ? `send ${needed}, such as 5` : undefined,
  ({ found }, needed) =>
    found === 'a boolean' && needed === 'a number' ? 'send a number, such as 1 for good and 0 for bad' : undefined,
  ({ found }, needed) =>
    found === 'a number' && needed.includes('string') ? 'send it as a string, in double quotes' : undefined,
  (_, needed) => (needed === 'an object' ? 'send an object: {"key": "value"}' : undefined),
];

function fixHint(details: TypeDetails): string | undefined {
  const { dateTime, needed, nearMiss, found } = details;
  if (nearMiss !== undefined) return nearMissHint(nearMiss, found);
  if (dateTime !== undefined) return DATE_TIME_HINTS[dateTime];
  if (needed === undefined) return undefined;
  for (const hintFor of SPECIAL_HINTS) {
    const hint = hintFor(details, needed);
    if (hint !== undefined) return hint;
  }
  return `send ${needed}`;
}

export const message: SchemaMessage<'type'> = (details, path) => {
  const hint = fixHint(details);
  const message = `${path} is ${details.found}; ${details.needed ?? 'another type'} is needed`;
  return hint === undefined ? { message } : { message, hint };
};

export const explanation: Explanation = {
  meaning:
    'A value has the wrong type: a rating in quotes, an id without them, a null. A null is a value; it is not the same as leaving the field out.',
  why: 'A warehouse has one type per column: ratings that are strings are missing from averages, and ids of two types do not join.',
  bad: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": "5" }
}`,
  good: `{
  "type": "track", "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": 5 }
}`,
  fix: 'Send the type that the message names. Leave an optional field out instead of sending null.',
};
