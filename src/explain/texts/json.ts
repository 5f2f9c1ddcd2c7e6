import type { Explanations } from '../explanation.js';

const LEVELS = 1001;

/** Why the rules about a record's text speak up. */
export const JSON_TEXTS: Explanations<'json'> = {
  'json/invalid-syntax': {
    meaning:
      'The record’s text is not JSON: a comma, a quote or a bracket is missing or too much, or it is something else altogether. The message names the exact character and what was expected there. The records after it are still read.',
    why: 'Nothing can be read of such a record, so nothing of it can be sent. Most come from logs that were cut off, printed by a language’s own means instead of a JSON writer, or mixed with other lines.',
    bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1", }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: "Write records with a JSON writer (`JSON.stringify`, `json.dumps`), one a line, and nothing else into the same file. If other lines stand between them, filter first: `grep '^{' app.log | copilot-events validate`.",
  },
  'json/invalid-utf8': {
    meaning: 'The record holds bytes that are not UTF-8, the one encoding that JSON may be exchanged in (RFC 8259).',
    why: 'Every program on the way reads such bytes as something else: names and texts arrive garbled, and equal ids may stop being equal.',
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
    fix: 'Write the log in UTF-8. From Latin-1, `iconv -f ISO-8859-1 -t UTF-8` converts it. Text that was cut at a fixed number of bytes may end within a character: cut between characters.',
  },
  'json/not-an-object': {
    meaning:
      'The record is JSON, but a string, a number, an array or the like. A record is one call, and a call is an object.',
    why: 'Segment takes objects only. A string that holds JSON was probably encoded twice; an array on one line of NDJSON is several records in one.',
    bad: '"Conversation Started"',
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Encode each record once, as an object of its own. Arrays are read with `--input-format json`.',
  },
  'json/record-too-large': {
    meaning:
      'The record is longer than `--max-record-size` (16 MiB, unless you say otherwise). It is passed over, and reading goes on behind it.',
    why: 'Segment takes 32 KB an event, so such a record can never be delivered; reading it whole would only cost memory.',
    bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "a customer of ours since the very first day" }
}`,
    good: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "customer 4711" }
}`,
    fix: 'Keep long texts elsewhere and send a link. Often the log itself is broken: a line feed or a closing quote is missing, and many records became one.',
    silence: 'To look at what is in it, raise `--max-record-size` instead.',
    options: ['--max-record-size', '100'],
  },
  'json/too-deep': {
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
  },
  'json/duplicate-key': {
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
  },
  'json/unsafe-number': {
    meaning:
      'A number that JavaScript cannot hold exactly: an integer beyond 2^53, or one so large that it becomes infinite.',
    why: 'Segment’s libraries, and much of what comes after them, keep numbers as JavaScript does: the last digits of a long id change on the way, and different ids become equal.',
    bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "accountId": 90071992547409931 }
}`,
    good: `{
  "type": "identify", "userId": "u1",
  "traits": { "accountId": "90071992547409931" }
}`,
    fix: 'Send ids as strings.',
  },
  'json/lone-surrogate': {
    meaning:
      'An escape such as `\\ud83d` stands for half a character: characters like emoji are written as two such escapes, and one of them is missing.',
    why: 'Half a character cannot be written as UTF-8, so it is replaced by a question mark on the way, or the request is refused.',
    bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "mood": "fine \\ud83d" }
}`,
    good: `{
  "type": "identify", "userId": "u1",
  "traits": { "mood": "fine \\ud83d\\ude00" }
}`,
    fix: "The text was probably cut in the middle of an emoji: cut it between characters, in JavaScript with `[...text].slice(0, n).join('')`.",
  },
};
