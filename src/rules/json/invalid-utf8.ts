import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/invalid-utf8': { readonly byte: number };
  }
}

export const rule: Rule<'json/invalid-utf8'> = {
  id: 'json/invalid-utf8',
  level: 'error',
  summary: 'the record holds bytes that are not UTF-8',
};

export const message: MessageOf<'json/invalid-utf8'> = ({ byte }) => ({
  message: `the byte 0x${byte.toString(16).padStart(2, '0').toUpperCase()} is not UTF-8 here`,
  hint: 'write the log in UTF-8; from Latin-1, iconv -f ISO-8859-1 -t UTF-8 converts it',
});

export const explanation: Explanation = {
  meaning: 'The record contains bytes that are not UTF-8, the only encoding for exchanging JSON (RFC 8259).',
  why: 'Programs disagree on what such bytes mean: names and texts arrive garbled, and equal ids may no longer be equal.',
  bad: {
    shown: `{
  "type": "identify", "userId": "u1",
  "traits": { "city": "K\\xf6ln" }
}
(where \\xf6 is one byte, an ö in Latin-1)`,
    log: () =>
      Buffer.from('{\n  "type": "identify", "userId": "u1",\n  "traits": { "city": "K\u00f6ln" }\n}\n', 'latin1'),
  },
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "city": "Köln" }
}`,
  fix: 'Write the log in UTF-8. From Latin-1, `iconv -f ISO-8859-1 -t UTF-8` converts it. Text that was cut at a fixed number of bytes may end in the middle of a character: cut between characters.',
};
