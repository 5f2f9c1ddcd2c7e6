import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import type { Outcome } from '../support/outcome.js';
import { BAD, GOOD, log } from '../support/records.js';
import { runBinary, runShell } from '../support/run-binary.js';

const folderWith = testFolders();
const CONFIG = 'copilot-events.config.json';

/** A project whose config names a valid log, with an invalid one beside it. */
const PROJECT = {
  [CONFIG]: JSON.stringify({ files: ['good.ndjson'], rules: { 'conversation/*': 'off' } }),
  'good.ndjson': log(GOOD),
  'piped.ndjson': log(BAD),
};

const NOTE = 'copilot-events: reading the files of the config, not stdin; to read stdin, name - as its path\n';

describe.concurrent('stdin beside the files of the config', () => {
  const folder = folderWith(PROJECT);

  it.each([
    ['a pipe', 'cat piped.ndjson | $BIN validate'],
    ['a redirected file', '$BIN validate < piped.ndjson'],
    ['a pipe, with --quiet', 'cat piped.ndjson | $BIN validate --quiet'],
  ])('validate reads the files of the config and notes that it does not read %s', async (_, script) => {
    const { code, stderr } = await runShell(script, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOTE });
  });

  it('validate notes that it does not read a socket, which a program in Node.js gives to its commands', async () => {
    const { code, stderr } = await runBinary(['validate'], { cwd: folder, stdin: Buffer.from(log(BAD)) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOTE });
  });

  it.each([
    ['stdin is /dev/null', '$BIN validate < /dev/null'],
    ['stdin is closed', '$BIN validate <&-'],
    ['a log is named', 'cat piped.ndjson | $BIN validate good.ndjson'],
  ])('validate notes nothing about stdin if %s', async (_, script) => {
    const { code, stderr } = await runShell(script, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('validate reads a pipe that is named -, not the files of the config', async () => {
    const { code, stderr } = await runShell('cat piped.ndjson | $BIN validate -', folder);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  const refusal: Outcome = {
    code: 2,
    stdout: '',
    stderr:
      'copilot-events: no path is given, and there is input both on stdin and in the files of the config\n' +
      '  hint: to read stdin, name - as its path; to read files, name them, or redirect stdin from /dev/null\n',
  };

  it.each([
    ['send', 'a pipe', 'cat piped.ndjson | $BIN send --dry-run'],
    ['send', 'a redirected file', '$BIN send --dry-run < piped.ndjson'],
    ['fix', 'a pipe', 'cat piped.ndjson | $BIN fix'],
    ['fix', 'a redirected file', '$BIN fix < piped.ndjson'],
  ])('%s refuses to choose between the files of the config and %s', async (_command, _, script) => {
    expect(await runShell(script, folder)).toEqual(refusal);
  });

  it.each([
    ['send', '$BIN send --dry-run -', '<stdin>'],
    ['fix', '$BIN fix -', '"conversationId":"7"'],
  ])('%s reads a pipe that is named -, not the files of the config', async (_, script, text) => {
    const { stderr, stdout } = await runShell(`cat piped.ndjson | ${script}`, folder);
    expect(stdout + stderr).toContain(text);
  });

  it('send reads the files of the config if the write key comes on stdin', async () => {
    const script = 'printf key | $BIN send --write-key-file - --host http://127.0.0.1:9 --max-retries 0';
    const { stderr } = await runShell(script, folder);
    expect(stderr).not.toContain('no path is given');
  });

  it.each(['send', 'fix'])('%s reads the files of the config if stdin is /dev/null', async (command) => {
    const dry = command === 'send' ? ' --dry-run' : '';
    expect((await runShell(`$BIN ${command}${dry} < /dev/null`, folder)).code).toBe(0);
  });
});
