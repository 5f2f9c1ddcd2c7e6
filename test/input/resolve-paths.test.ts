import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdir, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import { isLogName } from '../../src/input/log-names.js';
import type { ResolvePathsOptions } from '../../src/input/resolve-paths.js';
import { resolvePaths } from '../../src/input/resolve-paths.js';
import type { ReadDirectory } from '../../src/input/search.js';
import { search } from '../../src/input/search.js';
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
  ...['s3/hash/1772582460123.f1e2d3.1-1.1-1.abcdef12-3456-7890.gz', 's3/notes.ndjson', 's3/a.LDJSON', 's3/b.JSONLines'],
  ...[
    's3/c.JSON.GZ',
    's3/x.tar.gz',
    's3/access.log.gz',
    's3/access.log-20240515.gz',
    's3/d.ndjson.1.gz',
    's3/e.ndjson.1',
    's3/e.ndjson.bak',
  ],
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

const IN_S3 = [
  's3/a.LDJSON',
  's3/b.JSONLines',
  's3/c.JSON.GZ',
  's3/d.ndjson.1.gz',
  's3/e.ndjson.1',
  's3/hash/1772582460123.f1e2d3.1-1.1-1.abcdef12-3456-7890.gz',
  's3/notes.ndjson',
];
const IN_LOGS = ['logs/deep/g.jsonl.gz', 'logs/e.ndjson', 'logs/f.json.gz', 'logs/h.ndjson.gz'];

