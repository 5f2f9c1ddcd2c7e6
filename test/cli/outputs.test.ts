import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesRule } from '../../src/check/rule-levels.js';
import { testFolders } from '../support/folders.js';
import { BAD, GOOD, goodRecord, log } from '../support/records.js';
import { runShell } from '../support/run-binary.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();
const LOG = 'log.ndjson';

function logFolder(): string {
  return folderWith({ [LOG]: log(GOOD, BAD) });
}

function textOf(folder: string): string {
  return readFileSync(join(folder, LOG), 'utf8');
}

describe.concurrent('- as the file of an output', () => {
  it.each([
    ['validate --valid-out -', ['validate', LOG, '--valid-out', '-'], `${GOOD}\n`],
    ['validate --invalid-out -', ['validate', LOG, '--invalid-out', '-'], `${BAD}\n`],
    ['fix -o -', ['fix', LOG, '-o', '-'], log(GOOD, goodRecord('7'))],
    ['emit -o -', ['emit', '--identify', 'a=b', '--user-id', 'u', '-o', '-'], /^\{"type":"identify"/],
    ['events -o -', ['events', '--as', 'example', 'Message Sent', '-o', '-'], /^\{"type":"track"/],
    ['send --rejected-out -', ['send', LOG, '--dry-run', '--rejected-out', '-'], `${BAD}\n`],
    ['send --rejected-reasons -', ['send', LOG, '--dry-run', '--rejected-reasons', '-'], /^\{"file":"log.ndjson"/],
    ['validate -f json=-', ['validate', LOG, '-f', 'json=-'], /^\{"version"|^\{\n/],
    ['fix --in-place -f json=-', ['fix', LOG, '--in-place', '-f', 'json=-'], /^\{/],
    ['listen -o -', ['listen', '--port', '0', '-o', '-', '--exec', 'exit 0', '--allow-empty'], ''],
  ])('%s writes to stdout, and nothing else goes there', async (_, argv, expected) => {
    const folder = logFolder();
    const { stdout } = await runBuilt([...argv, '--no-config'], { cwd: folder });
    if (typeof expected === 'string') expect(stdout).toBe(expected);
    else expect(stdout).toMatch(expected);
    expect(() => readFileSync(join(folder, '-'))).toThrow();
  });

  it.each([
    [['validate', LOG, '--valid-out', '-', '--invalid-out', '-']],
    [['validate', LOG, '--valid-out', '-', '-f', 'json']],
    [['validate', LOG, '-f', 'json=-', '-f', 'ndjson']],
    [['fix', LOG, '-o', '-', '-f', 'json=-']],
    [['send', LOG, '--dry-run', '--rejected-out', '-', '-f', 'json']],
    [['listen', '-o', '-', '-f', 'json', '--exec', 'exit 0', '--port', '0']],
  ])('a second output to stdout is refused in %j', async (argv) => {
    const { code, stdout, stderr } = await runBuilt(argv, { cwd: logFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('to stdout');
  });

  it.each([
    [['validate', LOG, '--baseline', '-', '--update-baseline'], '--baseline'],
    [['send', LOG, '--dry-run', '--checkpoint', '-'], '--checkpoint'],
  ])('- for a file that is also read is refused in %j', async (argv, option) => {
    const { code, stderr } = await runBuilt(argv, { cwd: logFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(option);
  });
});

describe.concurrent('an output that is a log under another name', () => {
  it.each([
    ['fix -o', ['fix', LOG, '-o', 'other']],
    ['validate --valid-out', ['validate', LOG, '--valid-out', 'other']],
    ['validate --invalid-out', ['validate', LOG, '--invalid-out', 'other']],
    ['validate -f json=', ['validate', LOG, '-f', 'json=other']],
    ['send --rejected-out', ['send', LOG, '--dry-run', '--rejected-out', 'other']],
    ['send --rejected-reasons', ['send', LOG, '--dry-run', '--rejected-reasons', 'other']],
    ['send -f json=', ['send', LOG, '--dry-run', '-f', 'json=other']],
    ['fix -f json=', ['fix', LOG, '--in-place', '-f', 'json=other']],
  ])('%s to a link to the log is refused, and the log stays unchanged', async (_, argv) => {
    for (const link of [linkSync, symlinkSync]) {
      const folder = logFolder();
      link(join(folder, LOG), join(folder, 'other'));
      const { code, stderr } = await runBuilt(argv, { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain('other is a log that is read');
      expect(textOf(folder)).toBe(log(GOOD, BAD));
    }
  });

  it.each([
    ['$BIN fix -o log.ndjson < log.ndjson', 'log.ndjson is a log'],
    ['$BIN validate --valid-out log.ndjson < log.ndjson', 'log.ndjson is a log'],
    ['$BIN fix log.ndjson >> log.ndjson', 'stdout is a log'],
    ['$BIN fix < log.ndjson >> log.ndjson', 'stdout is a log'],
    ['$BIN validate log.ndjson >> log.ndjson', 'stdout is a log'],
    ['$BIN send --dry-run log.ndjson >> log.ndjson', 'stdout is a log'],
  ])('an output over its own log is refused in %s', async (script, message) => {
    const folder = logFolder();
    const { code, stderr } = await runShell(script, folder);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(textOf(folder)).toBe(log(GOOD, BAD));
  });

  it('two outputs are refused if a hard link or redirected stdout makes them one file', async () => {
    const folder = folderWith({ [LOG]: log(GOOD, BAD), a: '' });
    linkSync(join(folder, 'a'), join(folder, 'b'));
    const linked = await runBuilt(['validate', LOG, '--valid-out', 'a', '--invalid-out', 'b'], { cwd: folder });
    expect(linked).toMatchObject({ code: 2, stderr: expect.stringContaining('two outputs would go to one file') });
    const redirected = await runShell('$BIN validate log.ndjson -f json -f html=a > a', folder);
    expect(redirected).toMatchObject({ code: 2, stderr: expect.stringContaining('two outputs would go to one file') });
  });

  it('several outputs may go to /dev/null at once', async () => {
    const argv = ['validate', LOG, '--valid-out', '/dev/null', '--invalid-out', '/dev/null'];
    expect(await runBuilt(argv, { cwd: logFolder() })).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('an empty text', () => {
  it.each([
    ['validate', [''], 'an empty path names no log'],
    ['fix', ['--in-place', ''], 'an empty path names no log'],
    ['send', ['--dry-run', LOG, ''], 'an empty path names no log'],
    ['explain', [''], 'an argument of explain is empty'],
    ['events', [''], 'an argument of events is empty'],
  ])('%s refuses the empty argument in %j', async (command, args, message) => {
    const folder = logFolder();
    const { code, stdout, stderr } = await runInProcess([command, ...args], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(textOf(folder)).toBe(log(GOOD, BAD));
  });

  it.each([
    ['validate', '--config'],
    ['validate', '--schema'],
    ['validate', '--tracking-plan'],
    ['validate', '--baseline'],
    ['validate', '--valid-out'],
    ['validate', '--invalid-out'],
    ['validate', '--format'],
    ['validate', '--stdin-filename'],
    ['validate', '--jobs'],
    ['fix', '--output'],
    ['send', '--checkpoint'],
    ['send', '--rejected-out'],
    ['send', '--rejected-reasons'],
    ['send', '--write-key'],
    ['send', '--write-key-file'],
    ['send', '--host'],
    ['listen', '--output'],
    ['listen', '--exec'],
    ['emit', '--output'],
    ['events', '--output'],
  ])('%s refuses an empty value of %s', async (command, option) => {
    const { code, stdout, stderr } = await runInProcess([command, option, ''], { cwd: logFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`copilot-events: ${option} is empty\n  hint: is a variable unset?\n`);
  });
});

describe('matchesRule', () => {
  it.each([
    ['*', 'schema/type', true],
    ['schema/*', 'schema/type', true],
    ['*/type', 'schema/type', true],
    ['s*a/t*e', 'schema/type', true],
    ['schema/type*', 'schema/type', true],
    ['a*a', 'a', false],
    ['schema/*type*type', 'schema/type', false],
    ['schema.*', 'schema/type', false],
    ['schema/type', 'schema/types', false],
  ])('matchesRule of %s on %s is %s', (glob, rule, expected) => {
    expect(matchesRule(glob, rule)).toBe(expected);
  });

  it('--rule handles a pattern with hundreds of asterisks within 5 seconds', async () => {
    const start = performance.now();
    const { code } = await runInProcess(['validate', '--rule', `${'*'.repeat(500)}q=off`], { cwd: folderWith() });
    expect(code).toBe(2);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('--jobs', () => {
  it('--jobs accepts at most 64 threads', async () => {
    const { code, stderr } = await runInProcess(['validate', '--jobs', '65', LOG], { cwd: logFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain('At most 64');
  });
});
