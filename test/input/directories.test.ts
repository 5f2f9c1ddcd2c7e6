import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBinary, runByModes } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const record = (id: string, rating: unknown = 5): string =>
  `${JSON.stringify({
    type: 'track',
    event: 'Feedback Submitted',
    userId: 'u1',
    timestamp: '2024-05-15T15:00:00.000Z',
    properties: { conversationId: id, messageId: 'm1', rating },
  })}\n`;

const ARCHIVE =
  'archive/source/1772582400000/1772582460123.f1e2d3c4b5a6.1-1.1-1.abcdef12-3456-7890-abcd-ef1234567890.gz';

const FILES: Readonly<Record<string, string | Buffer>> = {
  [ARCHIVE]: gzipSync(record('a') + record('b', 'five')),
  'archive/source/notes.ndjson': record('c'),
  'archive/source/server.log': 'ready\n',
  'archive/source/readme': 'text\n',
  'other/server.log': 'ready\n',
  'closed/a.ndjson': record('d'),
  'closed/within/b.ndjson': record('e', 'five'),
  'links/a.ndjson': record('f'),
};

const VALIDATE = ['validate', '--no-config', '-f', 'concise', '--rule', 'conversation/*=off'];

describe('a directory', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-directories-'));
    for (const [file, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
    symlinkSync('nowhere', join(folder, 'links/gone.ndjson'));
    chmodSync(join(folder, 'closed/within'), 0);
  });
  afterAll(() => {
    chmodSync(join(folder, 'closed/within'), 0o755);
    rmSync(folder, { recursive: true });
  });

  describe.each([
    ['in process', runInProcess],
    ['through the binary', runBinary],
  ])('%s', (_, run) => {
    it('validate reads an archive directory whole, and reports the files that it skips', async () => {
      const { code, stdout, stderr } = await run([...VALIDATE, 'archive'], { cwd: folder });
      expect(stdout).toContain(`${ARCHIVE}:2:`);
      expect(stdout).toContain('1 of 3 records is invalid: 1 error (2 files');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'copilot-events: skipped in archive: 2 files (.log, no ending)\n',
      });
    });

    it('validate --quiet reports the files of a directory that it skips', async () => {
      const { code, stderr } = await run([...VALIDATE, '--quiet', 'archive'], { cwd: folder });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'copilot-events: skipped in archive: 2 files (.log, no ending)\n',
      });
    });

    it('validate fails for a directory without logs, and names the files in it', async () => {
      const { code, stderr } = await run([...VALIDATE, 'other'], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain('no logs in other');
      expect(stderr).toContain('skipped: 1 file (.log)');
    });

    it.each([
      ['the directory', ['links']],
      ['a pattern', ['links/*.ndjson']],
    ])('validate fails for a broken link after it read the rest, in %s', async (_name, paths) => {
      const { code, stdout, stderr } = await run([...VALIDATE, ...paths], { cwd: folder });
      expect(stdout).toContain('1 record, valid');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'copilot-events: cannot read links/gone.ndjson: it does not exist\n',
      });
    });

    it('validate and fix do not read the working directory for an empty path', async () => {
      for (const argv of [VALIDATE, ['fix', '--no-config', '--in-place']]) {
        const { code, stdout, stderr } = await run([...argv, ''], { cwd: folder });
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(/an empty path names no log| is empty\n/);
      }
    });
  });

  it.each([
    ['below the one given', ['closed']],
    ['given by path', ['closed/within']],
    ['matched by a pattern', ['closed/**/*.ndjson']],
  ])('validate fails for an unreadable directory %s, before it reads anything', async (_, paths) => {
    const { code, stdout, stderr } = await runByModes([...VALIDATE, ...paths], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/cannot read the directory \S*closed\/within: permission denied/);
  });

  it('validate reads files of a pattern that stays out of an unreadable directory', async () => {
    expect(await runByModes([...VALIDATE, 'closed/*.ndjson'], folder)).toMatchObject({ code: 0, stderr: '' });
  });
});
