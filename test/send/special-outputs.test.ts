import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BINARY } from '../support/root.js';
import { outcomeOf, PLAIN_ENV } from '../support/run-binary.js';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const INVALID: LogRecord = { type: 'track', event: 'Message Sent', userId: 'u_1' };
const LOG = toLog([...messagesSent(30), INVALID]);

async function run(cwd: string, setting: SendSetting, host?: string) {
  const endpoint = await startEndpoint();
  const all = { cwd, host: host ?? endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'], ...setting };
  return { ...(await runSend(all)), endpoint };
}

describe('a checkpoint that is a link', () => {
  it.each([
    ['to a checkpoint', true],
    ['to nothing yet', false],
  ])('a checkpoint that is a link %s stays a link, and its target is written', async (_, exists) => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(3)), 'state/other.txt': '' });
    const endpoint = await startEndpoint();
    if (exists) await run(cwd, { checkpoint: 'state/real.json' }, endpoint.url);
    symlinkSync('state/real.json', join(cwd, 'link.json'));
    const sent = endpoint.events.length;
    expect(await run(cwd, { checkpoint: 'link.json' }, endpoint.url)).toMatchObject({ code: 0 });
    expect(endpoint.events.length - sent).toBe(exists ? 0 : 3);
    expect(lstatSync(join(cwd, 'link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(cwd, 'state/real.json'), 'utf8'))).toMatchObject({ finished: true });
    expect(existsSync(join(cwd, 'link.json.done'))).toBe(false);
  });

  it('a checkpoint and a link to it share their lock', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(3)) });
    symlinkSync('real.json', join(cwd, 'link.json'));
    let second: Promise<{ code: number; stderr: string }> | undefined;
    const endpoint = await startEndpoint(async (response, number, received) => {
      second ??= run(cwd, { checkpoint: 'real.json' }, endpoint.url);
      await second;
      accept(response, number, received);
    });
    expect((await run(cwd, { checkpoint: 'link.json' }, endpoint.url)).code).toBe(0);
    expect(await second).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('another run is at work on real.json'),
    });
  });
});

