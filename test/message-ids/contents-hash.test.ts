import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashContents } from '../../src/record/contents-hash.js';
import { runs } from '../properties/runs.js';

const hashOf = (text: string): string => {
  const { low, high } = hashContents(Buffer.from(text)).contents;
  return `${low} ${high}`;
};

const RECORD = '{"type":"track","a":{"b":[1,"é\\n",null],"c":true}}';

test.each([
  ['the order of keys', '{"a":{"c":true,"b":[1,"é\\n",null]},"type":"track"}'],
  ['white space', ' { "type" :\t"track",\r\n "a": {"b":[ 1 , "é\\n",null ],"c":true } } '],
  ['escapes', '{"\\u0074ype":"trac\\u006b","a":{"b":[1,"\\u00e9\\u000a",null],"c":true}}'],
  [
    'sentAt, receivedAt and originalTimestamp',
    RECORD.replace('"type"', '"sentAt":1,"receivedAt":2,"originalTimestamp":[3],"type"'),
  ],
])('contents are the same whatever %s', (_, text) => {
  expect(hashOf(text)).toBe(hashOf(RECORD));
});

test.each([
  ['a value', RECORD.replace('true', 'false')],
  ['a key', RECORD.replace('"c"', '"d"')],
  ['the kind of a value', RECORD.replace('1', '"1"')],
  ['the order of items', RECORD.replace('1,"é\\n"', '"é\\n",1')],
  ['a missing member', RECORD.replace(',"c":true', '')],
  ['two keys that swap their values', '{"x":1,"y":2}', '{"x":2,"y":1}'],
  ['where a member is', '{"x":{"z":1},"y":{}}', '{"x":{},"y":{"z":1}}'],
  ['how items are grouped', '{"x":[[1],[2]]}', '{"x":[[1,2],[]]}'],
  ['an empty object and an empty array', '{"x":{}}', '{"x":[]}'],
  ['sentAt within an object', '{"x":{"sentAt":1}}', '{"x":{"sentAt":2}}'],
])('contents differ by %s', (_, text, other = RECORD) => {
  expect(hashOf(text)).not.toBe(hashOf(other));
});

test('contents are the same exactly if the values are, for generated records', () => {
  // Numbers count as they are written; an integer has one form.
  const value = fc
    .jsonValue({ maxDepth: 3 })
    .map((json) =>
      JSON.parse(
        JSON.stringify(json, (_, member) => (typeof member === 'number' ? Math.trunc(member) % 9 || 0 : member)),
      ),
    );
  const record = fc.dictionary(fc.constantFrom('a', 'b', 'c', '"', 'ü'), value, { maxKeys: 3 });
  const canonical = (json: unknown): string =>
    typeof json !== 'object' || json === null
      ? JSON.stringify(json)
      : Array.isArray(json)
        ? `[${json.map(canonical)}]`
        : `{${Object.keys(json)
            .sort()
            .map((key) => `${JSON.stringify(key)}:${canonical((json as Record<string, unknown>)[key])}`)}}`;
  const law = fc.property(record, record, (one, other) => {
    const reversed = Object.fromEntries(Object.entries(one).reverse());
    expect(hashOf(JSON.stringify(reversed, null, 1))).toBe(hashOf(JSON.stringify(one)));
    expect(hashOf(JSON.stringify(one)) === hashOf(JSON.stringify(other))).toBe(canonical(one) === canonical(other));
  });
  fc.assert(law, { ...runs(1000), endOnFailure: true });
});

test.each([
  ['{"messageId":"m1"}', '"m1"'],
  ['{"a":{"messageId":"m0"},"messageId" : "m\\u0031"}', '"m\\u0031"'],
  ['{"message\\u0049d":"m1"}', '"m1"'],
  ['{"messageId":"m0","messageId":"m1"}', '"m1"'],
  ['{"messageId":"m0","messageId":1}', undefined],
  ['{"properties":{"messageId":"m1"}}', undefined],
  ['{"messageId":null}', undefined],
])('the messageId of %s is %s', (text, literal) => {
  const { messageId } = hashContents(Buffer.from(text));
  expect(messageId && text.slice(messageId.start, messageId.end)).toBe(literal);
});
