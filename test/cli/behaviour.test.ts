import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BAD, GOOD, goodRecord, log, WARNED } from '../support/records.js';
import { runBuilt } from '../support/run-built.js';

const folderWith = testFolders();

/** A stack trace is for us, never for a user. */
const TRACE = /^\s+at .+:\d+/m;

/** Runs `validate` in the format concise, which is one line a problem. */
async function validate(cwd: string, ...args: string[]) {
  const outcome = await runBuilt(['validate', '-f', 'concise', ...args], { cwd });
  expect(outcome.stderr).not.toMatch(TRACE);
  return outcome;
}

async function validateStdin(stdin: string | Buffer, ...args: string[]) {
  const outcome = await runBuilt(['validate', '-f', 'concise', ...args], {
    cwd: folderWith(),
    stdin: Buffer.from(stdin),
  });
  expect(outcome.stderr).not.toMatch(TRACE);
  return outcome;
}

describe.concurrent('exit codes', () => {
  it('validate exits with 0 for valid records', async () => {
    const { code, stdout, stderr } = await validate(folderWith({ 'log.ndjson': log(GOOD) }), 'log.ndjson');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✔ 1 record, valid \(1 file, .+\)\n$/);
  });

  it('validate exits with 0 for warnings', async () => {
    const { code, stdout } = await validate(folderWith({ 'log.ndjson': log(WARNED) }), 'log.ndjson');
    expect(code).toBe(0);
    expect(stdout).toContain('log.ndjson:1:1: warning: type is missing');
  });

  it('validate exits with 1 for errors, however many there are', async () => {
    const { code, stdout } = await validate(folderWith({ 'log.ndjson': log(...Array(256).fill(BAD)) }), 'log.ndjson');
    expect(code).toBe(1);
    expect(stdout).toContain('256 of 256 records are invalid');
  });

  it('validate exits with 1 for text that is not JSON', async () => {
    const { code, stdout } = await validate(folderWith({ 'log.ndjson': 'hello\n' }), 'log.ndjson');
    expect(code).toBe(1);
    expect(stdout).toContain('log.ndjson:1:1: error: this is not JSON');
  });

  it('validate exits with 2 for a missing file, before it reads anything', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD) });
    const { code, stdout, stderr } = await validate(folder, 'log.ndjson', 'nope.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('copilot-events: cannot read nope.ndjson: it does not exist\n');
  });

  it('validate exits with 2 for a path through a file', async () => {
    const { code, stderr } = await validate(folderWith({ 'log.ndjson': log(GOOD) }), 'log.ndjson/x.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot read log.ndjson/x.ndjson: ');
  });

  it('validate exits with 2 for an unreadable file, and still checks the others', async () => {
    // A socket is there and cannot be opened, not even by root, for whom no permission is ever denied.
    const folder = folderWith({ 'log.ndjson': log(BAD) });
    const server = createServer().listen(join(folder, 'a.sock'));
    await once(server, 'listening');
    const { code, stdout, stderr } = await validate(folder, 'a.sock', 'log.ndjson');
    server.close();
    expect(code).toBe(2);
    expect(stderr).toContain('copilot-events: cannot read a.sock: ');
    expect(stdout).toContain('log.ndjson:1:93: error: properties.conversationId');
  });
});

