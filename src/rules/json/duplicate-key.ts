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
  summary: 'an object has a key twice; the last one counts',
};

export const message: MessageOf<'json/duplicate-key'> = ({ key }, path) => ({
  message: `${path || safeName(key)} occurs twice; only the last one counts`,
  hint: 'remove one of them',
});

export const explanation: Explanation = {
  meaning: 'An object has the same key twice. Only the last value is read.',
  why: 'Programs differ in which of the two values they keep, so what you see in the log may not be what arrives.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "free", "plan": "pro" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "pro" }
}`,
  fix: 'Remove one of them. Usually the JSON was put together as text; build an object and let a JSON library write it.',
};
