import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rangeSource } from '../../src/input/range-source.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import type { Block } from '../../src/scan/parallel/block-scanner.js';
import { BLOCK_BYTES, BlockMemory, MEMORY_BYTES } from '../../src/scan/parallel/block-scanner.js';
import type { Scanner } from '../../src/scan/scanner.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { PATIENT, runs } from '../properties/runs.js';

const LINE = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('', ' ', '{}', '{"type":"page"}', 'é', '\r', '{"a":"😀"}\r') },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 5000 }).map((size) => 'x'.repeat(size)) },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 300_000 }).map((size) => 'y'.repeat(size)) },
);

describe('BlockScanner', () => {
  let folder: string;
  let scanner: Scanner;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    scanner = (await loadScanner({ registry: builtInRegistry(), isOn: () => false, wantsFacts: false })) as Scanner;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const memory = new BlockMemory(new ArrayBuffer(MEMORY_BYTES));

  /** The text of the blocks that was scanned, and that of the rest, read as a range. */
  const textOf = async (path: string, blocks: readonly Block[], size: number) => {
    const fd = openSync(path, 'r');
    const parts: Buffer[] = [];
    let restBytes = 0;
    let lines = 0;
    for (const block of blocks) {
      const scan = scanner.blocks.scan(fd, block, memory, 0);
      parts.push(Buffer.from(memory.text.subarray(scan.begin, scan.end)));
      lines += scan.lines;
      if (scan.rest === block.end) continue;
      const rest = rangeSource(path, path, { start: scan.rest, end: block.end, size });
      for await (const chunk of rest.open()) {
        parts.push(Buffer.from(chunk));
        restBytes += chunk.length;
      }
      lines += rest.lineFeeds ?? 0;
    }
    closeSync(fd);
    return { text: Buffer.concat(parts).toString(), lines, restBytes };
  };

  it(
    'BlockScanner scans each line in the block in which it begins, and names what it leaves out',
    PATIENT,
    async () => {
      const path = join(folder, 'log.ndjson');
      await fc.assert(
        fc.asyncProperty(
          fc.array(LINE, { maxLength: 30 }),
          fc.boolean(),
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
          async (lines, isEnded, cuts) => {
            const text = Buffer.from(lines.join('\n') + (isEnded ? '\n' : ''));
            writeFileSync(path, text);
            const size = text.length;
            const ends = [...cuts.map((cut) => Math.round(cut * size)), size];
            for (let end = BLOCK_BYTES; end < size; end += BLOCK_BYTES) ends.push(end);
            ends.sort((a, b) => a - b);
            const blocks = ends
              .map((end, index) => ({ start: ends[index - 1] ?? 0, end }))
              .filter(({ start, end }) => start < end);
            const found = await textOf(path, blocks, size);
            const isAdded = found.text.length === text.toString().length + 1;
            expect(found.text === text.toString() + (isAdded ? '\n' : '')).toBe(true);
            expect(found.lines).toBe(found.text.split('\n').length - 1);
          },
        ),
        runs(200),
      );
    },
  );

  it('BlockScanner leaves a byte order mark out, and keeps it in what is left of the first block', async () => {
    const path = join(folder, 'marked.ndjson');
    writeFileSync(path, '\ufeff{}\n');
    expect(await textOf(path, [{ start: 0, end: 6 }], 6)).toEqual({ text: '{}\n', lines: 1, restBytes: 0 });
    const long = `\ufeff${'x'.repeat(300_000)}\n`;
    writeFileSync(path, long);
    expect(await textOf(path, [{ start: 0, end: 100 }], 300_004)).toEqual({ text: long, lines: 1, restBytes: 300_004 });
  });

  it('BlockScanner leaves a block out that cannot be read', () => {
    expect(scanner.blocks.scan(-1, { start: 7, end: 9 }, memory, 0)).toMatchObject({ count: 0, rest: 7 });
  });
});
