import { formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/too-deep': { readonly limit: number };
  }
}

export const rule: Rule<'json/too-deep'> = {
  id: 'json/too-deep',
  level: 'error',
  summary: 'the record is nested more than 1,000 levels deep',
};

export const message: MessageOf<'json/too-deep'> = ({ limit }) => ({
  message: `the record is nested more than ${formatCount(limit)} levels deep`,
  hint: 'send such a structure as a string, or leave it out',
});

const LEVELS = 1001;

export const explanation: Explanation = {
  meaning: 'Objects and arrays are nested more than 1,000 levels deep.',
  why: 'Many programs fail on such a record, some of them with the whole batch. Usually an object contains itself.',
  bad: {
    shown: `{
  "type": "identify", "userId": "u1",
  "traits": { "parent": [[[[[[ … 1,001 levels … ]]]]]] }
}`,
    log: () => `{"type":"identify","userId":"u1","traits":{"parent":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}}}\n`,
  },
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "parentId": "u0" }
}`,
  fix: 'Send an id instead of the structure, or the structure as a string.',
};
