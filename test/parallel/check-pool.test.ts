import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import type { Deferred } from '../../src/check/check-sources.js';
import { CheckPool, SLOT_BYTES } from '../../src/check/parallel/check-pool.js';
import { DeferredLines } from '../../src/check/parallel/deferred-lines.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { RawRecord } from '../../src/record/record.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const registry = builtInRegistry();
const check = createCheck({ registry, levelOf: ruleLevels([]), now: Date.now });
const NOTHING_PASSED = { lines: 0, records: 0 };

describe('a pool of workers', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (code: string, workers = 2) => {
    const file = join(folder, `worker-${Math.random()}.mjs`);
    writeFileSync(file, `import { parentPort, workerData } from 'node:worker_threads';\n${code}`);
    return CheckPool.start({ workers, workerFile: pathToFileURL(file), settings: {}, check, registry });
  };
  const hand = (pool: CheckPool<object>, text: string): DeferredLines => {
    const found: (RawRecord | Deferred)[] = [];
    const chunk = Buffer.from(text);
    pool.cut(chunk, 0, chunk.length, { file: 'a', line: 1, records: 0, maxRecordSize: 1000 }, found);
    const [lines] = found;
    if (!(lines instanceof DeferredLines)) throw new Error('nothing was deferred');
    return lines;
  };
  const ANSWERING = `
    parentPort.on('message', ({ slot, bytes, events }) => {
      const text = Buffer.from(workerData.slots[slot], 0, bytes).toString();
      // One record that is left to the main thread.
      const items = { numbers: Int32Array.of(1, 0, bytes - 1, 1, 1, 1, 0, -1), texts: [] };
      const answer = { lines: 1, records: 1, scans: [], items, names: events.map((event) => ({ call: 'track', event })) };
      setTimeout(() => parentPort.postMessage(answer), Number(text));
    });
    parentPort.postMessage('ready');`;

  it('is told what each chunk holds, whichever is done first', async () => {
    const pool = await start(ANSWERING);
    const all = ['40\n', '1\n', '20\n', '2\n'].map((text) => hand(pool, text));
    let passed = NOTHING_PASSED;
    const numbers: unknown[] = [];
    for (const lines of all) {
      const judged = await lines.judged(passed);
      passed = judged.passed;
      numbers.push(...judged.items.map((item) => item as RawRecord).map(({ bytes, line }) => [bytes.toString(), line]));
    }
    expect(numbers).toEqual([
      ['40', 1],
      ['1', 2],
      ['20', 3],
      ['2', 4],
    ]);
    await pool.close();
  });

  it('takes as much as its workers have room for, and no more', async () => {
    const pool = await start(ANSWERING, 1);
    expect([pool.room, pool.hasRoom, pool.mostBytes]).toEqual([2, true, SLOT_BYTES]);
    const first = hand(pool, '1\n');
    hand(pool, '1\n');
    expect([pool.hasRoom, pool.mostBytes]).toEqual([false, 0]);
    await first.judged(NOTHING_PASSED);
    expect(pool.hasRoom).toBe(true);
    await pool.close();
  });

  it('says so when a worker breaks down, for all that was handed out and all that follows', async () => {
    const pool = await start(`
      parentPort.on('message', () => { throw new Error('broken'); });
      parentPort.postMessage('ready');`);
    const lines = [hand(pool, '1\n'), hand(pool, '1\n')];
    for (const one of lines) await expect(one.judged(NOTHING_PASSED)).rejects.toThrow('broken');
    await expect(hand(pool, '1\n').judged(NOTHING_PASSED)).rejects.toThrow('broken');
    await pool.close();
  });

  it('says so when a worker ends', async () => {
    const pool = await start(`
      parentPort.on('message', () => process.exit(7));
      parentPort.postMessage('ready');`);
    await expect(hand(pool, '1\n').judged(NOTHING_PASSED)).rejects.toThrow('ended with 7');
    await pool.close();
  });

  it('is none if a worker cannot be started', async () => {
    await expect(start('throw new Error("not today");')).rejects.toThrow('not today');
  });
});
