import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../src/input/split-lines.js';

/** The records of a log, a string each: where it starts, its text or what the splitter says of it. */
function split(text: string, { size = text.length + 1, maxRecordSize = 1000 } = {}): string[] {
  const splitter = new LineSplitter({ file: 'a.ndjson', maxRecordSize });
  const bytes = Buffer.from(text);
  const records = [];
  for (let at = 0; at < bytes.length; at += size)
    records.push(...splitter.push(Buffer.from(bytes.subarray(at, at + size))));
  records.push(...splitter.end());
  expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
  for (const { offset, bytes: own, fault } of records) {
    if (offset !== undefined && fault === undefined) expect(bytes.subarray(offset, offset + own.length)).toEqual(own);
  }
  return records.map(({ line, column, bytes: own, fault }) => `${line}:${column} ${fault?.kind ?? own}`);
}

describe.each([1, 7, 1000])('LineSplitter, several records on a line, %i bytes a chunk', (size) => {
  it.each([
    [
      'objects without a separator',
      '{"a":1}{"b":2}{"c":3}\n{"d":4}\n',
      ['1:1 {"a":1}', '1:8 {"b":2}', '1:15 {"c":3}', '2:1 {"d":4}'],
    ],
    [
      'objects with blanks between',
      '{"a":1} {"b":2}\t{"c":3}  {"d":4}',
      ['1:1 {"a":1}', '1:9 {"b":2}', '1:17 {"c":3}', '1:26 {"d":4}'],
    ],
    [
      'objects with carriage returns between',
      '{"a":1}\r{"b":2}\r{"c":3}\r',
      ['1:1 {"a":1}', '1:9 {"b":2}', '1:17 {"c":3}'],
    ],
    [
      'objects on lines that end with CRLF',
      '{"a":1}\r\n{"b":2}{"c":3}\r\n',
      ['1:1 {"a":1}', '2:1 {"b":2}', '2:8 {"c":3}'],
    ],
    ['objects behind a record separator', '\u001e{"a":1}{"b":2}\n', ['1:2 {"a":1}', '1:9 {"b":2}']],
    ['columns in UTF-16 units', '{"a":"é😀"}{"b":2}', ['1:1 {"a":"é😀"}', '1:12 {"b":2}']],
    ['brackets in strings', '{"a":"}{"}{"b":"\\"} {"}', ['1:1 {"a":"}{"}', '1:11 {"b":"\\"} {"}']],
    ['nested objects', '{"a":[{"b":{}},{}]}{"c":[[]]}', ['1:1 {"a":[{"b":{}},{}]}', '1:20 {"c":[[]]}']],
    ['a last object that is cut off', '{"a":1}{"b":2}{"c":', ['1:1 {"a":1}', '1:8 {"b":2}', '1:15 {"c":']],
    ['a first object that is not JSON', '{"a":x}{"b":2}', ['1:1 {"a":x}', '1:8 {"b":2}']],
    ['other text at the end', '{"a":1}{"b":2} and more', ['1:1 {"a":1}', '1:8 {"b":2} and more']],
  ])('LineSplitter reads %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['an array', '[{"a":1}, {"b":2}]\n{"c":3}\n', ['1:2 {"a":1}', '1:11 {"b":2}', '2:1 {"c":3}']],
    ['an array behind blanks', ' \t[ {"a":1}]', ['1:5 {"a":1}']],
    ['an array behind many blanks', `${' '.repeat(300)}[{"a":1}]`, ['1:302 {"a":1}']],
    ['an array of other things', '[1,"a",[{}]]', ['1:2 1', '1:4 "a"', '1:8 [{}]']],
    ['an empty array', '[]\n{"a":1}', ['2:1 {"a":1}']],
    ['an array with a trailing comma', '[{"a":1},]\n', ['1:2 {"a":1}', '1:9 trailing-comma']],
    [
      'an array that is cut off',
      '[{"a":1},{"b":2}\n{"c":3}',
      ['1:2 {"a":1}', '1:10 {"b":2}', '1:17 document-not-closed', '2:1 {"c":3}'],
    ],
    ['two arrays', '[{"a":1}][{"b":2}]', ['1:2 {"a":1}', '1:11 {"b":2}']],
    ['a body', '{"batch":[{"a":1},{"b":2}],"sentAt":"x"}\n{"c":3}', ['1:11 {"a":1}', '1:19 {"b":2}', '2:1 {"c":3}']],
    ['a body with its batch last', '{"writeKey":"k", "batch" : [{"a":1}]}\n', ['1:29 {"a":1}']],
    ['bodies without a separator', '{"batch":[{"a":1}]}{"batch":[{"b":2}]}', ['1:11 {"a":1}', '1:30 {"b":2}']],
    ['an array of bodies', '[{"batch":[{"a":1}]},{"batch":[{"b":2}]}]', ['1:12 {"a":1}', '1:32 {"b":2}']],
    ['a body that is cut off', '{"batch":[{"a":1},{"b":', ['1:11 {"a":1}', '1:19 {"b":']],
    [
      'a body that contains its batch twice',
      '{"batch":[{"a":1}],"batch":[{"b":2}]}',
      ['1:29 {"b":2}', '1:1 repeated-batch'],
    ],
    ['an empty body', '{"batch":[]}\n{"a":1}', ['2:1 {"a":1}']],
  ])('LineSplitter unpacks %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['a record with a batch of its own', '{"type":"track","batch":[{"a":1}]}'],
    ['a record whose type follows its batch', '{"batch":[{"a":1}],"type":"track"}'],
    ['a batch that is not an array', '{"batch":{"a":[1]}}'],
    ['a nested batch', '{"x":{"batch":[{"a":1}]}}'],
    ['a value that is called batch', '{"x":"batch"}'],
    ['a log line with brackets', '[2024-05-15] {"a":1} {"b":2}'],
    ['a log line with a list', '[info] [1] ready'],
    ['text before objects', 'INFO {"a":1}{"b":2}'],
    ['objects with a comma between', '{"a":1},{"b":2}'],
    ['an object and other text', '{"a":1} and more'],
    ['a string and an object', '"a" {"b":2}'],
  ])('LineSplitter leaves %s as it is', (_, text) => {
    expect(split(text, { size })).toEqual([`1:1 ${text}`]);
  });
});

describe('LineSplitter, a line that is longer than a record may be', () => {
  it.each([1, 7, 50, 1000])('LineSplitter reads the records on a long line, %i bytes a chunk', (size) => {
    const texts = Array.from({ length: 30 }, (_, index) => `{"é":${index}}`);
    const places = texts.map((_, index) => texts.slice(0, index).join(' ').length + (index === 0 ? 1 : 2));
    const expected = texts.map((text, index) => `1:${places[index]} ${text}`);
    expect(split(`${texts.join(' ')}\n{"a":1}`, { size, maxRecordSize: 50 })).toEqual([...expected, '2:1 {"a":1}']);
  });

  it.each([1, 7, 1000])(
    'LineSplitter reports a record that is too large on a line of several, and reads the others, %i bytes a chunk',
    (size) => {
      const long = `{"b":"${'x'.repeat(60)}"}`;
      expect(split(`{"a":1}{"a":2}${long}\n{"c":3}`, { size, maxRecordSize: 50 })).toEqual([
        '1:1 {"a":1}',
        '1:8 {"a":2}',
        '1:15 too-large',
        '2:1 {"c":3}',
      ]);
    },
  );
});
