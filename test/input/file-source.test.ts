import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSource } from '../../src/input/text-chunks.js';

const KB = 1024;

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileOf = (bytes: number): { path: string; content: Buffer } => {
    const path = join(folder, `${bytes}`);
    const content = Buffer.alloc(bytes);
    for (let at = 0; at < bytes; at++) content[at] = (at * 31 + (at >>> 8)) & 0xff;
    writeFileSync(path, content);
    return { path, content };
  };
  const SIZES = [0, 1, 255, 256, 257, 511, 1024, 1279, 1280, 1281, 1536, 5000].map((kilobytes) => kilobytes * KB);
  const ALL = [...SIZES, ...SIZES.map((size) => size + 1)];

  it('fileSource reads a whole file in chunks that are not overwritten', async () => {
    for (const size of ALL) {
      const { path, content } = fileOf(size);
      const chunks: Buffer[] = [];
      for await (const chunk of fileSource(path, 'a').open()) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(content), `${size} bytes`).toBe(true);
    }
  });

  it('fileSource waits for the writer of a named pipe without blocking this thread', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    spawn('sh', ['-c', 'sleep 0.5; echo written > "$0"', path]);
    let isBlocked = true;
    setTimeout(() => {
      isBlocked = false;
    }, 10);
    const chunks: Buffer[] = [];
    for await (const chunk of fileSource(path, 'a').open()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('written\n');
    expect(isBlocked).toBe(false);
  });

  // A system without it does not list the open files of a process.
  it.runIf(existsSync('/proc/self/fd'))(
    'fileSource closes its file, though its reader leaves while more is read',
    async () => {
      const { path } = fileOf(5000 * KB);
      const isOpen = (fd: string): boolean => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      };
      for await (const chunk of fileSource(path, 'a').open()) {
        expect(chunk.length).toBe(256 * KB);
        expect(readdirSync('/proc/self/fd').filter(isOpen)).toHaveLength(1);
        break;
      }
      expect(readdirSync('/proc/self/fd').filter(isOpen)).toHaveLength(0);
    },
  );

  it('fileSource reads a whole file in bounded memory if each chunk is recycled', async () => {
    for (const size of ALL) {
      const { path, content } = fileOf(size);
      const source = fileSource(path, 'a');
      const memory = new Set<ArrayBufferLike>();
      let at = 0;
      for await (const chunk of source.open()) {
        expect(chunk.equals(content.subarray(at, at + chunk.length)), `${size} bytes, from ${at}`).toBe(true);
        at += chunk.length;
        memory.add(chunk.buffer);
        source.recycle?.(chunk);
      }
      expect(at).toBe(size);
      expect(memory.size).toBeLessThanOrEqual(9);
    }
  });

  it.each([0, 1, 3000 * KB])('fileSource fails when its file is cut to %i bytes while it is read', async (left) => {
    const { path } = fileOf(5000 * KB);
    let bytes = 0;
    const readAll = async (): Promise<void> => {
      for await (const chunk of fileSource(path, 'a').open()) {
        if (bytes === 0) truncateSync(path, left);
        bytes += chunk.length;
      }
    };
    await expect(readAll()).rejects.toThrow('it became shorter while it was read');
    expect(bytes).toBeGreaterThan(0);
  });

  it('fileSource reads what is appended while it is read', async () => {
    const { path } = fileOf(5000 * KB);
    let bytes = 0;
    for await (const chunk of fileSource(path, 'a').open()) {
      if (bytes === 0) appendFileSync(path, 'more');
      bytes += chunk.length;
    }
    expect(bytes).toBe(5000 * KB + 4);
  });

  it('fileSource keeps chunks unchanged until they are recycled', async () => {
    const { path, content } = fileOf(5000 * KB);
    const source = fileSource(path, 'a');
    const held: { chunk: Buffer; at: number }[] = [];
    let at = 0;
    for await (const chunk of source.open()) {
      held.push({ chunk, at });
      at += chunk.length;
      if (held.length < 4) continue;
      const first = held.shift();
      if (first === undefined) continue;
      expect(first.chunk.equals(content.subarray(first.at, first.at + first.chunk.length))).toBe(true);
      source.recycle?.(first.chunk);
    }
    for (const late of held) {
      expect(late.chunk.equals(content.subarray(late.at, late.at + late.chunk.length))).toBe(true);
    }
  });

  it('fileSource can be closed before the end of its file', async () => {
    const { path } = fileOf(5000 * KB);
    const source = fileSource(path, 'a');
    for await (const chunk of source.open()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    rmSync(path);
  });
});
