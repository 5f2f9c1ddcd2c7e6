import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { Failure } from '../../src/failure.js';
import { RowPartitions } from '../../src/spill/row-partitions.js';
import type { FileSystem } from '../../src/spill/temporary-files.js';
import { NODE_FILE_SYSTEM, TemporaryFiles } from '../../src/spill/temporary-files.js';
import { testFolders } from '../support/folders.js';
import { ROOT } from '../support/root.js';

const newFolder = testFolders();
const program = join(newFolder(), 'program.mjs');

/** Creates files and fills them, again and again, until somebody ends it. */
const PROGRAM = `
  import { TemporaryFiles } from './src/spill/temporary-files.ts';
  for (;;) {
    const files = new TemporaryFiles();
    for (let count = 0; count < 3; count++) files.create().append([new Uint8Array(10_000)]);
    files.close();
    console.log('again');
    if (process.argv[2] === 'throw') throw new Error('thrown by the program');
    if (process.argv[2] === 'end') break;
  }
`;

beforeAll(async () => {
  await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});

function start(folder: string, ...args: string[]) {
  return spawn(process.execPath, [program, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A system that writes this many bytes and no more. */
function fullAfter(bytes: number, code = 'ENOSPC'): FileSystem {
  let left = bytes;
  return {
    ...NODE_FILE_SYSTEM,
    write(fd, parts, position) {
      const first = (parts[0] as Uint8Array).subarray(0, left);
      if (first.length === 0) throw Object.assign(new Error(`${code}: it is full, write`), { code });
      left -= first.length;
      return NODE_FILE_SYSTEM.write(fd, [first], position);
    },
  };
}

test('a temporary file gives back the bytes that were appended, wherever they are read', () => {
  const folder = newFolder();
  const files = new TemporaryFiles({ folder });
  const file = files.create();
  file.append([Buffer.from('ab'), Buffer.from(''), Buffer.from('cde')]);
  file.append(Array.from({ length: 3000 }, (_, index) => Buffer.from([index & 255])));
  const read = Buffer.alloc(4);
  file.read(read, 1);
  expect([read.toString(), file.size, files.bytesWritten]).toEqual(['bcde', 3005, 3005]);
  file.read(read, 3001);
  expect([...read]).toEqual([2996, 2997, 2998, 2999].map((number) => number & 255));
  expect(readdirSync(folder)).toEqual([]);
  files.close();
});

test('a temporary file is written on where the system took only a part', () => {
  const system: FileSystem = {
    ...NODE_FILE_SYSTEM,
    write: (fd, parts, position) => NODE_FILE_SYSTEM.write(fd, [(parts[0] as Uint8Array).subarray(0, 7)], position),
    read: (fd, target, offset, length, position) =>
      NODE_FILE_SYSTEM.read(fd, target, offset, Math.min(length, 5), position),
  };
  const files = new TemporaryFiles({ folder: newFolder(), system });
  const file = files.create();
  const parts = [3, 7, 20, 1].map((length, index) => new Uint8Array(length).fill(index + 1));
  file.append(parts);
  const read = Buffer.alloc(31);
  file.read(read, 0);
  expect(read.equals(Buffer.concat(parts))).toBe(true);
  files.close();
});

test('a full disk is a failure that names folder, bytes and what to do', () => {
  const folder = newFolder();
  const files = new TemporaryFiles({ folder, system: fullAfter(50_000) });
  const rows = new RowPartitions({ words: 4, partitions: 2, memoryBytes: 1, files });
  const failure = failureOf(() => {
    for (let number = 0; number < 100_000; number++) rows.rowFor(number & 1);
  });
  expect(failure.code).toBe('unwritable-temporary-file');
  expect(failure.message).toBe(
    `cannot write a temporary file in ${folder}, after 50,000 bytes: no space is left on the device`,
  );
  expect(failure.hint).toContain('TMPDIR');
  expect(failure.hint).toContain("--rule 'conversation/*=off' --rule segment/duplicate-message-id=off");
  expect(failure.cause).toMatchObject({ code: 'ENOSPC' });
  files.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that became shorter is a failure, and so is a reading error', () => {
  const system = { ...NODE_FILE_SYSTEM, read: () => 0 };
  const file = new TemporaryFiles({ folder: newFolder(), system }).create();
  file.append([new Uint8Array(3)]);
  expect(failureOf(() => file.read(new Uint8Array(3), 0)).message).toContain('shorter than what was written');
  file.close();
});

test('a missing folder for temporary files fails only when a file is needed', () => {
  const files = new TemporaryFiles({ folder: '/missing/folder' });
  files.close();
  expect(failureOf(() => files.create()).message).toBe(
    'cannot write a temporary file in /missing/folder, after 0 bytes: it does not exist',
  );
});

test('a folder that takes no file is a failure', () => {
  const denied = (): never => {
    throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
  };
  const files = new TemporaryFiles({
    folder: newFolder(),
    system: { ...NODE_FILE_SYSTEM, open: denied, list: denied },
  });
  expect(failureOf(() => files.create()).message).toContain('permission denied');
});

test('the next run removes what a killed run left, and nothing else', () => {
  const others = ['copilot-events-1.spill', 'copilot-events-1-a.spill.txt', 'other-1-a.spill', 'log.ndjson'];
  const folder = newFolder({
    'copilot-events-zz-1a2b.spill': '',
    ...Object.fromEntries(others.map((name) => [name, ''])),
  });
  const files = new TemporaryFiles({ folder });
  expect(readdirSync(folder)).toHaveLength(5);
  files.create();
  expect(readdirSync(folder).sort()).toEqual(others.sort());
  files.close();
});

test('two runs that use one folder at once do not disturb each other', () => {
  const folder = newFolder();
  const [one, other] = [new TemporaryFiles({ folder }), new TemporaryFiles({ folder })];
  const created = [one, other, one, other].map((files, index) => {
    const file = files.create();
    file.append([Buffer.from(`bytes of ${index}`)]);
    return file;
  });
  one.close();
  const read = Buffer.alloc(10);
  created[3]?.read(read, 0);
  expect(read.toString()).toBe('bytes of 3');
  other.close();
});

test('a name that is taken is not used, even if it is a link', () => {
  const folder = newFolder();
  let attempts = 0;
  const system: FileSystem = {
    ...NODE_FILE_SYSTEM,
    open(path, flags, mode) {
      if (++attempts < 3) writeFileSync(path, 'of somebody else');
      return NODE_FILE_SYSTEM.open(path, flags, mode);
    },
  };
  new TemporaryFiles({ folder, system }).create().close();
  expect(attempts).toBe(3);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a run that is killed or ended at any moment leaves nothing that the next run does not remove', async () => {
  const folder = newFolder();
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
    const [first, second] = [start(folder), start(folder)];
    await Promise.all([once(first.stdout, 'data'), once(second.stdout, 'data')]);
    await setTimeout(Math.random() * 20);
    first.kill(signal);
    await once(first, 'exit');
    // The other one goes on: it has not lost its files.
    await once(second.stdout, 'data');
    second.kill('SIGKILL');
    await once(second, 'exit');
    const left = readdirSync(folder);
    expect(left.length).toBeLessThanOrEqual(2);
    new TemporaryFiles({ folder }).create().close();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a run that ends, or throws, leaves no temporary file', async () => {
  const folder = newFolder();
  const codes = await Promise.all(['end', 'throw'].map(async (how) => (await once(start(folder, how), 'exit'))[0]));
  expect(codes).toEqual([0, 1]);
  expect(readdirSync(folder)).toEqual([]);
});
