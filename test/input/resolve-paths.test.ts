import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import type { ResolvePathsOptions } from '../../src/input/resolve-paths.js';
import { resolvePaths } from '../../src/input/resolve-paths.js';
import { streamSource } from '../../src/input/text-chunks.js';

const FILES = [
  ...[
    'a.ndjson',
    'b.json',
    'c.jsonl',
    'd.txt',
    'logs/e.ndjson',
    'logs/f.json.gz',
    'logs/deep/g.jsonl.gz',
    'logs/h.ndjson.gz',
  ],
  ...['logs/notes.md', 'logs/.hidden.json', 'logs/.git/i.json', 'logs/node_modules/x/j.json', 'none/k.csv'],
  ...['logs/copilot-events.config.json', 'odd/[1].json', 'odd/{a,b}.json', 'odd/a b.json'],
];

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'copilot-events-paths-'));
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '{}\n');
  }
  mkdirSync(join(folder, 'empty'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stdin = () => streamSource({ async *[Symbol.asyncIterator]() {} }, '<stdin>');

async function names(paths: readonly string[], options: Partial<ResolvePathsOptions> = {}): Promise<string[]> {
  const sources = await resolvePaths(paths, { cwd: folder, stdin, ...options });
  return sources.map(({ name }) => name);
}

const IN_LOGS = ['logs/deep/g.jsonl.gz', 'logs/e.ndjson', 'logs/f.json.gz', 'logs/h.ndjson.gz'];

describe('resolvePaths', () => {
  it.each([
    ['files in the order given, whatever their names', ['d.txt', 'a.ndjson'], ['d.txt', 'a.ndjson']],
    ['each file once', ['a.ndjson', './a.ndjson', 'a.*', 'logs/../a.ndjson'], ['a.ndjson']],
    ['the logs in a directory, all the way down', ['logs'], IN_LOGS],
    ['a directory with a slash', ['logs/'], IN_LOGS],
    ['a glob', ['*.{json,jsonl}'], ['b.json', 'c.jsonl']],
    ['a glob over directories', ['**/*.gz'], ['logs/deep/g.jsonl.gz', 'logs/f.json.gz', 'logs/h.ndjson.gz']],
    ['a glob of any ending', ['d.*'], ['d.txt']],
    ['files whose names look like globs', ['odd/[1].json', 'odd/{a,b}.json'], ['odd/[1].json', 'odd/{a,b}.json']],
    ['a hidden file that is named', ['logs/.hidden.json'], ['logs/.hidden.json']],
    ['our own config if it is named', ['logs/copilot-events.config.json'], ['logs/copilot-events.config.json']],
    ['stdin among files', ['a.ndjson', '-', 'b.json'], ['a.ndjson', '<stdin>', 'b.json']],
    ['stdin once', ['-', '-'], ['<stdin>']],
    ['nothing of nothing', [], []],
  ])('finds %s', async (_, paths, found) => {
    expect(await names(paths)).toEqual(found);
  });

  it('names files as they were given, and finds them from the base', async () => {
    expect(await names([join(folder, 'a.ndjson')])).toEqual([join(folder, 'a.ndjson')]);
    expect(await names(['e.ndjson', 'deep'], { base: join(folder, 'logs') })).toEqual([
      'logs/e.ndjson',
      'logs/deep/g.jsonl.gz',
    ]);
    expect(await names(['../a.ndjson'], { cwd: join(folder, 'logs') })).toEqual(['../a.ndjson']);
  });

  it.each([
    ['a file that is not there', ['missing.json'], 'cannot read missing.json: it does not exist'],
    ['a file within a file', ['a.ndjson/x'], 'cannot read a.ndjson/x: a part of its path is not a directory'],
    ['a directory without logs', ['none'], 'no logs in none'],
    ['an empty directory', ['empty'], 'no logs in empty'],
    ['a pattern that matches nothing', ['*.csv'], 'nothing matches *.csv'],
    ['one that is missing among others', ['a.ndjson', 'missing.json'], 'cannot read missing.json: it does not exist'],
  ])('fails for %s', async (_, paths, message) => {
    const failure = await resolvePaths(paths, { cwd: folder, stdin }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toBe(message);
  });

  it('finds nothing where that is allowed, but not in what is not there', async () => {
    expect(await names(['none', '*.csv', 'empty'], { allowEmpty: true })).toEqual([]);
    await expect(names(['missing.json'], { allowEmpty: true })).rejects.toThrow(Failure);
  });
});