describe.concurrent('directories and patterns', () => {
  it('validate searches a directory for logs, and skips node_modules, hidden and other files', async () => {
    const folder = folderWith({
      'logs/a.ndjson': log(GOOD),
      'logs/deep/er/b.jsonl': log(goodRecord('c2')),
      'logs/c.json': goodRecord('c3'),
      'logs/d.ndjson.gz': gzipSync(log(goodRecord('c4'))),
      'logs/copilot-events.config.json': '{}',
      'logs/readme.txt': log(BAD),
      'logs/node_modules/pkg/package.json': log(BAD),
      'logs/deep/node_modules/pkg/x.ndjson': log(BAD),
      'logs/.hidden/x.ndjson': log(BAD),
      'logs/.x.ndjson': log(BAD),
    });
    const { code, stdout } = await validate(folder, 'logs');
    expect(stdout).toMatch(/^✔ 4 records, all valid \(4 files, /);
    expect(code).toBe(0);
  });

  it('validate reports files of a directory relative to the working directory, in alphabetical order', async () => {
    const { stdout } = await validate(folderWith({ 'logs/b.ndjson': log(BAD), 'logs/a/x.ndjson': log(BAD) }), 'logs');
    expect(stdout.match(/^logs\S+?:1:93/gm)).toEqual(['logs/a/x.ndjson:1:93', 'logs/b.ndjson:1:93']);
  });

  it('a pattern finds files of any ending', async () => {
    const folder = folderWith({ 'a/x.ndjson': log(BAD), 'a/b/y.ndjson': log(BAD), 'a/z.log': log(BAD) });
    const { stdout } = await validate(folder, 'a/**/*.ndjson', '*/*.log');
    expect(stdout.match(/^a\/\S+?:/gm)).toEqual(['a/b/y.ndjson:', 'a/x.ndjson:', 'a/z.log:']);
  });

  it('validate reads a file only once if it is named twice', async () => {
    const { stdout } = await validate(folderWith({ 'x.ndjson': log(BAD) }), 'x.ndjson', './x.ndjson', '*.ndjson', '.');
    expect(stdout).toContain('1 of 1 record is invalid');
  });

  it.each([
    ['a pattern that matches nothing', 'no/**/*.ndjson', 'nothing matches no/**/*.ndjson'],
    ['a directory without logs', 'empty', 'no logs in empty'],
    ['a directory with other files only', 'other', 'no logs in other'],
  ])('validate fails for %s, except with --allow-empty', async (_, path, message) => {
    const folder = folderWith({ 'empty/': '', 'other/readme.txt': 'x', 'other/node_modules/a.json': GOOD });
    const refused = await validate(folder, path);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`copilot-events: ${message}\n  hint: `);
    const allowed = await validate(folder, '--allow-empty', path);
    expect(allowed).toMatchObject({
      code: 0,
      stderr: path === 'other' ? 'copilot-events: skipped in other: 1 file (.txt)\n' : '',
    });
    expect(allowed.stdout).toMatch(/^\W*0 records \(0 files, /);
  });

  it('--allow-empty does not allow a path that does not exist', async () => {
    expect((await validate(folderWith(), '--allow-empty', 'nope.ndjson')).code).toBe(2);
  });
});

describe.concurrent('files that are not text', () => {
  const utf16 = Buffer.from(log(BAD), 'utf16le');
  const swapped = Buffer.from(utf16).swap16();

  it.each([
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'UTF-16 text (little-endian)'],
    [
      'UTF-16, big-endian, with a mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]),
      'UTF-16 text (big-endian)',
    ],
    ['UTF-16 without a mark', utf16, 'UTF-16 text (little-endian)'],
    ['UTF-16, big-endian, without a mark', swapped, 'UTF-16 text (big-endian)'],
    ['binary data', Buffer.from([1, 2, 0, 3, 0, 0, 0, 4]), 'binary data'],
    ['a zip archive', Buffer.from('PK\u0003\u0004rest'), 'a zip archive'],
    ['UTF-16 in gzip', gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])), 'UTF-16 text (little-endian)'],
  ])('validate names %s as unreadable, in a file and on stdin', async (_, bytes, what) => {
    const file = await validate(folderWith({ 'log.ndjson': bytes }), 'log.ndjson');
    expect(file.code).toBe(2);
    expect(file.stderr).toContain(`cannot read log.ndjson: it looks like ${what}\n  hint: `);
    const stream = await validateStdin(bytes);
    expect(stream.code).toBe(2);
    expect(stream.stderr).toContain(`cannot read <stdin>: it looks like ${what}\n  hint: `);
  });
});

describe.concurrent('a large document in a file for lines', () => {
  const record = JSON.parse(GOOD) as unknown;
  const text = JSON.stringify(Array(3000).fill(record), null, 2);

  it.each(['as a file', 'on stdin'])('a JSON document with the ending .ndjson is one problem %s', async (how) => {
    const cwd = folderWith({ 'log.ndjson': text });
    const stdin = how === 'on stdin' ? { stdin: Buffer.from(text) } : {};
    const input = how === 'on stdin' ? ['--stdin-filename', 'log.ndjson'] : ['log.ndjson'];
    const { code, stdout } = await runBuilt(['validate', '-f', 'ndjson', ...input], { cwd, ...stdin });
    const lines = stdout.trimEnd().split('\n');
    expect({ code, lines: lines.length }).toEqual({ code: 1, lines: 2 });
    expect(lines[0]).toContain('--input-format json');
    expect(lines[1]).toContain(`"records":1,"valid":0,"invalid":1,"errors":1,"warnings":0,"bytes":${text.length},`);
  });
});

describe.concurrent('a batch body that is not JSON', () => {
  const call = '{"type":"identify","userId":"u1"}';

  it.each([
    ['text before its batch that is not JSON', `{"sentAt": oops, "batch": [${call}]}`],
    ['text after its batch that is not JSON', `{"batch": [${call}], "sentAt": oops}`],
    ['a missing closing brace', `{"batch": [${call}], "sentAt": "2024-05-15T15:00:00Z"`],
  ])('validate fails for a batch body with %s', async (_, body) => {
    const { code, stdout } = await validate(folderWith({ 'body.json': body }), 'body.json');
    expect(stdout).toContain('json/invalid-syntax');
    expect(code).toBe(1);
  });
});

describe.concurrent('stdin', () => {
  it('stdin is reported as <stdin>, or by the name in --stdin-filename', async () => {
    expect((await validateStdin(log(BAD))).stdout).toContain('<stdin>:1:93: error');
    const named = await validateStdin(log(BAD), '--stdin-filename', 'logs/support.ndjson');
    expect(named.stdout).toContain('logs/support.ndjson:1:93: error');
  });

  it('stdin can be named among files as -', async () => {
    const cwd = folderWith({ 'a.ndjson': log(GOOD) });
    const { stdout } = await runBuilt(['validate', '-f', 'concise', 'a.ndjson', '-'], {
      cwd,
      stdin: Buffer.from(BAD),
    });
    expect(stdout).toContain('1 of 2 records is invalid');
  });

  it('validate reports 500,000 levels of nesting as one invalid record', async () => {
    const { code, stdout } = await validateStdin(`${'['.repeat(500_000)}\n${BAD}\n`, '--stdin-filename', 'x.ndjson');
    expect(code).toBe(1);
    expect(stdout).toContain('x.ndjson:1:1: error: the record is nested more than 1,000 levels deep');
    expect(stdout).toContain('x.ndjson:2:93: error');
  });
});
