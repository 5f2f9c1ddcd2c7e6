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
  it('pipeSource reads all that is written to a named pipe, in any pieces', async () => {
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

  it('pipeSource ends without an error when cancelled before a writer opens the pipe', async () => {
    const source = pipeSource(makePipe(), 'pipe');
    const text = textOf(source);
    await sleep(20);
    source.cancel?.();
    expect(await text).toBe('');
  });

  it('pipeSource ends with the text read so far when cancelled while its writer is idle', async () => {
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

  it('pipeSource does not open a pipe after it was cancelled', async () => {
    const source = pipeSource('/there/is/no/such/pipe', 'pipe');
    source.cancel?.();
    expect(await textOf(source)).toBe('');
  });

  it('pipeSource throws the system error if a pipe cannot be opened', async () => {
    await expect(textOf(pipeSource('/there/is/no/such/pipe', 'pipe'))).rejects.toThrow('ENOENT');
  });
});

describe('a path that can be read once only', () => {
  const stdin = () => streamSource((async function* () {})(), '<stdin>');

  it.each(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('resolvePaths reads stdin for path %s', async (path) => {
    const [source] = await resolvePaths([path], { cwd: '/', stdin });
    expect(source).toMatchObject({ name: '<stdin>', path: undefined, rereadable: false });
  });

  it('resolvePaths marks pipes and devices as not rereadable', async () => {
    const path = makePipe();
    const [pipe, device] = await resolvePaths([path, '/dev/null'], { cwd: '/', stdin });
    expect(pipe).toMatchObject({ name: path, path, rereadable: false });
    expect(device).toMatchObject({ rereadable: false });
    expect(await textOf(device as never)).toBe('');
  });

  it('resolvePaths marks a regular file as rereadable', async () => {
    const path = join(folderWith(), 'log.ndjson');
    writeFileSync(path, '{}\n');
    expect(await resolvePaths([path], { cwd: '/', stdin })).toMatchObject([{ rereadable: true }]);
  });
});
