import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckPool, SLOT_BYTES } from '../../src/check/parallel/check-pool.js';
import { DeferredLines } from '../../src/check/parallel/deferred-lines.js';
import type { RawRecord } from '../../src/record/record.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const registry = builtInRegistry();

describe('CheckPool', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (code: string, workers = 2) => {
    const file = join(folder, `worker-${Math.random()}.mjs`);
    writeFileSync(file, `import { parentPort, workerData } from 'node:worker_threads';\n${code}`);
    return CheckPool.start({ workers, workerFile: pathToFileURL(file), settings: {}, registry });
  };
  const send = (pool: CheckPool, text: string, line = 1): DeferredLines => {
    const found: (RawRecord | DeferredLines)[] = [];
    const chunk = Buffer.from(text);
    pool.cut(chunk, 0, chunk.length, { file: 'a', line, records: line - 1, maxRecordSize: 1000 }, found);
    const [lines] = found;
    if (!(lines instanceof DeferredLines)) throw new Error('nothing was deferred');
    return lines;
  };
  const ANSWERING = `
    parentPort.on('message', ({ slot, bytes, events }) => {
      const text = Buffer.from(workerData.slots[slot], 0, bytes).toString();
      // One record for the main thread.
      const items = { numbers: Int32Array.of(1, 0, bytes - 1, 1, 1, 1, 0, -1), texts: [] };
      const answer = { scans: [], items, names: events.map((event) => ({ call: 'track', event })) };
      setTimeout(() => parentPort.postMessage(answer), Number(text));
    });
    parentPort.postMessage('ready');`;

  it('CheckPool returns the results of each chunk, whichever worker is done first', async () => {
    const pool = await start(ANSWERING);
    const all = ['40\n', '1\n', '20\n', '2\n'].map((text, index) => send(pool, text, index + 1));
    const numbers: unknown[] = [];
    for (const lines of all) {
      const items = (await lines.results()) as RawRecord[];
      numbers.push(...items.map(({ bytes, line }) => [bytes.toString(), line]));
    }
    expect(numbers).toEqual([
      ['40', 1],
      ['1', 2],
      ['20', 3],
      ['2', 4],
    ]);
    await pool.close();
  });

  it('CheckPool has room for two chunks per worker', async () => {
    const pool = await start(ANSWERING, 1);
    expect([pool.room, pool.hasRoom, pool.mostBytes]).toEqual([2, true, SLOT_BYTES]);
    const first = send(pool, '1\n');
    send(pool, '1\n');
    expect([pool.hasRoom, pool.mostBytes]).toEqual([false, 0]);
    await first.results();
    expect(pool.hasRoom).toBe(true);
    await pool.close();
  });

  it('CheckPool rejects all chunks that were sent and all later ones when a worker throws', async () => {
    const pool = await start(`
      parentPort.on('message', () => { throw new Error('broken'); });
      parentPort.postMessage('ready');`);
    const lines = [send(pool, '1\n'), send(pool, '1\n')];
    for (const one of lines) await expect(one.results()).rejects.toThrow('broken');
    await expect(send(pool, '1\n').results()).rejects.toThrow('broken');
    await pool.close();
  });

  it('CheckPool rejects the chunks that were sent when a worker exits', async () => {
    const pool = await start(`
      parentPort.on('message', () => process.exit(7));
      parentPort.postMessage('ready');`);
    await expect(send(pool, '1\n').results()).rejects.toThrow('ended with 7');
    await pool.close();
  });

  it('CheckPool does not start if a worker throws at its start', async () => {
    await expect(start('throw new Error("not today");')).rejects.toThrow('not today');
  });
});
