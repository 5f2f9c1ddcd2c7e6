import { EventEmitter } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/formats.js';
import { testFolders } from '../support/folders.js';
import { documentIn, junitFaults } from '../support/report-readers.js';
import { runInProcess, runWith } from '../support/run-in-process.js';

// A run that could not do all is no success in any format, even if all that it read is valid.

const folderWith = testFolders();

const VALID = Buffer.from(
  '{"type":"track","event":"Conversation Started","userId":"u1","properties":{"conversationId":"c1"}}\n',
);
/** Two members, the second of which is cut off before its first byte of text. */
const CUT_OFF = Buffer.concat([gzipSync(VALID), gzipSync(VALID).subarray(0, 12)]);
/** No rule across records, so that the one record is valid. */
const OPTIONS = ['--no-config', '--rule', 'conversation/*=off'];

/** Runs of validate that fail though nothing that they read is invalid, and why they fail. */
const RUNS = {
  'an empty stdin': { reason: 'no record came in on stdin', path: '-', run: runInProcess, code: 2 },
  'a log that is cut off': {
    reason: 'cannot unpack all of log',
    path: 'log.gz',
    run: runInProcess,
    code: 2,
  },
  'an interrupted run': { reason: 'interrupted', path: '-', run: interrupted, code: 130 },
} as const;

/** Runs with a record on stdin, and gets a signal as soon as it listens for one. */
function interrupted(argv: readonly string[], surroundings: { readonly cwd: string }) {
  const signals = new EventEmitter();
  signals.once('newListener', (signal: string) => queueMicrotask(() => signals.emit(signal, signal)));
  return runWith({ signals })(argv, { ...surroundings, stdin: VALID });
}

describe.each(Object.entries(RUNS))('a report of %s', (name, { reason, path, run, code }) => {
  const report = async (format: string): Promise<string> => {
    const cwd = folderWith({ 'log.gz': CUT_OFF });
    const outcome = await run(['validate', ...OPTIONS, '-f', format, path], { cwd });
    expect(outcome.code).toBe(code);
    return outcome.stdout;
  };

  it.each(Object.keys(FORMATS))(`a report of ${name} in the format %s shows no mark of success`, async (format) => {
    expect((await report(format)).replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/✔|every record is valid/);
  });

  it(`the SARIF report of ${name} has no successful execution, and the reason`, async () => {
    const { runs } = JSON.parse(await report('sarif'));
    expect(runs[0].invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'error', message: { text: expect.stringContaining(reason) } }],
      },
    ]);
  });

  it(`the JUnit report of ${name} has one test, with an error and the reason`, async () => {
    const text = await report('junit');
    expect(await junitFaults(text)).toEqual([]);
    expect(text).toContain('<testsuites name="copilot-events" tests="1" failures="0" errors="1"');
    expect(text).toContain(`name="the run is complete">\n      <error message="${reason}`);
  });

  it(`the JSON, NDJSON and HTML reports of ${name} have the reason`, async () => {
    const failures = [expect.stringContaining(reason)];
    expect(JSON.parse(await report('json')).summary.failures).toEqual(failures);
    expect(JSON.parse(await report('ndjson')).summary.failures).toEqual(failures);
    expect(documentIn(await report('html')).summary.failures).toEqual(failures);
  });
});

it('the summary line of a run that could not read all says so, though all that it read is valid', async () => {
  const argv = ['validate', ...OPTIONS, 'log.gz'];
  const { stdout } = await runInProcess(argv, { cwd: folderWith({ 'log.gz': CUT_OFF }) });
  expect(stdout).toMatch(/^✖ 1 record, valid; the run is incomplete \(1 file/);
});

it('no report of a complete run has failures', async () => {
  const argv = ['validate', ...OPTIONS, '-f', 'json', '-'];
  const { code, stdout } = await runInProcess(argv, { cwd: folderWith(), stdin: VALID });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).summary).not.toHaveProperty('failures');
});

describe('merge', () => {
  it('merge fails for a shard of an empty stdin, as validate does', async () => {
    const cwd = folderWith({ 'log.ndjson': VALID });
    const write = (path: string, file: string, more: readonly string[] = []) =>
      runInProcess(['validate', ...OPTIONS, ...more, '-f', `shard=${file}`, path], { cwd });
    expect((await write('-', 'empty.shard')).code).toBe(2);
    expect((await write('-', 'allowed.shard', ['--allow-empty'])).code).toBe(0);
    expect((await write('log.ndjson', 'log.shard')).code).toBe(0);
    const merge = (...shards: readonly string[]) =>
      runInProcess(['merge', '--no-config', '-f', 'junit', ...shards], { cwd });
    for (const shards of [['empty.shard'], ['log.shard', 'empty.shard']]) {
      const { code, stdout, stderr } = await merge(...shards);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('no record came in on stdin') });
      expect(stdout).toContain('name="the run is complete">\n      <error message="no record came in on stdin">');
    }
    for (const shards of [['allowed.shard'], ['log.shard', 'allowed.shard']]) {
      const { code, stderr } = await merge(...shards);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });
});
