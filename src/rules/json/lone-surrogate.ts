import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/lone-surrogate': { readonly inKey: boolean };
  }
}

export const rule: Rule<'json/lone-surrogate'> = {
  id: 'json/lone-surrogate',
  level: 'warning',
  summary: 'an escape sequence stands for half a character',
};

export const message: MessageOf<'json/lone-surrogate'> = ({ inKey }, path) => ({
  message: `${path} ${inKey ? 'is a key with' : 'holds'} half of a surrogate pair; it cannot be sent as UTF-8`,
  hint: 'the text was probably cut in the middle of an emoji; cut it between characters',
});

export const explanation: Explanation = {
  meaning:
    'An escape such as `\\ud83d` is half of a character: characters like emoji are written as two such escapes, and one of the two is missing.',
  why: 'Half a character cannot be written as UTF-8. It becomes a question mark on the way, or the request is rejected.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "mood": "fine \\ud83d" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "mood": "fine \\ud83d\\ude00" }
}`,
  fix: "The text was probably cut in the middle of an emoji: cut it between characters, in JavaScript with `[...text].slice(0, n).join('')`.",
};
