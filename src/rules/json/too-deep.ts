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
  meaning: 'Objects and arrays stand within one another more than 1,000 levels deep.',
  why: 'No event is meant to look like that, and many programs on the way fail on it, some of them with the whole batch. It mostly comes from an object that holds itself.',
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
