import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BINARY } from '../support/root.js';
import { outcomeOf, PLAIN_ENV, startBinary, untilItOpens } from '../support/run-binary.js';
import { startEndpoint } from './local-endpoint.js';
import { messagesSent, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
/** More than a pipe holds, 64 kB. */
const RECORDS = messagesSent(250, 'x'.repeat(500));

/** Runs a line of bash in a folder with a log and a named pipe. `$SEND` sends to the endpoint. */
function runBash(script: string, cwd: string, url: string) {
  const options = `--host ${url} --rate 0 --no-config -f json`;
  const env = { ...PLAIN_ENV, SEGMENT_WRITE_KEY: WRITE_KEY, SEND: `${process.execPath} ${BINARY} send ${options}` };
  return outcomeOf(spawn('bash', ['-c', `mkfifo pipe; ${script}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

describe('send reads a log that can be read once only', () => {
  it.each([
    ['a process substitution', '$SEND <(cat log.ndjson)'],
    ['a process substitution, with --quiet', '$SEND -q <(cat log.ndjson)'],
    ['/dev/stdin, a pipe', 'cat log.ndjson | $SEND /dev/stdin'],
    ['/dev/fd/0, a pipe', 'cat log.ndjson | $SEND /dev/fd/0'],
    ['/dev/stdin, a file', '$SEND /dev/stdin < log.ndjson'],
    ['-, a pipe', 'cat log.ndjson | $SEND -'],
    ['a named pipe', 'cat log.ndjson > pipe & $SEND pipe'],
    ['a named pipe whose writer comes late', '(sleep 0.5; cat log.ndjson > pipe) & $SEND pipe'],
    ['a process substitution of gzip', '$SEND <(gzip < log.ndjson)'],
    ['a pipe beside a file', 'head -100 log.ndjson > a.ndjson; tail -150 log.ndjson | $SEND a.ndjson /dev/stdin'],
    ['a dry run of it', '$SEND --dry-run <(cat log.ndjson)', 0],
  ])('send reads %s: 250 records in, 250 counted and arrived', async (_, script, arrived = 250) => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'log.ndjson': toLog(RECORDS) });
    const { code, stdout, stderr } = await runBash(script, cwd, endpoint.url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 250 });
    expect(new Set(endpoint.events.map(({ messageId }) => messageId)).size).toBe(arrived);
  });

  it.each([
    ['--checkpoint', '--checkpoint sent.json'],
    ['--all-or-nothing', '--all-or-nothing'],
  ])('send refuses %s for a pipe, before anything is sent', async (option, options) => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'log.ndjson': toLog(RECORDS) });
    const { code, stderr } = await runBash(`$SEND ${options} <(cat log.ndjson)`, cwd, endpoint.url);
    expect(code).toBe(2);
    expect(stderr).toContain(`${option} needs files`);
    expect(endpoint.requests).toEqual([]);
  });

  it('send fails with 2 when nothing came out of a named pipe, and names it', async () => {
    const endpoint = await startEndpoint();
    const { code, stderr } = await runBash('$SEND pipe & : > pipe; wait $!', folderWith(), endpoint.url);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no record came in on pipe\n') });
  });
});

describe('the first signal ends a run that waits for a named pipe', () => {
  it.each([
    ['validate', ['validate', 'pipe']],
    ['send', ['send', 'pipe', '--write-key', 'k', '--host', 'http://127.0.0.1:9']],
    ['fix', ['fix', 'pipe']],
  ])('the first signal ends a run that waits for a named pipe: %s', async (_, argv) => {
    const cwd = folderWith();
    await once(spawn('mkfifo', [join(cwd, 'pipe')]), 'exit');
    const child = startBinary([...argv, '--no-config'], cwd);
    const outcome = outcomeOf(child);
    await untilItOpens(join(cwd, 'pipe'), child);
    expect(child.exitCode).toBe(null);
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(130);
  });
});
