import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WRITE_KEY } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

// Input without a record: 0 records where it is a file that was named, a failure where it is a stream. Never a mark of success
// beside a failure.

const folderWith = testFolders();

const CONTENTS: Readonly<Record<string, string>> = {
  nothing: '',
  'blank lines': '\n \n\t\r\n',
  'a byte order mark': '\ufeff',
  'an empty array': '[]',
};

const COMMANDS: readonly (readonly string[])[] = [
  ['validate'],
  ['fix'],
  ['fix', '-o', 'out.ndjson'],
  ['convert'],
  ['send', '--dry-run'],
  ['send', '--write-key', WRITE_KEY, '--host', 'http://127.0.0.1:1'],
];

const NOTHING_CAME = `copilot-events: no record came in on stdin
  hint: check the command before the pipe; --allow-empty takes this for success
`;

const cases = COMMANDS.flatMap((argv) =>
  Object.entries(CONTENTS).map(([what, text]) => ({ what, text, argv, command: argv.slice(0, 2).join(' ') })),
);

describe('input without a record', () => {
  it.each(cases)('$command finds 0 records in a file that holds $what, plain or packed', async ({ argv, text }) => {
    const cwd = folderWith({ 'log.ndjson': text, 'log.json': text, 'log.ndjson.gz': gzipSync(text) });
    for (const name of ['log.ndjson', 'log.json', 'log.ndjson.gz']) {
      const { code, stdout, stderr } = await runInProcess([...argv, '--no-config', name], { cwd });
      expect({ code, printed: stdout + stderr }).toEqual({ code: 0, printed: expect.stringContaining('0 records') });
      expect(stdout + stderr).not.toMatch(/[✔✖]|hint/);
    }
  });

  it.each(cases)('$command fails where stdin holds $what, with or without -', async ({ argv, text }) => {
    const stdin = Buffer.from(text);
    for (const path of [[], ['-']]) {
      const { code, stdout, stderr } = await runInProcess([...argv, '--no-config', ...path], {
        cwd: folderWith(),
        stdin,
      });
      expect(code).toBe(2);
      expect(stderr.endsWith(NOTHING_CAME)).toBe(true);
      expect(stdout + stderr).not.toMatch(/[✔✖]/);
    }
  });

  it.each(cases)('$command --allow-empty takes a stdin that holds $what for success', async ({ argv, text }) => {
    const surroundings = { cwd: folderWith(), stdin: Buffer.from(text) };
    const { code, stdout, stderr } = await runInProcess([...argv, '--no-config', '--allow-empty'], surroundings);
    expect({ code, printed: stdout + stderr }).toEqual({ code: 0, printed: expect.stringContaining('0 records') });
    expect(stdout + stderr).not.toMatch(/[✔✖]|hint/);
  });
});
