import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BAD, badLog, log } from '../support/records.js';
import { outcomeOf, runBinary, runShell, startBinary, untilItReadsStdin } from '../support/run-binary.js';

const folderWith = testFolders();

/** Records whose report is larger than what all pipes and buffers on its way hold. */
const MANY = 6000;

describe.concurrent('a pipe', () => {
  const folder = folderWith({ 'many.ndjson': badLog(MANY), 'one.ndjson': log(BAD) });

  it.each([
    ['ndjson', '-f ndjson many.ndjson'],
    ['json', '-f json many.ndjson'],
    ['concise', '-f concise --max-problems 100000 many.ndjson'],
    ['pretty', 'many.ndjson'],
  ])('validate -f %s ends without an error if its pipe closes after one line', async (_, args) => {
    const { code, stdout, stderr } = await runShell(`$BIN validate ${args} | head -1`, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['a report', 'validate -f ndjson many.ndjson'],
    ['a short report', 'validate one.ndjson'],
    ['the help', '--help'],
    ['the help of a command', 'validate --help'],
    ['the version', '--version'],
  ])('%s ends without an error if nobody reads its pipe', async (_, args) => {
    expect((await runShell(`$BIN ${args} | true`, folder)).stderr).toBe('');
  });

  it('--invalid-out is written whole if the pipe of the report closes at once', async () => {
    const { stdout, stderr } = await runShell(
      '$BIN validate -f ndjson --invalid-out bad many.ndjson | true; wc -l < bad',
      folder,
    );
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: String(MANY), stderr: '' });
  });

  it('a slow reader gets a long ndjson report whole', async () => {
    const { stdout, stderr } = await runShell('$BIN validate -f ndjson many.ndjson | (sleep 0.5; cat)', folder);
    const lines = stdout.trimEnd().split('\n');
    expect(stderr).toBe('');
    expect(stdout.length).toBeGreaterThan(1_500_000);
    expect(lines).toHaveLength(MANY + 1);
    expect(lines.every((line) => line.startsWith('{') && line.endsWith('}'))).toBe(true);
    expect(lines.at(-1)).toContain(`"errors":${MANY}`);
  });

  it('a pipe gets a long json report whole', async () => {
    const { code, stdout } = await runBinary(['validate', '-f', 'json', 'many.ndjson'], { cwd: folder });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { problems: unknown[] }).problems).toHaveLength(MANY);
  });

  it('a file that stdout is redirected to gets the ndjson report whole', async () => {
    const { stdout } = await runShell('$BIN validate -f ndjson many.ndjson > out; wc -l < out', folder);
    expect(stdout.trim()).toBe(String(MANY + 1));
  });

  it('a pipe gets no colours unless FORCE_COLOR or --color asks for them', async () => {
    expect((await runShell('$BIN validate one.ndjson', folder)).stdout).not.toContain('\u001b');
    expect((await runShell('FORCE_COLOR=1 $BIN validate one.ndjson', folder)).stdout).toContain('\u001b[31m');
    expect((await runShell('FORCE_COLOR=1 NO_COLOR=1 $BIN validate one.ndjson', folder)).stdout).not.toContain(
      '\u001b',
    );
    expect((await runShell('NO_COLOR=1 $BIN validate --color one.ndjson', folder)).stdout).toContain('\u001b[31m');
    expect((await runShell('FORCE_COLOR=1 $BIN validate --no-color one.ndjson', folder)).stdout).not.toContain(
      '\u001b',
    );
  });
});

/** Starts a run that waits for more on stdin, gives it some, and interrupts it, once it has reported that or waits for the first. */
async function interrupted(args: readonly string[], given: string, signal: NodeJS.Signals) {
  const child = startBinary(['validate', ...args], folderWith());
  const outcome = outcomeOf(child);
  child.stdin?.on('error', () => {}).write(given);
  if (given === '' || child.stdout === null) await untilItReadsStdin(child);
  else await once(child.stdout, 'data');
  child.kill(signal);
  return outcome;
}

describe.concurrent('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s while stdin waits still reports what was read', async (signal) => {
    const { code, stdout, stderr } = await interrupted(['-f', 'ndjson'], log(BAD, BAD, BAD), signal);
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^\s+at /m);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toContain('"records":3');
    expect(lines).toHaveLength(4);
  });

  it('an interrupt reports a single line that was read', async () => {
    const { code, stdout } = await interrupted(['-f', 'concise'], log(BAD), 'SIGINT');
    expect(code).toBe(130);
    expect(stdout).toContain('<stdin>:1:93: error: ');
    expect(stdout).toContain('1 of 1 record is invalid');
  });

  it('an interrupt before any input ends with an empty summary and no error about missing input', async () => {
    const { code, stdout, stderr } = await interrupted(['-f', 'json'], '', 'SIGINT');
    expect(code).toBe(130);
    expect((JSON.parse(stdout) as { summary: object }).summary).toMatchObject({ files: 1, records: 0 });
    expect(stderr).not.toContain('no record came in');
  });
});
