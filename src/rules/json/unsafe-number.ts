import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/unsafe-number': { readonly overflow: boolean };
  }
}

export const rule: Rule<'json/unsafe-number'> = {
  id: 'json/unsafe-number',
  level: 'warning',
  summary: 'a number is too large to be stored exactly',
};

export const message: MessageOf<'json/unsafe-number'> = ({ overflow }, path) =>
  overflow
    ? {
        message: `${path} is a number too large for JavaScript; it is sent as null`,
        hint: 'send a number with at most 308 digits, or leave the field out if it is optional',
      }
    : {
        message: `${path} is an integer beyond 2^53; its last digits are lost on the way`,
        hint: 'send an id as a string; send a number that fits where the field needs one, at most 9007199254740991',
      };

export const explanation: Explanation = {
  meaning:
    'JavaScript cannot store the number exactly: it is an integer beyond 2^53, or so large that it becomes infinite.',
  why: 'Segment’s libraries and many destinations store numbers as JavaScript does: the last digits of a long id change on the way, and different ids become equal.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "accountId": 90071992547409931 }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "accountId": "90071992547409931" }
}`,
  fix: 'Send ids as strings. Where a field needs a number, send one that fits.',
};
