import { safeName } from '../../text/safe-name.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/duplicate-key': { readonly key: string };
  }
}

export const rule: Rule<'json/duplicate-key'> = {
  id: 'json/duplicate-key',
  level: 'warning',
  summary: 'an object holds one key twice; the last one counts',
};

export const message: MessageOf<'json/duplicate-key'> = ({ key }, path) => ({
  message: `${path || safeName(key)} is there twice; only the last one counts`,
  hint: 'remove one of them',
});

export const explanation: Explanation = {
  meaning: 'An object holds the same key twice. The record is read as if the last one stood alone.',
  why: 'Programs differ in which of the two they keep, so what you see in the log may not be what arrives.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "free", "plan": "pro" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "pro" }
}`,
  fix: 'Remove one of them. It mostly comes from JSON that is put together as text; build an object and let a JSON writer write it.',
};
