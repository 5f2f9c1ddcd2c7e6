import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partOfSources } from '../../src/input/part-of-sources.js';
import { rangeSource } from '../../src/input/range-source.js';
import { fileSource } from '../../src/input/text-chunks.js';
import { runs } from '../properties/runs.js';

async function textOf(source: { open(): AsyncIterable<Buffer> }): Promise<string> {
  let text = '';
  for await (const chunk of source.open()) text += chunk.toString();
  return text;
}

describe('parts of logs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const someText = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\n\n', '\r\n'), { maxLength: 30 })
    .map((all) => all.join(''));

  it('ranges that follow each other have each line of a file once, the one in which it begins', async () => {
    const path = join(folder, 'some.ndjson');
    const cuts = fc.array(fc.nat(100), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(someText, cuts, async (text, numbers) => {
        writeFileSync(path, text);
        const size = text.length;
        const borders = [0, ...numbers.map((number) => number % (size + 1)).sort((a, b) => a - b), size];
        let all = '';
        for (const [index, end] of borders.entries()) {
          const start = borders[index - 1];
          if (start === undefined || start === end) continue;
          const part = await textOf(rangeSource(path, 'some.ndjson', { start, end, size }));
          const begins = (at: number) => at === 0 || text[at - 1] === '\n';
          const first = Array.from({ length: end - start }, (_, at) => start + at).find(begins);
          expect(part === '' ? undefined : all.length).toBe(first === size ? undefined : first);
          all += part;
        }
        expect(all).toBe(text);
      }),
      runs(500),
    );
  });

  it('a range of a file of many chunks has its lines and counts their line feeds', async () => {
    const path = join(folder, 'large.ndjson');
    const text = Array.from(
      { length: 60_000 },
      (_, index) => `{"number": ${index}, "text": "${'x'.repeat(index % 50)}"}\n`,
    ).join('');
    writeFileSync(path, text);
    const size = text.length;
    // With the last ones, lines go on where chunks and ranges end.
    for (const borders of [
      [0, 700_001, 1_048_576, 2_000_000, size],
      [0, ...Array.from({ length: 40 }, (_, index) => 4 * 262_144 - 20 + index), 1_310_721, size],
    ]) {
      let all = '';
      for (const [index, end] of borders.entries()) {
        const start = borders[index - 1];
        if (start === undefined) continue;
        const source = rangeSource(path, 'large.ndjson', { start, end, size });
        const part = await textOf(source);
        expect(source.lineFeeds).toBe(part.split('\n').length - 1);
        all += part;
      }
      expect(all === text).toBe(true);
    }
  });

  it('the parts of several files have every file of lines cut in shares, and every other file once', () => {
    const files = {
      'a.ndjson': '{}\n'.repeat(100),
      'b.json': '[{}]\n'.repeat(30),
      'c.ndjson': '',
      'd.ndjson.gz': 'x'.repeat(90),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const sources = Object.keys(files).map((name) => fileSource(join(folder, name), name));
    for (const of of [1, 2, 3, 7, 600]) {
      const parts = Array.from(
        { length: of },
        (_, index) => partOfSources(sources, { number: index + 1, of }, 'auto').sources,
      );
      const all = parts.flat();
      for (const name of ['b.json', 'c.ndjson', 'd.ndjson.gz']) {
        expect(
          all.filter((source) => source.name === name),
          `${name} of ${of}`,
        ).toHaveLength(1);
      }
      const ranges = all
        .filter(({ name }) => name === 'a.ndjson')
        .map(({ range }) => range ?? { start: 0, end: 300, size: 300 });
      expect(ranges[0]?.start).toBe(0);
      expect(ranges.at(-1)?.end).toBe(300);
      for (const [index, { start }] of ranges.entries()) expect(start).toBe(index === 0 ? 0 : ranges[index - 1]?.end);
    }
  });

  it('a file that begins like a pretty-printed document is not cut, whatever its name says', () => {
    const path = join(folder, 'pretty.ndjson');
    writeFileSync(path, '{\n  "type": "track"\n}\n'.repeat(50));
    const sources = [fileSource(path, 'pretty.ndjson')];
    const parts = [1, 2, 3].map((number) => partOfSources(sources, { number, of: 3 }, 'auto').sources);
    expect(parts.map((part) => part.map(({ range }) => range))).toEqual([[undefined], [], []]);
  });
});
