import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaselineEntry } from '../../src/baseline/baseline-entry.js';
import { baselineText, parseBaseline, readBaseline, writeBaseline } from '../../src/baseline/baseline-file.js';
import { Failure } from '../../src/failure.js';
import { testFolders } from '../support/folders.js';

const folderWith = testFolders();

const entry = fc.record(
  {
    rule: fc.constantFrom('schema/type', 'schema/required', 'json/invalid-syntax'),
    event: fc.string(),
    pointer: fc.constantFrom('', '/type', '/properties/items/*/id', '/properties/\u202ex'),
    count: fc.integer({ min: 1, max: 1_000_000 }),
  },
  { requiredKeys: ['rule', 'pointer', 'count'] },
);
const entries = fc.uniqueArray(entry, {
  selector: ({ rule, event, pointer }) => JSON.stringify([rule, event ?? null, pointer]),
});

const sorted = (list: readonly BaselineEntry[]) =>
  list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();

describe('the file of a baseline', () => {
  it('the baseline file round-trips its entries, one per line, in a fixed order', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const text = baselineText(list);
        expect(text.split('\n').length - 1).toBe(list.length);
        expect(sorted(parseBaseline(text, 'b'))).toEqual(sorted(list));
        expect(baselineText(list.toReversed())).toBe(text);
        expect(text).not.toMatch(/[\u202e\u007f-\u009f]/);
      }),
    );
  });

  it('the baseline parser accepts the lines of both sides of a merge, and uses the greater count', () => {
    const line = (count: number) => `{"rule":"schema/type","event":"A","pointer":"/x","count":${count}}`;
    const other = '{"rule":"call/missing-type","pointer":"/type","count":2}';
    expect(parseBaseline(`${line(3)}\r\n${line(7)}\n\n${other}\n${line(5)}`, 'b')).toEqual([
      { rule: 'schema/type', event: 'A', pointer: '/x', count: 7 },
      { rule: 'call/missing-type', pointer: '/type', count: 2 },
    ]);
  });

  it.each([
    ['text', 'hello', 'b:2: this line of the baseline is not JSON'],
    ['a string', '"x"', 'b:2: this line is not an entry of a baseline: an entry is an object'],
    ['no rule', '{"pointer":"","count":1}', 'b:2: this line is not an entry of a baseline: rule is not a string'],
    ['no pointer', '{"rule":"a/b","count":1}', 'pointer is not a string'],
    ['an event of another type', '{"rule":"a/b","pointer":"","event":1,"count":1}', 'event is not a string'],
    ['a count of zero', '{"rule":"a/b","pointer":"","count":0}', 'count is not a whole number'],
    ['a conflict', '<<<<<<< HEAD', 'b:2: a merge was left in conflict here'],
  ])('the baseline parser reports the line that holds %s', (_, line, message) => {
    const good = '{"rule":"a/b","pointer":"","count":1}';
    expect(() => parseBaseline(`${good}\n${line}\n`, 'b')).toThrow(Failure);
    expect(() => parseBaseline(`${good}\n${line}\n`, 'b')).toThrow(message);
  });

  it('the baseline file is written all at once, or not at all', async () => {
    const folder = folderWith({ b: 'old\n', 'full/': '' });
    await writeBaseline(join(folder, 'b'), 'b', [{ rule: 'a/b', pointer: '', count: 1 }]);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('{"rule":"a/b","pointer":"","count":1}\n');
    await expect(writeBaseline(join(folder, 'full'), 'full', [])).rejects.toThrow('cannot write the baseline full');
    await expect(writeBaseline(join(folder, 'no/b'), 'no/b', [])).rejects.toThrow('its folder does not exist');
    expect(readdirSync(folder).sort()).toEqual(['b', 'full']);
  });

  it('the baseline file may be missing, but not a directory', async () => {
    expect(await readBaseline(join(folderWith(), 'b'), 'b')).toBeUndefined();
    await expect(readBaseline(folderWith(), 'b')).rejects.toThrow('cannot read the baseline b: it is a directory');
  });
});