describe('resolvePaths', () => {
  it.each([
    ['files in the order given, whatever their names', ['d.txt', 'a.ndjson'], ['d.txt', 'a.ndjson']],
    ['each file once', ['a.ndjson', './a.ndjson', 'a.*', 'logs/../a.ndjson'], ['a.ndjson']],
    ['the logs in a directory, all the way down', ['logs'], IN_LOGS],
    ['a directory with a slash', ['logs/'], IN_LOGS],
    ['a glob', ['*.{json,jsonl}'], ['b.json', 'c.jsonl']],
    ['a glob over directories', ['logs/**/*.gz'], ['logs/deep/g.jsonl.gz', 'logs/f.json.gz', 'logs/h.ndjson.gz']],
    ['a glob of any ending', ['d.*'], ['d.txt']],
    ['files whose names look like globs', ['odd/[1].json', 'odd/{a,b}.json'], ['odd/[1].json', 'odd/{a,b}.json']],
    ['packed logs under any name, and endings in any case', ['s3'], IN_S3],
    ['a hidden file that is named', ['logs/.hidden.json'], ['logs/.hidden.json']],
    ['our own config if it is named', ['logs/copilot-events.config.json'], ['logs/copilot-events.config.json']],
    ['stdin among files', ['a.ndjson', '-', 'b.json'], ['a.ndjson', '<stdin>', 'b.json']],
    ['stdin once', ['-', '-'], ['<stdin>']],
    ['nothing for no paths', [], []],
  ])('resolvePaths finds %s', async (_, paths, found) => {
    expect(await names(paths)).toEqual(found);
  });

  it('resolvePaths names files as they were given, and finds them from the base', async () => {
    expect(await names([join(folder, 'a.ndjson')])).toEqual([join(folder, 'a.ndjson')]);
    expect(await names(['e.ndjson', 'deep'], { base: join(folder, 'logs') })).toEqual([
      'logs/e.ndjson',
      'logs/deep/g.jsonl.gz',
    ]);
    expect(await names(['../a.ndjson'], { cwd: join(folder, 'logs') })).toEqual(['../a.ndjson']);
  });

  it.each([
    ['a missing file', ['missing.json'], 'cannot read missing.json: it does not exist'],
    ['a file within a file', ['a.ndjson/x'], 'cannot read a.ndjson/x: a part of its path is not a directory'],
    ['a directory without logs', ['none'], 'no logs in none'],
    ['an empty directory', ['empty'], 'no logs in empty'],
    ['an empty path', ['a.ndjson', ''], 'an empty path names no log'],
    ['a pattern that matches nothing', ['*.csv'], 'nothing matches *.csv'],
    ['a missing file among others', ['a.ndjson', 'missing.json'], 'cannot read missing.json: it does not exist'],
  ])('resolvePaths fails for %s', async (_, paths, message) => {
    const failure = await resolvePaths(paths, { cwd: folder, stdin }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toBe(message);
  });

  it('resolvePaths with allowEmpty finds nothing in empty directories, but fails for a missing file', async () => {
    expect(await names(['none', '*.csv', 'empty'], { allowEmpty: true })).toEqual([]);
    await expect(names(['missing.json'], { allowEmpty: true })).rejects.toThrow(Failure);
  });

  it('resolvePaths reports the files of a directory that it skips', async () => {
    const reported: string[] = [];
    const onSkipped = (directory: string, skipped: string) => reported.push(`${directory}: ${skipped}`);
    await names(['s3', 'logs', 'a.ndjson', 'odd'], { onSkipped });
    expect(reported).toEqual([
      's3: 4 files (.bak, .log-20240515.gz, .log.gz, .tar.gz)',
      'logs: 1 file (.md), 1 hidden file',
    ]);
  });

  it('resolvePaths reports hidden files, hidden folders, pipes and devices that it skips, and no .git or node_modules', async () => {
    const skipping = mkdtempSync(join(tmpdir(), 'copilot-events-skipping-'));
    for (const file of ['a.ndjson', 'b.log', '.c.ndjson', 'sub/.d', '.e/f.ndjson', '.git/g', 'node_modules/h.json']) {
      mkdirSync(dirname(join(skipping, file)), { recursive: true });
      writeFileSync(join(skipping, file), '');
    }
    execFileSync('mkfifo', [join(skipping, 'sub/pipe.ndjson')]);
    const reported: string[] = [];
    const onSkipped = (_: string, skipped: string) => reported.push(skipped);
    const sources = await resolvePaths(['.'], { cwd: skipping, stdin, onSkipped });
    rmSync(skipping, { recursive: true });
    expect(sources.map(({ name }) => name)).toEqual(['a.ndjson']);
    expect(reported).toEqual(['1 file (.log), 2 hidden files, 1 hidden folder, 1 pipe or device']);
  });

  it('resolvePaths names the files that it skipped where a directory holds no logs', async () => {
    const failure = await resolvePaths(['none'], { cwd: folder, stdin }).catch((error: unknown) => error);
    expect((failure as Failure).hint).toBe(
      'a directory is searched for .json, .ndjson, .jsonl, .ldjson, .jsonlines and .gz, rotated ones too; skipped: 1 file (.csv), which are read if they are named',
    );
  });

  it.each([
    ['a directory', ['links']],
    ['a pattern', ['links/*.ndjson']],
  ])('resolvePaths finds a broken link, so that reading it fails, in %s', async (_, paths) => {
    mkdirSync(join(folder, 'links'), { recursive: true });
    for (const [name, target] of [
      ['gone.ndjson', 'nowhere'],
      ['loop.ndjson', 'loop.ndjson'],
      ['gone.txt', 'nowhere'],
      ['good.ndjson', '../a.ndjson'],
    ] as const) {
      rmSync(join(folder, 'links', name), { force: true });
      symlinkSync(target, join(folder, 'links', name));
    }
    expect(await names(paths)).toEqual(['links/gone.ndjson', 'links/good.ndjson', 'links/loop.ndjson']);
  });

  it('resolvePaths names the config in the hint for a pattern of its own that matches nothing', async () => {
    for (const path of ['*.csv', '']) {
      const failure = await resolvePaths([path], { cwd: folder, base: folder, isFromConfig: true, stdin }).catch(
        (error: unknown) => error,
      );
      expect((failure as Failure).hint).toMatch(/^check "files" in the config/);
    }
  });
});

describe('search', () => {
  const refusing =
    (refused: string, code: string): ReadDirectory =>
    (path, options, done) => {
      if (relative(join(folder, refused), path) !== '') readdir(path, options, done);
      else done(Object.assign(new Error(`${code}: refused`), { code }), []);
    };

  it.each([
    ['a directory itself', 'logs', ['**/*'], 'logs'],
    ['a directory deeper down', 'logs/deep', ['**/*'], 'logs'],
    ['a directory that a pattern leads into', 'logs/deep', ['logs/*/*.gz'], '.'],
  ])('search fails for %s that cannot be read, and names it', async (_, refused, patterns, from) => {
    for (const code of ['EACCES', 'EPERM', 'EIO', 'EMFILE']) {
      const failure = await search(patterns, join(folder, from), refusing(refused, code)).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(Failure);
      expect((failure as Failure).message).toContain(`cannot read the directory ${join(folder, refused)}: `);
    }
  });

  it('search does not fail for a directory that a pattern does not lead into, nor for one that is gone', async () => {
    const found = [join(folder, 'logs/e.ndjson')];
    expect(await search(['logs/*.ndjson'], folder, refusing('none', 'EACCES'))).toEqual(found);
    expect(await search(['logs/*.ndjson', 'missing/*.ndjson'], folder)).toEqual(found);
    expect(await search(['**/e.ndjson'], folder, refusing('logs/deep', 'ENOENT'))).toEqual(found);
  });
});

describe('isLogName', () => {
  it.each([
    'a.json',
    'A.JSON',
    'a.jsonl',
    'a.b.ndjson',
    'a.gz',
    'a.json.gz',
    'a.1.gz',
    'a.0af3.gz',
    'a.2024-05-15.gz',
    'events.gz',
    'a.ndjson.1',
    'a.jsonl-20240515',
    'a.json.2024-05-15',
    'a.NDJSON.12.GZ',
  ])('isLogName of %s is true', (name) => expect(isLogName(name)).toBe(true));
  it.each([
    'a.tar.gz',
    'a.log.gz',
    'a.csv.GZ',
    'a.log.1.gz',
    'a.log-20240515.gz',
    'a.txt',
    'json',
    'a.tgz',
    'a.ndjson.bak',
    'a.ndjson.1.bak',
    'a.ndjson~',
    'a.log.1',
    'a.1',
  ])('isLogName of %s is false', (name) => expect(isLogName(name)).toBe(false));
});
