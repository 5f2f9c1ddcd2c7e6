import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExternalSorter } from '../../src/spill/external-sorter.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { runs } from '../properties/runs.js';
import { testFolders } from '../support/folders.js';

const newFolder = testFolders();
const folder = newFolder();

interface Entry {
  readonly key: readonly number[];
  readonly payload: string;
}

function sort(
  entries: readonly Entry[],
  keyWords: number,
  memoryBytes: number,
  files = new TemporaryFiles({ folder }),
) {
  const sorter = new ExternalSorter({ keyWords, memoryBytes, files });
  for (const { key, payload } of entries) sorter.add(key, Buffer.from(payload));
  return Array.from(sorter.sorted(), ({ key, payload, words, start }) => {
    expect([...words.subarray(start, start + keyWords)]).toEqual([...key]);
    return { key: [...key], payload: Buffer.from(payload).toString() };
  });
}

/** The order of the specification: the sort of the engine, which is stable. */
function expected(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => {
    const word = a.key.findIndex((value, index) => value !== b.key[index]);
    return word < 0 ? 0 : (a.key[word] ?? 0) - (b.key[word] ?? 0);
  });
}

test('the external sorter gives what a stable sort in memory gives, whatever memory it has', () => {
  const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }));
  const law = fc.property(
    fc.integer({ min: 0, max: 3 }),
    fc.array(fc.tuple(word, word, word, fc.string({ maxLength: 30 })), { maxLength: 800, size: 'max' }),
    fc.integer({ min: 1, max: 20_000 }),
    fc.constantFrom(0, 0.5, 0.99, 1),
    (keyWords, drawn, memoryBytes, orderedPart) => {
      const all = drawn.map(([a, b, c, payload], index) => ({
        key: [a, b, c].slice(0, keyWords),
        payload: `${index} ${payload}`,
      }));
      // Entries that come in order are not sorted.
      const ordered = Math.floor(all.length * orderedPart);
      const entries = [...expected(all.slice(0, ordered)), ...all.slice(ordered)];
      expect(sort(entries, keyWords, memoryBytes)).toEqual(expected(entries));
    },
  );
  fc.assert(law, { ...runs(200), endOnFailure: true });
});

test('the external sorter merges more runs than it opens at once', () => {
  const files = new TemporaryFiles({ folder });
  const entries = Array.from({ length: 20_000 }, (_, index) => ({ key: [(index * 7919) % 5003], payload: `${index}` }));
  expect(sort(entries, 1, 1000, files)).toEqual(expected(entries));
  // Each run has fewer than a hundred entries: more than 64 runs, which take a pass of their own.
  expect(files.bytesWritten).toBeGreaterThan(2 * 20_000 * 12);
});

test('the external sorter takes an entry that is larger than its memory and its buffers', () => {
  const entries = [5, 1, 3, 1].map((number) => ({ key: [number, 0], payload: `${number}`.repeat(200_000 + number) }));
  expect(sort(entries, 2, 100)).toEqual(expected(entries));
});

test('the external sorter sorts below its memory budget without a file', () => {
  const entries = [3, 1, 2, 1].map((number, index) => ({ key: [number], payload: `${index}` }));
  expect(sort(entries, 1, 10_000, new TemporaryFiles({ folder: '/missing' }))).toEqual(expected(entries));
  expect(sort([], 1, 10_000, new TemporaryFiles({ folder: '/missing' }))).toEqual([]);
});

test('the external sorter frees its file when the loop over its entries is left', () => {
  const files = new TemporaryFiles({ folder });
  const sorter = new ExternalSorter({ keyWords: 1, memoryBytes: 100, files });
  for (let number = 0; number < 1000; number++) sorter.add([number]);
  for (const { key } of sorter.sorted()) if (key[0] === 10) break;
  expect(files.openCount).toBe(0);
});
