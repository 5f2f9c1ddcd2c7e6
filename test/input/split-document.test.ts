import { describe, expect, it } from 'vitest';
import { DocumentSplitter } from '../../src/input/split-document.js';

/** What came out of it, a string a record: where it starts, its text, and what the splitter says of it. */
function split(text: string, { maxRecordSize = 1000, size = text.length + 1 } = {}): string[] {
  const splitter = new DocumentSplitter({ file: 'a.json', maxRecordSize });
  const bytes = Buffer.from(text);
  const records = [];
  for (let at = 0; at < bytes.length; at += size)
    records.push(...splitter.push(Buffer.from(bytes.subarray(at, at + size))));
  records.push(...splitter.end());
  expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
  return records.map(({ line, column, bytes: own, fault }) =>
    fault === undefined ? `${line}:${column} ${own}` : `${line}:${column} ${fault.kind}`,
  );
}

describe.each([1, 3, 1000])('DocumentSplitter, %i bytes a chunk', (size) => {
  it.each([
    ['no text', '', []],
    ['blanks', ' \n ', []],
    ['an empty array', '[]', []],
    ['an array', '[{"a":1}, {"b":2}]', ['1:2 {"a":1}', '1:11 {"b":2}']],
    ['an array over lines', '[\n  {\n"a":1}\n,\n  2\n]\n', ['2:3 {\n"a":1}', '5:3 2']],
    ['columns in UTF-16 units', '["é😀",{}]', ['1:2 "é😀"', '1:8 {}']],
    ['what is not an object', '[1,"a",null,[2]]', ['1:2 1', '1:4 "a"', '1:8 null', '1:13 [2]']],
    ['brackets and quotes in strings', '[{"a":"]}\\"["},{"b":1}]', ['1:2 {"a":"]}\\"["}', '1:16 {"b":1}']],
    ['a backslash at the end of a string', '[{"a":"\\\\"},{"b":1}]', ['1:2 {"a":"\\\\"}', '1:13 {"b":1}']],
    ['one record', ' {"a":[1]} \n', ['1:2 {"a":[1]}']],
    ['a scalar', '5', ['1:1 5']],
  ])('DocumentSplitter reads %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['a batch', '{"batch":[{"a":1},{"b":2}]}', ['1:11 {"a":1}', '1:19 {"b":2}']],
    ['a batch between other keys', '{"sentAt":"x","batch":[{"a":1}],"writeKey":{"k":[1]}}', ['1:24 {"a":1}']],
    ['an empty batch', '{"batch":[]}', []],
    ['a batch with a pretty body', '{\n "batch": [\n  {"a":1}\n ]\n}\n', ['3:3 {"a":1}']],
    ['a nested batch as part of its record', '{"x":{"batch":[{"a":1}]}}', ['1:1 {"x":{"batch":[{"a":1}]}}']],
    [
      'a batch in a record as part of it',
      '{"type":"track","batch":[{"a":1}]}',
      ['1:1 {"type":"track","batch":[{"a":1}]}'],
    ],
    ['a batch in an event as part of it', '{"event":"x","batch":[1]}', ['1:1 {"event":"x","batch":[1]}']],
    ['a batch beside an action as part of it', '{"action":"x","batch":[1]}', ['1:1 {"action":"x","batch":[1]}']],
    ['a value that is called batch', '{"x":"batch","y":[1]}', ['1:1 {"x":"batch","y":[1]}']],
    ['a batch that is not an array', '{"batch":{"a":[1]},"b":[2]}', ['1:1 {"batch":{"a":[1]},"b":[2]}']],
    ['a batch before a type that is not of a record', '{"batch":[{"a":1}],"type":"x"}', ['1:11 {"a":1}']],
    ['a key that begins like batch', '{"batches":[1],"batc":[2]}', ['1:1 {"batches":[1],"batc":[2]}']],
    ['a string before its batch', '{"a":"b\\"atch","batch":[{"a":1}]}', ['1:25 {"a":1}']],
    [
      'an array of bodies',
      '[{"batch":[{"a":1},{"b":2}],"k":[3]},\n{"sentAt":1,"batch":[{"c":3}]}, {"d":4}]',
      ['1:12 {"a":1}', '1:20 {"b":2}', '2:22 {"c":3}', '2:33 {"d":4}'],
    ],
    ['an array of a body with an empty batch', '[{"batch":[]}]', []],
    ['a body in the batch of a body as a record', '{"batch":[{"batch":[1]}]}', ['1:11 {"batch":[1]}']],
    [
      'several documents in one file',
      '{"a":1}\n{"b":\n2}[{"c":3}] {"batch":[{"d":4}]}{"e":5}',
      ['1:1 {"a":1}', '2:1 {"b":\n2}', '3:4 {"c":3}', '3:23 {"d":4}', '3:32 {"e":5}'],
    ],
  ])('DocumentSplitter reads %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['a missing comma', '[{"a":1} {"b":2},{"c":3}]', ['1:2 {"a":1}', '1:10 missing-comma', '1:18 {"c":3}']],
    ['a missing comma at a line break', '[{"a":1}\n{"b":2}]', ['1:2 {"a":1}', '2:1 missing-comma']],
    ['a trailing comma', '[{"a":1},\n]', ['1:2 {"a":1}', '1:9 trailing-comma']],
    ['two commas', '[{"a":1},,{"b":2}]', ['1:2 {"a":1}', '1:10 missing-value', '1:11 {"b":2}']],
    ['a comma in front', '[,{"a":1}]', ['1:2 missing-value', '1:3 {"a":1}']],
    ['a missing quote before a line break', '[{"a":"x},\n{"b":2},\n{"c":3}]', ['1:2 {"a":"x},\n{"b":2},\n{"c":3}]']],
    ['a missing quote in a pretty record', '[{\n"a":"x\n},\n{"b":2}]', ['1:2 {\n"a":"x\n}', '4:1 {"b":2}']],
    ['an array that is not closed', '[{"a":1},{"b":2}', ['1:2 {"a":1}', '1:10 {"b":2}', '1:17 document-not-closed']],
    ['an array that is not closed after a comma', '[{"a":1},', ['1:2 {"a":1}', '1:10 document-not-closed']],
    ['an array that is cut in a record', '[{"a":1},{"b":', ['1:2 {"a":1}', '1:10 {"b":']],
    ['an opening bracket alone', '[', ['1:2 document-not-closed']],
    ['a batch that is cut after its array', '{"batch":[{"a":1}]', ['1:11 {"a":1}', '1:19 document-not-closed']],
    ['a wrong closing bracket', '[{"a":1]},{"b":2}]', ['1:2 {"a":1]}', '1:11 {"b":2}']],
    ['too many closing brackets', '[{"a":1}},{"b":2}]', ['1:2 {"a":1}}', '1:11 {"b":2}']],
    [
      'text after the document',
      '[{"a":1}]\noops\nagain',
      ['1:2 {"a":1}', '2:1 second-document', '3:1 second-document'],
    ],
    ['text between documents', '{"a":1} oops {"b":1}\n{"c":1}', ['1:1 {"a":1}', '1:9 second-document', '2:1 {"c":1}']],
    ['an array that is closed twice', '[{"a":1}]},\n{"b":2}', ['1:2 {"a":1}', '1:10 second-document', '2:1 {"b":2}']],
  ])('DocumentSplitter goes on after %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['a missing comma after a body', '[{"batch":[1]} {"a":1}]', ['1:12 1', '1:16 missing-comma']],
    ['two commas after a body', '[{"batch":[1]},,{"a":1}]', ['1:12 1', '1:16 missing-value', '1:17 {"a":1}']],
    ['a trailing comma after a body', '[{"batch":[1]},]', ['1:12 1', '1:15 trailing-comma']],
    ['a body that is cut off in an array', '[{"batch":[{"a":1}]', ['1:12 {"a":1}', '1:20 document-not-closed']],
    [
      'a broken body in an array',
      '[{"batch":[{"a":1}],,},{"b":2}]',
      ['1:12 {"a":1}', '1:2 broken-batch', '1:24 {"b":2}'],
    ],
  ])('DocumentSplitter goes on after %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['twice', '{"batch":[{"a":1}],"batch":[{"b":2},{"c":3}]}', ['1:29 {"b":2}', '1:37 {"c":3}', '1:1 repeated-batch']],
    ['three times', '{"batch":[1],"batch":[2],"x":[],"batch":[3]}', ['1:42 3', '1:1 repeated-batch']],
    ['a second time as an empty array', '{"batch":[1],"batch":[]}', ['1:1 repeated-batch']],
    ['a second time as something else', '{"batch":[1],"batch":2}', ['1:11 1', '1:1 repeated-batch']],
    [
      'twice in an array of bodies',
      '[{"batch":[1],"batch":[2]},{"batch":[3]}]',
      ['1:24 2', '1:2 repeated-batch', '1:38 3'],
    ],
  ])('DocumentSplitter reads the last batch of a body that has it %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it('DocumentSplitter reads both batches of a body that is larger than a record may be', () => {
    const text = `{"batch":[{"a":1},{"b":"${'x'.repeat(30)}"}],"batch":[{"c":3}]}`;
    const records = split(text, { size, maxRecordSize: 40 });
    const [, second, third] = [...text.matchAll(/\{"[abc]"/g)].map(({ index }) => index + 1);
    expect(records).toEqual([
      '1:11 {"a":1}',
      `1:${second} {"b":"${'x'.repeat(30)}"}`,
      `1:${third} {"c":3}`,
      '1:1 repeated-batch',
    ]);
  });

  it('DocumentSplitter reports text around a batch that is not JSON', () => {
    const text = '{"sentAt" "x","batch":[{"a":1}]}';
    expect(split(text, { size })).toEqual(['1:24 {"a":1}', '1:1 broken-batch']);
    expect(split('{"batch":[{"a":1}], oops}', { size })).toEqual(['1:11 {"a":1}', '1:1 broken-batch']);
  });

  it('DocumentSplitter reports a record that is too large, and reads those after it', () => {
    const text = `[{"a":1},{"b":"${'x'.repeat(100)}"},{"c":3}]`;
    expect(split(text, { size, maxRecordSize: 20 })).toEqual(['1:2 {"a":1}', '1:10 too-large', '1:119 {"c":3}']);
    const exact = '[{"a":1},{"b":"xxxxxxxxxxxx"}]';
    expect(split(exact, { size, maxRecordSize: 20 })).toEqual(['1:2 {"a":1}', '1:10 {"b":"xxxxxxxxxxxx"}']);
  });
});