describe('dead letters beside a checkpoint', () => {
  it.each(['rejectedOut', 'rejectedReasons'])(
    'dead letters beside a checkpoint can go to /dev/null: --%s',
    async (option) => {
      const cwd = folderWith({ 'log.ndjson': LOG });
      const endpoint = await startEndpoint();
      const setting = { checkpoint: 'c.json', [option]: '/dev/null' };
      const first = await run(cwd, { ...setting, limit: 10 }, endpoint.url);
      expect(first).toMatchObject({ code: 0, stderr: '', summary: { accepted: 10 } });
      expect(await run(cwd, setting, endpoint.url)).toMatchObject({ code: 1, summary: { accepted: 20, rejected: 1 } });
    },
  );

  it('dead letters beside a checkpoint can go to a pipe', async () => {
    const cwd = folderWith({ 'log.ndjson': LOG });
    const endpoint = await startEndpoint();
    const env = { ...PLAIN_ENV, SEGMENT_WRITE_KEY: WRITE_KEY, SEND: `${process.execPath} ${BINARY} send log.ndjson` };
    const options = `--no-config --rate 0 --host ${endpoint.url} --checkpoint c.json -f json=end.json`;
    const script = `mkfifo pipe; cat pipe > letters & $SEND ${options} --rejected-out pipe; code=$?; wait; exit $code`;
    const ended = await outcomeOf(spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
    expect(ended.code).toBe(1);
    expect(ended.stderr).not.toContain('cannot write');
    expect(readFileSync(join(cwd, 'letters'), 'utf8')).toBe(`${JSON.stringify(INVALID)}\n`);
    expect(JSON.parse(readFileSync(join(cwd, 'end.json'), 'utf8')).summary).toMatchObject({
      accepted: 30,
      rejected: 1,
    });
  });

  it.each(['c.json', 'c.json.lock', 'c.json.lock.takeover', 'c.json.done'])(
    'dead letters cannot go to a file of the checkpoint: %s',
    async (rejectedOut) => {
      const cwd = folderWith({ 'log.ndjson': LOG });
      const { code, stderr, endpoint } = await run(cwd, { checkpoint: 'c.json', rejectedOut });
      expect(code).toBe(2);
      expect(stderr).toContain('two outputs would go to');
      expect(endpoint.requests).toEqual([]);
      expect(existsSync(join(cwd, 'c.json.lock'))).toBe(false);
    },
  );

  it.each(['c.json.lock', 'c.json.done'])(
    'a log that is named like a file of the checkpoint is kept: %s',
    async (name) => {
      const cwd = folderWith({ [name]: LOG });
      const { code, stderr } = await run(cwd, { checkpoint: 'c.json', paths: [name] });
      expect({ code, log: readFileSync(join(cwd, name), 'utf8') }).toEqual({ code: 2, log: LOG });
      expect(stderr).toContain('is a log that is read; it would be overwritten');
    },
  );
});

describe('a full disk', () => {
  it.each<[what: string, setting: SendSetting]>([
    ['the dead letters', { rejectedOut: '/dev/full' }],
    ['the reasons', { rejectedReasons: '/dev/full' }],
    ['the dead letters beside a checkpoint', { rejectedOut: '/dev/full', checkpoint: 'c.json' }],
    ['the reasons beside a checkpoint', { rejectedReasons: '/dev/full', checkpoint: 'c.json' }],
  ])('a full disk for %s ends the run with one message and the summary', async (_, setting) => {
    const cwd = folderWith({ 'log.ndjson': toLog([INVALID, ...messagesSent(300)]) });
    const slow = await startEndpoint((...request) => void setTimeout(() => accept(...request), 20));
    const { code, stderr, summary } = await run(cwd, { ...setting, limits: { batchEvents: 10 } }, slow.url);
    expect(code).toBe(2);
    expect(stderr.match(/cannot write \/dev\/full: no space is left on the device\n/g)).toHaveLength(1);
    expect(stderr).not.toContain('TypeError');
    // Beside a checkpoint, this is known before anything is read.
    expect(summary.records > 0).toBe(setting.checkpoint === undefined);
    expect(total(summary)).toBe(summary.records);
  });

  it('a full disk for the checkpoint is known before anything is sent, and does not hide the summary', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(300)) });
    symlinkSync('/dev/full', join(cwd, 'c.json.done'));
    const slow = await startEndpoint((...request) => void setTimeout(() => accept(...request), 40));
    const { code, stderr, summary } = await run(cwd, { checkpoint: 'c.json', limits: { batchEvents: 10 } }, slow.url);
    expect(code).toBe(2);
    expect(stderr.match(/cannot write .*c\.json\.done: no space is left on the device\n/g)).toHaveLength(1);
    expect(summary).toMatchObject({ records: 0, accepted: 0 });
    expect(slow.requests).toEqual([]);
  });

  it.each(['rejected.ndjson', 'c.json'])('a full disk in the middle of a run never hides the summary: %s', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(1000, 'x'.repeat(200))) });
    const refusing = await startEndpoint((response, number, received) =>
      received.body.batch.some(({ messageId }) => messageId.endsWith('3'))
        ? answer(400)(response, number, received)
        : accept(response, number, received),
    );
    writeFileSync(join(cwd, 'key'), WRITE_KEY);
    const argv = `send log.ndjson --no-config --rate 0 --host ${refusing.url} --checkpoint c.json --rejected-out rejected.ndjson -f json --write-key-file key`;
    // No file may become larger than 8 kB: writing more fails as on a full disk.
    const script = `ulimit -f 16; exec ${process.execPath} ${BINARY} ${argv}`;
    const ended = await outcomeOf(
      spawn('sh', ['-c', script], { cwd, env: PLAIN_ENV, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot write .*: /) });
    expect(ended.stderr).not.toMatch(/TypeError|at .*\.js:/);
    const { summary } = JSON.parse(ended.stdout);
    expect(total(summary)).toBe(summary.records);
    expect(summary.accepted).toBeGreaterThan(0);
  });
});

describe('a record in the dead letters of a run', () => {
  it('a rejected record is in the dead letters once, though a second run went on', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog([INVALID, messageSent(1), messageSent(2)]) });
    const endpoint = await startEndpoint();
    const setting = { checkpoint: 'c.json', rejectedOut: 'r.ndjson' };
    await run(cwd, { ...setting, limit: 1 }, endpoint.url);
    await run(cwd, setting, endpoint.url);
    expect(readFileSync(join(cwd, 'r.ndjson'), 'utf8')).toBe(`${JSON.stringify(INVALID)}\n`);
  });
});
