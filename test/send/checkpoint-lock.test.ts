import { spawn } from 'node:child_process';
import { existsSync, linkSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockCheckpoint } from '../../src/send/checkpoint-lock.js';
import { testFolders } from '../support/folders.js';

const folderWith = testFolders();
const TIMES = { renewMs: 40, deadAfterMs: 400 };

const lock = (path: string) => lockCheckpoint(path, 'sent.json', TIMES);

/** The lock of a run of this process, with changes. Returns the path of its checkpoint. */
async function lockOf(changes: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(folderWith(), 'sent.json');
  const held = await lock(path);
  const holder = JSON.parse(readFileSync(`${path}.lock`, 'utf8'));
  await held.release();
  writeFileSync(`${path}.lock`, JSON.stringify({ ...holder, ...changes }));
  return path;
}

/** A process id that no process has. */
const DEAD = 2 ** 22 + 5;

/** The id of a process that lives until the test is over. */
function alivePid(): number {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill());
  return child.pid as number;
}

/** Renews a lock, as its holder does, until the test is over. */
function renew(path: string): void {
  const timer = setInterval(() => {
    const now = new Date();
    utimesSync(`${path}.lock`, now, now);
  }, TIMES.renewMs);
  onTestFinished(() => clearInterval(timer));
}

describe('the lock of a checkpoint', () => {
  it('the lock of a checkpoint keeps a second run out while the first one holds it, and no longer', async () => {
    const path = join(folderWith(), 'sent.json');
    const first = await lock(path);
    await expect(lock(path)).rejects.toThrow(`another run is at work on sent.json (process ${process.pid})`);
    await first.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
    await (await lock(path)).release();
  });

  it.each<[name: string, changes: () => Readonly<Record<string, unknown>>]>([
    ['of a process that is dead', () => ({ pid: DEAD })],
    ['of a dead process whose id another one has now', () => ({ pid: alivePid(), started: '12' })],
    ['of an earlier run with our own process id, as in a container', () => ({ run: 'earlier', started: '12' })],
  ])('a lock %s is taken over at once', async (_, changes) => {
    const path = await lockOf(changes());
    const start = performance.now();
    const held = await lock(path);
    expect(performance.now() - start).toBeLessThan(TIMES.deadAfterMs);
    await held.assertHeld();
    await held.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.each<[name: string, changes: Readonly<Record<string, unknown>>]>([
    ['of another machine', { host: 'elsewhere', machine: 'elsewhere 1 2' }],
    ['of a container that is gone, with our own process id', { machine: 'this-host 1 pid:[1]' }],
    ['that tells no machine, from an older version', { machine: undefined, run: undefined }],
  ])('a lock %s is taken over when it is not renewed any more', async (_, changes) => {
    const path = await lockOf({ run: 'other', ...changes });
    const start = performance.now();
    const held = await lock(path);
    expect(performance.now() - start).toBeGreaterThan(TIMES.deadAfterMs - 50);
    await held.release();
  });

  it('a lock of another machine is respected as long as it is renewed', async () => {
    const path = await lockOf({ host: 'elsewhere', machine: 'elsewhere 1 2', run: 'other', pid: 7 });
    renew(path);
    await expect(lock(path)).rejects.toThrow('another run is at work on sent.json (process 7 on elsewhere)');
  });

  it('a lock is renewed by its holder', async () => {
    const path = join(folderWith(), 'sent.json');
    const held = await lock(path);
    utimesSync(`${path}.lock`, 1, 1);
    await sleep(TIMES.renewMs * 5);
    utimesSync(`${path}.lock`, 2, 2);
    await sleep(TIMES.renewMs * 5);
    expect(readFileSync(`${path}.lock`, 'utf8')).toContain('"pid"');
    const other = await lockOf({ machine: 'elsewhere', run: 'other' });
    // The same file under two names: our renewals show there, too.
    renameSync(`${other}.lock`, `${other}.old`);
    linkSync(`${path}.lock`, `${other}.lock`);
    await expect(lock(other)).rejects.toThrow('another run is at work');
    await held.release();
  });

  it.each(['', '{"pid"', '{"pid":0}'])('a lock that is cut off is taken over: %j', async (text) => {
    const path = join(folderWith(), 'sent.json');
    writeFileSync(`${path}.lock`, text);
    await (await lock(path)).release();
  });

  it('a file that is not a lock is not overwritten by one', async () => {
    const path = join(folderWith(), 'sent.json');
    writeFileSync(`${path}.lock`, '{"type":"track"}\n');
    await expect(lock(path)).rejects.toThrow('sent.json.lock is not a lock of ours');
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('{"type":"track"}\n');
  });

  it('a lock goes to one of several runs that take it over at the same moment', async () => {
    for (let round = 0; round < 20; round++) {
      const path = await lockOf({ pid: DEAD });
      const all = await Promise.allSettled(Array.from({ length: 4 }, () => lock(path)));
      const held = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
  });

  it('a holder that slept sees that another run took its lock over', async () => {
    const path = join(folderWith(), 'sent.json');
    const sleeper = await lock(path);
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: DEAD, host: 'elsewhere', machine: 'x', run: 'other' }));
    await expect(sleeper.assertHeld()).rejects.toThrow('another run has taken sent.json over');
    await sleeper.release();
    expect(existsSync(`${path}.lock`)).toBe(true);
  });
});
