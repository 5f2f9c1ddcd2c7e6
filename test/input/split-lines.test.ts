import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../src/input/split-lines.js';
import { runs } from '../properties/runs.js';

/** What came out of it, a string a record: where it starts, and its text or why there is none. */
function split(bytes: string | Buffer, { maxRecordSize = 1000, size = 1000 } = {}): string[] {
  const splitter = new LineSplitter({ file: 'a.ndjson', maxRecordSize });
  const all = Buffer.from(bytes as string);
  const records = [];
  for (let at = 0; at < all.length; at += size)
    records.push(...splitter.push(Buffer.from(all.subarray(at, at + size))));
  records.push(...splitter.end());
  expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
  return records.map(({ line, column, bytes: own, fault }) => {
    return fault?.kind === 'too-large'
      ? `${line}:${column} ${fault.size} > ${fault.limit}`
      : `${line}:${column} ${own}`;
  });
}

describe.each([1, 2, 7, 1000])('LineSplitter, %i bytes a chunk', (size) => {
  it.each([
    ['no text', '', []],
    ['one line', 'a', ['1:1 a']],
    ['a final line break', 'a\n', ['1:1 a']],
    ['blank lines', '\n \t\r\n\r\na\n\n', ['4:1 a']],
    ['CRLF', 'a\r\nb\r\n', ['1:1 a', '2:1 b']],
    ['a lone CR as part of its line', 'a\rb\n', ['1:1 a\rb']],
    ['the last of two CRs as a line break', 'a\r\r\n', ['1:1 a\r']],
    ['a CR without a line break at the end', 'a\r', ['1:1 a']],
    ['U+2028, U+2029 and U+0085 as text', 'a\u2028b\u2029c\u0085d\n', ['1:1 a\u2028b\u2029c\u0085d']],
    ['a vertical tab and a form feed, which are not blank', '\u000b\n\u000c\n', ['1:1 \u000b', '2:1 \u000c']],
    ['no-break spaces, which are not blank', '\u00a0\n', ['1:1 \u00a0']],
    ['a separator before each record', '\u001ea\n\u001eb\n', ['1:2 a', '2:2 b']],
    ['only the first of two separators as a separator', '\u001e\u001ea\n', ['1:2 \u001ea']],
    ['a separator without a record', '\u001e\n\u001e \r\na', ['3:1 a']],
    ['leading blanks, which belong to the record', '  a\n', ['1:1   a']],
    ['characters cut in two', '😀\n"é"', ['1:1 😀', '2:1 "é"']],
  ])('LineSplitter reads %s', (_, text, records) => {
    expect(split(text, { size })).toEqual(records);
  });

  it.each([
    ['of the maximum length', '12345', ['1:1 12345']],
    ['of the maximum length, with CRLF', '12345\r\n1', ['1:1 12345', '2:1 1']],
    ['of the maximum length, after a separator', '\u001e12345\r\n', ['1:2 12345']],
    ['too long by one byte', '123456\n1', ['1:1 6 > 5', '2:1 1']],
    ['too long by one byte, with CRLF', '123456\r\n1', ['1:1 6 > 5', '2:1 1']],
    ['too long by one byte that is a CR', '12345\r\r\n1', ['1:1 6 > 5', '2:1 1']],
    ['too long and the last', '1\n12345678', ['1:1 1', '2:1 8 > 5']],
    ['too long only by the blanks before it', `${' '.repeat(50)}12345\r\n1`, ['1:51 12345', '2:1 1']],
    ['too long only by the blanks after a separator', '\u001e  \t  12345\n', ['1:7 12345']],
    ['too long behind blanks', `${' '.repeat(50)}123456\r\n1`, ['1:51 6 > 5', '2:1 1']],
    ['too long and blank', `1\n${' '.repeat(50)}\r\n1`, ['1:1 1', '3:1 1']],
  ])('LineSplitter reads a line that is %s', (_, text, records) => {
    expect(split(text, { size, maxRecordSize: 5 })).toEqual(records);
  });
});

describe('LineSplitter', () => {
  it('LineSplitter keeps no bytes of a line that is too large', () => {
    const splitter = new LineSplitter({ file: 'a.ndjson', maxRecordSize: 2 ** 20 });
    const before = process.memoryUsage().arrayBuffers;
    const chunks = 1000;
    for (let count = 0; count < chunks; count++) splitter.push(Buffer.alloc(2 ** 18, 0x61));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 27);
    expect(splitter.push(Buffer.from('\na\n')).map(({ line, fault }) => [line, fault])).toEqual([
      [1, { kind: 'too-large', size: chunks * 2 ** 18, limit: 2 ** 20 }],
      [2, undefined],
    ]);
  });

  it('LineSplitter returns bytes that later chunks do not change', () => {
    const splitter = new LineSplitter({ file: 'a.ndjson', maxRecordSize: 100 });
    const [first] = splitter.push(Buffer.from('abc\n'));
    splitter.push(Buffer.from('xyz\n'));
    expect(first?.bytes.toString()).toBe('abc');
  });

  const value = fc.nat(80).map((length) => `{"a":"${'x'.repeat(length)}"}`);
  const line = fc
    .tuple(
      fc.constantFrom('', '\u001e', ' ', ' '.repeat(70), `\u001e${' '.repeat(70)}`, '\u001e\u001e', ' \u001e'),
      fc.array(value, { maxLength: 4 }),
      fc.constantFrom('', ' ', ' '.repeat(70)),
      fc.constantFrom('', ' ', ' '.repeat(70)),
    )
    .map(([separator, values, between, after]) => separator + values.join(between) + after);

  it('LineSplitter gives the same records of long lines however their text is cut into chunks, whatever is too large', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), fc.integer({ min: 1, max: 300 }), (lines, size) => {
        const text = `${lines.join('\n')}\n`;
        expect(split(text, { size, maxRecordSize: 50 })).toEqual(split(text, { size: text.length, maxRecordSize: 50 }));
      }),
      runs(3000),
    );
  });
});
