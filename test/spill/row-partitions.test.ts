import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowPartitions } from '../../src/spill/row-partitions.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { runs } from '../properties/runs.js';
import { testFolders } from '../support/folders.js';

const newFolder = testFolders();
const files = new TemporaryFiles({ folder: newFolder() });

function add(rows: RowPartitions, partition: number, words: readonly number[]): void {
  const at = rows.rowFor(partition);
  rows.rows.set(words, at);
}

/** A row that no other one is like. */
function row(number: number, words: number): number[] {
  return Array.from({ length: words }, (_, word) => (Math.imul(number * words + word + 1, 0x9e3779b1) ^ number) >>> 0);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

test('a partition has its rows in the order in which they were added, word for word, with and without spilling', () => {
  const law = fc.property(
    fc.integer({ min: 1, max: 25 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 0, max: 150_000 }),
    fc.integer({ min: 1, max: 300_000 }),
    fc.integer({ min: 1, max: 97 }),
    (words, count, allWords, memoryBytes, step) => {
      const partitions = new RowPartitions({ words, partitions: count, memoryBytes, files });
      const expected: number[][] = Array.from({ length: count }, () => []);
      const size = Math.floor(allWords / words);
      for (let number = 0; number < size; number++) {
        const partition = Math.floor(number / step) % count;
        const added = row(number, words);
        for (const word of added) expected[partition]?.push(word);
        add(partitions, partition, added);
      }
      expect(partitions.size).toBe(size);
      for (const [partition, rows] of expected.entries()) {
        const flat = bytesOf(Uint32Array.from(rows));
        expect(partitions.rowCount(partition) * words).toBe(rows.length);
        expect(flat.equals(bytesOf(partitions.read(partition)))).toBe(true);
        const blocks = Array.from(partitions.blocks(partition), (block) => Buffer.from(bytesOf(block)));
        expect(flat.equals(Buffer.concat(blocks))).toBe(true);
      }
      partitions.close();
    },
  );
  fc.assert(law, { ...runs(40), endOnFailure: true });
});

test('rows below the memory budget do not touch the disk', () => {
  const untouched = new TemporaryFiles({ folder: '/missing' });
  const rows = new RowPartitions({ words: 16, partitions: 64, memoryBytes: 4 * 2 ** 20, files: untouched });
  for (let number = 0; number < 20_000; number++) add(rows, number % 64, row(number, 16));
  expect([rows.size, rows.spilledBytes]).toEqual([20_000, 0]);
});

test('rows of one partition alone spill, although all others are empty', () => {
  const rows = new RowPartitions({ words: 4, partitions: 3, memoryBytes: 1, files });
  for (let number = 0; number < 100_000; number++) add(rows, 1, row(number, 4));
  expect(rows.spilledBytes).toBeGreaterThan(1_400_000);
  expect(rows.read(1).subarray(-4)).toEqual(Uint32Array.from(row(99_999, 4)));
  expect(rows.rowCount(0)).toBe(0);
  rows.close();
});
