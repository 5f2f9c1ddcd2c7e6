import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pipeSource } from '../../src/input/pipe-source.js';
import { resolvePaths } from '../../src/input/resolve-paths.js';
import { streamSource } from '../../src/input/text-chunks.js';
import { testFolders } from '../support/folders.js';

const folderWith = testFolders();

/** A named pipe in a folder of its own. */
function makePipe(): string {
  const path = join(folderWith(), 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  return path;
}

async function textOf(source: { open(): AsyncIterable<Buffer> }): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of source.open()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a named pipe as a source', () => {
  it('gives all that its writer writes, in whatever pieces it comes', async () => {
    const path = makePipe();
    const text = textOf(pipeSource(path, 'pipe'));
    await sleep(20);
    const writer = await open(path, 'w');
    await writer.write('{"a":1}\n{"b"');
    await sleep(20);
    await writer.write(`:2}\n${'x'.repeat(300_000)}`);
    await writer.close();
    expect(await text).toBe(`{"a":1}\n{"b":2}\n${'x'.repeat(300_000)}`);
  });

  it('ends without an error when it is cancelled while no writer has come', async () => {
    const source = pipeSource(makePipe(), 'pipe');
    const text = textOf(source);
    await sleep(20);
    source.cancel?.();
    expect(await text).toBe('');
  });

  it('ends with what was read when it is cancelled while its writer is silent', async () => {
    const path = makePipe();
    const source = pipeSource(path, 'pipe');
    const text = textOf(source);
    await sleep(20);
    const writer = await open(path, 'w');
    await writer.write('{"a":1}\n');
    await sleep(50);
    source.cancel?.();
    expect(await text).toBe('{"a":1}\n');
    await writer.close();
  });

  it('is not even opened when it was cancelled before', async () => {
    const source = pipeSource('/there/is/no/such/pipe', 'pipe');
    source.cancel?.();
    expect(await textOf(source)).toBe('');
  });

  it('throws the error of the system when it cannot be opened', async () => {
    await expect(textOf(pipeSource('/there/is/no/such/pipe', 'pipe'))).rejects.toThrow('ENOENT');
  });
});

describe('a path that can be read once only', () => {
  const stdin = () => streamSource((async function* () {})(), '<stdin>');

  it.each(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('is stdin when it is called %s', async (path) => {
    const [source] = await resolvePaths([path], { cwd: '/', stdin });
    expect(source).toMatchObject({ name: '<stdin>', path: undefined, rereadable: false });
  });

  it('is a pipe or a device when it is no regular file', async () => {
    const path = makePipe();
    const [pipe, device] = await resolvePaths([path, '/dev/null'], { cwd: '/', stdin });
    expect(pipe).toMatchObject({ name: path, path, rereadable: false });
    expect(device).toMatchObject({ rereadable: false });
    expect(await textOf(device as never)).toBe('');
  });

  it('is none when it is a regular file', async () => {
    const path = join(folderWith(), 'log.ndjson');
    writeFileSync(path, '{}\n');
    expect(await resolvePaths([path], { cwd: '/', stdin })).toMatchObject([{ rereadable: true }]);
  });
});
