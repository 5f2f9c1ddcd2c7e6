import type { HeldObject } from '../../record/held-object.js';
import type { Holder } from '../../record/record.js';
import { countOf } from '../../text/count.js';
import { extractCommand, flattened } from '../extract-command.js';
import type { Explanation, Message, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/not-an-object': {
      readonly found: string;
      readonly count?: number;
      /** What holds the record beside others, where that is known to be an array. */
      readonly partOf?: Holder;
      /** The object that a string holds as JSON. */
      readonly held?: HeldObject;
    };
  }
}

export const rule: Rule<'json/not-an-object'> = {
  id: 'json/not-an-object',
  level: 'error',
  summary: 'the record is JSON, but not an object',
};

/** An object that was written as JSON twice, or stands in other text. */
function textOfObject({ kind, times, cut, partOf, isPacked }: HeldObject): Message {
  if (cut !== undefined) {
    const command = extractCommand({ filter: '.', partOf, cut, isPacked });
    return { message: `the record is text with an ${kind} in it`, hint: `take it out first: ${command}` };
  }
  // What is no such text stays as it is.
  const filter = Array.from({ length: times }, () => 'fromjson? // .').join(' | ');
  const command = extractCommand({ filter, partOf, mayBeText: true, isPacked });
  return {
    message: `the record is an ${kind} as text`,
    hint: `it was written as JSON ${times === 1 ? 'twice' : 'several times'}; take it out first: ${command}`,
  };
}

export const message: MessageOf<'json/not-an-object'> = ({ found, count, held, partOf = 'array' }) => {
  if (held !== undefined) return textOfObject(held);
  return count === undefined
    ? {
        message: `the record is ${found}; an object is needed`,
        hint:
          found === 'an array'
            ? `an array in an array is not read; jq -c '${flattened(partOf)}' writes each of its values on one line`
            : 'a record is one call: {"type": "track", …}',
      }
    : {
        message: `the record is an array of ${countOf(count, 'value')}; an object is needed`,
        hint: "check each of its values by itself; jq -c '.[]' writes one on each line",
      };
};

export const explanation: Explanation = {
  meaning:
    'The record is a JSON string, number, boolean, null or array. A record is one call, and a call is an object.',
  why: 'Segment takes objects only. A string that holds JSON was probably encoded twice.',
  bad: '"Conversation Started"',
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Encode each record once, as an object of its own. The elements of an array are read as records, in a document and on a line alike.',
};
