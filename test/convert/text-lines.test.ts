import { describe, expect, it } from 'vitest';
import { TextLines } from '../../src/convert/text-lines.js';

/** The lines of a text that comes in pieces: where each begins, and its text or its size if it is too large. */
function split(text: string, pieceSize: number): string[] {
  const lines = new TextLines('a.ndjson', 8);
  const all = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(all.length / pieceSize) }, (_, index) =>
    all.subarray(index * pieceSize, (index + 1) * pieceSize),
  );
  const records = [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()];
  expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
  return records.map(({ line, column, bytes, fault }) =>
    fault?.kind === 'too-large' ? `${line}:${column} ${fault.size}` : `${line}:${column} ${bytes}`,
  );
}

describe.each([1, 3, 1000])('TextLines, %i bytes a piece', (size) => {
  it.each([
    ['no text', '', []],
    ['lines', '{"a":1}\n[1]\n', ['1:1 {"a":1}', '2:1 [1]']],
    ['a last line without its end', '[1]\n[2]', ['1:1 [1]', '2:1 [2]']],
    ['blank lines', '\n \t\r\n[1]\n\n', ['3:1 [1]']],
    ['a blank line that is longer than a record may be', `${' '.repeat(50)}\n[1]\n`, ['2:1 [1]']],
    ['a record that is too large', '123456789\n[1]\n', ['1:1 9', '2:1 [1]']],
    ['a record behind blanks', ' \t[1]\n', ['1:3 [1]']],
    ['a record behind more blanks than it may be long', `${' '.repeat(50)}12345678\n[1]`, ['1:51 12345678', '2:1 [1]']],
    ['a record that is too large behind blanks', `${' '.repeat(50)}123456789\n[1]`, ['1:51 9', '2:1 [1]']],
  ])('TextLines reads %s', (_, text, lines) => {
    expect(split(text, size)).toEqual(lines);
  });
});
