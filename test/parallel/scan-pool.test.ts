import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordBatch } from '../../src/input/read-records.js';
import { readRecords } from '../../src/input/read-records.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import { ScanPool } from '../../src/scan/parallel/scan-pool.js';
import { scannedFile } from '../../src/scan/parallel/scanned-file.js';
import type { Scanner } from '../../src/scan/scanner.js';
import { builtInRegistry } from '../../src/schema/registry.js';

/** The code of a worker that is ready when it has its scanner, and then calls a function with each job. */
const worker = (onJob: string): string => `
  import { parentPort } from 'node:worker_threads';
  parentPort.once('message', () => {
    parentPort.on('message', ${onJob});
    parentPort.postMessage('ready');
  });`;
const ALL = { begin: 0, end: 0, lines: 0, count: 0, isText: true };

describe('ScanPool', () => {
  let folder: string;
  let scanner: Scanner;
  let log: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    log = join(folder, 'log.ndjson');
    writeFileSync(log, '{"type":"page","userId":"u1"}\n'.repeat(100_000));
    scanner = (await loadScanner({ registry: builtInRegistry(), isOn: () => false, wantsFacts: false })) as Scanner;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (code: string, workers = 2) => {
    const file = join(folder, `worker-${Math.random()}.mjs`);
    writeFileSync(file, code);
    const pool = new ScanPool({ workers, workerFile: pathToFileURL(file) });
    pool.begin(scanner);
    return pool;
  };

  it('ScanPool sends each block to a worker with room, and as many blocks as there is room for', async () => {
    const pool = start(worker(`({ block }) => parentPort.postMessage({ ...${JSON.stringify(ALL)}, rest: block.end })`));
    expect(pool.submit(0, { start: 0, end: 1 }, 0)).toBeUndefined();
    await pool.ready();
    const blocks = Array.from({ length: 7 }, (_, index) => pool.submit(0, { start: index, end: index + 1 }, 0));
    expect(blocks.map((block) => block?.block.end)).toEqual([1, 2, 3, 4, 5, 6, undefined]);
    expect(blocks[0]?.scan).toBeUndefined();
    expect(await Promise.all(blocks.map((block) => block?.done()))).toMatchObject(
      [1, 2, 3, 4, 5, 6].map((rest) => ({ rest })).concat([undefined as never]),
    );
    expect(blocks[0]?.scan).toMatchObject({ rest: 1 });
    blocks[2]?.release();
    expect(pool.submit(0, { start: 7, end: 8 }, 0)).toBeDefined();
    await pool.close();
  });

  it('ScanPool starts workers before there is a scanner, and sends them no blocks until then', async () => {
    const file = join(folder, 'early.mjs');
    writeFileSync(file, worker(`() => parentPort.postMessage(${JSON.stringify({ ...ALL, rest: 1 })})`));
    const pool = new ScanPool({ workers: 1, workerFile: pathToFileURL(file) });
    expect(pool.submit(0, { start: 0, end: 1 }, 0)).toBeUndefined();
    pool.begin(scanner);
    await pool.ready();
    expect(await pool.submit(0, { start: 0, end: 1 }, 0)?.done()).toMatchObject({ rest: 1 });
    // Each file of a log begins with it.
    pool.begin(scanner);
    expect(await pool.submit(0, { start: 0, end: 1 }, 0)?.done()).toMatchObject({ rest: 1 });
    await pool.close();
  });

  it('ScanPool sends a worker the names that were learned since its last block', async () => {
    const pool = start(
      worker(`({ patches }) => parentPort.postMessage({ ...${JSON.stringify(ALL)}, rest: patches.length })`),
      1,
    );
    await pool.ready();
    const sizes: (number | undefined)[] = [];
    for (const event of ['Own Event', undefined, 'Other Event']) {
      if (event !== undefined) scanner.learn(event);
      const block = pool.submit(0, { start: 0, end: 1 }, 0);
      sizes.push((await block?.done())?.rest);
      block?.release();
    }
    // Of each name, its text and its slot.
    expect(sizes).toEqual([2, 0, 2]);
    await pool.close();
  });

  it.each([
    ['throws', worker(`() => { throw new Error('broken'); }`), 'broken'],
    ['exits', worker('() => process.exit(7)'), 'ended with 7'],
  ])('ScanPool rejects the blocks that were sent, and later ones, when a worker %s', async (_, code, message) => {
    const pool = start(code, 1);
    await pool.ready();
    const first = pool.submit(0, { start: 0, end: 1 }, 0);
    await expect(first?.done()).rejects.toThrow(message);
    await expect(pool.submit(0, { start: 0, end: 1 }, 0)?.done()).rejects.toThrow(message);
    await pool.close();
  });

  it('ScanPool goes without a worker that fails at its start', async () => {
    const pool = start('throw new Error("not today");');
    await pool.ready();
    expect(pool.submit(0, { start: 0, end: 1 }, 0)).toBeUndefined();
    await pool.close();
  });

  const read = async (pool: ScanPool): Promise<number> => {
    let records = 0;
    const batches = scannedFile(
      { name: log, path: log },
      {
        ...{ scanner, pool, maxRecordSize: 1000, keepsBytes: false, now: Date.now },
        async *readRest(): AsyncGenerator<RecordBatch<never>> {
          yield { records: [], text: Buffer.alloc(0) };
        },
      },
    );
    for await (const batch of batches) {
      for (const item of batch.records) records += item.kind === 'accepted' ? item.count : 1;
      batch.release?.();
    }
    return records;
  };

  it('scannedFile reads a file without workers if none starts', async () => {
    const pool = start('throw new Error("not today");');
    await pool.ready();
    expect(await read(pool)).toBeGreaterThan(20_000);
    await pool.close();
  });

  it('scannedFile throws what makes a worker fail', async () => {
    const pool = start(worker(`() => { throw new Error('broken'); }`));
    await pool.ready();
    await expect(read(pool)).rejects.toThrow('broken');
    await pool.close();
  });

  const LONG = 300_000;
  /** The records of a log with long lines, which this thread reads by itself; `during` is called when the first ones were read. */
  const readRotated = async (during: (path: string) => void): Promise<number> => {
    const path = join(folder, 'rotated.ndjson');
    const lines = '{"type":"page","userId":"u1"}\n'.repeat(8000);
    writeFileSync(path, `${lines}{"type":"page","userId":"${'u'.repeat(LONG)}"}\n`.repeat(8));
    const pool = start('throw new Error("not today");');
    await pool.ready();
    const batches = scannedFile(
      { name: path, path },
      {
        ...{ scanner, pool, maxRecordSize: 1_000_000, keepsBytes: false, now: Date.now },
        readRest: (rest, before) => readRecords(rest, { inputFormat: 'ndjson', maxRecordSize: 1_000_000, before }),
      },
    );
    let records = 0;
    try {
      for await (const batch of batches) {
        if (records === 0) during(path);
        for (const item of batch.records) records += item.kind === 'accepted' ? item.count : 1;
        batch.release?.();
      }
    } finally {
      await pool.close();
    }
    return records;
  };

  it.each<[string, (path: string) => void]>([
    ['stays as it is', () => {}],
    ['is renamed', (path) => renameSync(path, `${path}.1`)],
    [
      'is replaced by a short one',
      (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, '{}\n');
      },
    ],
    [
      'is replaced by a long one',
      (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, '{}\n'.repeat(1_500_000));
      },
    ],
  ])('scannedFile reads all lines of the file that it opened when the log %s', async (_, during) => {
    expect(await readRotated(during)).toBe(8 * 8001);
  });

  it('scannedFile reads what is appended to the log while it is read', async () => {
    const more = '{"type":"page","userId":"u2"}\n'.repeat(30_000);
    expect(await readRotated((path) => appendFileSync(path, more))).toBe(8 * 8001 + 30_000);
  });

  it.each([0, 30 * 1000, 1_500_000])(
    'scannedFile fails when the log is cut to %i bytes while it is read',
    async (left) => {
      await expect(readRotated((path) => truncateSync(path, left))).rejects.toThrow(
        'it became shorter while it was read',
      );
    },
  );

  it('scannedFile fails with the reason when the file is gone', async () => {
    const pool = start('throw new Error("not today");');
    const path = join(folder, 'gone.ndjson');
    const batches = scannedFile(
      { name: 'gone.ndjson', path },
      {
        ...{ scanner, pool, maxRecordSize: 1000, keepsBytes: false, now: Date.now },
        readRest: (rest, before) => readRecords(rest, { inputFormat: 'ndjson', maxRecordSize: 1000, before }),
      },
    );
    await expect(batches.next()).rejects.toThrow('cannot read gone.ndjson: it does not exist');
    await pool.close();
  });
});
