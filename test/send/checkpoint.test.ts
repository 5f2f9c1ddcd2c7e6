import { EventEmitter } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import type { SendOutcome, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const FILES = ['log.ndjson'];

const folderWith = testFolders();

/** A folder with a log of so many records. */
function folderOf(count: number): string {
  return folderWith({ 'log.ndjson': toLog(messagesSent(count)) });
}

function run(cwd: string, host: string, setting: SendSetting = {}): Promise<SendOutcome> {
  const limits = { batchEvents: 10, ...setting.limits };
  return runSend({ cwd, host, writeKey: WRITE_KEY, paths: FILES, checkpoint: 'sent.json', ...setting, limits });
}

function checkpointIn(cwd: string) {
  return JSON.parse(readFileSync(join(cwd, 'sent.json'), 'utf8'));
}

/** Interrupts a run at its n-th request. */
async function interruptedAt(cwd: string, requests: number, behaviour: Behaviour = accept, setting: SendSetting = {}) {
  const signals = new EventEmitter();
  const endpoint = await startEndpoint(behaviour);
  endpoint.onRequest = (number) => number === requests - 1 && signals.emit('SIGINT');
  const outcome = await run(cwd, endpoint.url, { signals, ...setting });
  return { ...outcome, endpoint };
}

const idsOf = (events: readonly { readonly messageId: string }[]) => events.map(({ messageId }) => messageId);

describe('a checkpoint', () => {
  it('a checkpoint lets the same command go on where it stopped, until nothing is left', async () => {
    const cwd = folderOf(50);
    const { endpoint, ...first } = await interruptedAt(cwd, 2);
    expect(first).toMatchObject({ code: 130, summary: { records: 50, accepted: 20, notSent: 30 } });
    expect(first.stderr).toContain('interrupted; the same command goes on from here\n');

    const second = await run(cwd, endpoint.url);
    expect(second).toMatchObject({
      code: 0,
      summary: { records: 30, accepted: 30, earlier: { accepted: 20, rejected: 0, passedOver: 0 } },
    });
    expect(second.stderr).toBe(
      'copilot-events: going on where an earlier run stopped: 20 records done (20 accepted, 0 rejected)\n',
    );
    expect(idsOf(endpoint.events)).toEqual(idsOf(messagesSent(50) as never));

    const third = await run(cwd, endpoint.url, { format: ['pretty'] });
    expect(third).toMatchObject({ code: 0, stderr: '' });
    expect(third.stdout).toMatch(/^nothing is left to send: an earlier run finished, with 50 accepted and 0 rejected/);
    expect(endpoint.events).toHaveLength(50);
    expect(existsSync(join(cwd, 'sent.json.lock'))).toBe(false);
  });

  it('a run with a checkpoint sends again only what had no answer, with the same ids', async () => {
    const cwd = folderOf(50);
    const broken = await startEndpoint(inTurn(accept, answer(500), accept, answer(503), accept));
    const first = await run(cwd, broken.url);
    expect(first).toMatchObject({ code: 1, summary: { records: 50, accepted: 30, unknown: 20 } });
    expect(first.stderr).toContain('run the same command again, and it goes on where it stopped');
    expect(checkpointIn(cwd)).toMatchObject({
      finished: false,
      unknown: 20,
      files: [
        {
          through: 50,
          pending: [
            [11, 20],
            [31, 40],
          ],
        },
      ],
    });
    // The endpoint is part of what a checkpoint is bound to.
    const sent = idsOf(
      broken.requests.filter((_, number) => number === 1 || number === 3).flatMap(({ body }) => body.batch),
    );
    const before = broken.requests.length;
    const second = await run(cwd, broken.url);
    expect(second).toMatchObject({ code: 0, summary: { records: 20, accepted: 20 } });
    expect(second.stderr).toContain('at most 20 others may have arrived as well; they go again, with the same ids');
    expect(idsOf(broken.requests.slice(before).flatMap(({ body }) => body.batch))).toEqual(sent);
  });

  it('a run with a checkpoint goes on after a trial with --limit', async () => {
    const cwd = folderOf(30);
    const endpoint = await startEndpoint();
    expect(await run(cwd, endpoint.url, { limit: 12 })).toMatchObject({
      code: 0,
      summary: { records: 12, accepted: 12 },
    });
    expect(await run(cwd, endpoint.url)).toMatchObject({ code: 0, summary: { records: 18, accepted: 18 } });
    expect(idsOf(endpoint.events)).toEqual(idsOf(messagesSent(30) as never));
  });

  it('a checkpoint counts records of several files, on several connections', async () => {
    const cwd = folderOf(30);
    const more = messagesSent(40).map((record, number) => ({
      ...record,
      userId: `u_${number % 7}`,
      messageId: `b_${number}`,
    }));
    writeFileSync(join(cwd, 'b.ndjson'), toLog(more));
    const setting = { paths: ['log.ndjson', 'b.ndjson'], concurrency: 4 };
    const { endpoint } = await interruptedAt(cwd, 4, accept, setting);
    const done = endpoint.events.length;
    expect(done).toBeLessThan(70);
    expect(await run(cwd, endpoint.url, setting)).toMatchObject({ code: 0, summary: { accepted: 70 - done } });
    expect(new Set(idsOf(endpoint.events)).size).toBe(70);
    expect(endpoint.events).toHaveLength(70);
    expect(checkpointIn(cwd)).toMatchObject({ finished: true, done: { accepted: 70 } });
  });

  it('a checkpoint holds a hash of the write key, and never the key', async () => {
    const cwd = folderOf(3);
    const endpoint = await startEndpoint();
    await run(cwd, endpoint.url, { newMessageIds: 'the second source' });
    const text = readFileSync(join(cwd, 'sent.json'), 'utf8');
    expect(text).toMatch(/"writeKey":"[0-9a-f]{64}"/);
    for (const secret of [WRITE_KEY, Buffer.from(`${WRITE_KEY}:`).toString('base64'), 'second source', 'hello']) {
      expect(text).not.toContain(secret);
    }
  });

  it('a run with a checkpoint warns after a day that repeats may no longer be dropped', async () => {
    const cwd = folderOf(20);
    const endpoint = await startEndpoint(inTurn(answer(500), accept));
    await run(cwd, endpoint.url);
    const old = { ...checkpointIn(cwd), savedAt: new Date(Date.now() - 30 * 3_600_000).toISOString() };
    writeFileSync(join(cwd, 'sent.json'), JSON.stringify(old));
    const { stderr } = await run(cwd, endpoint.url);
    expect(stderr).toContain('it stopped 30 hours ago: Segment may no longer drop what arrived then\n');
  });

  it('a dry run only reads the checkpoint', async () => {
    const cwd = folderOf(30);
    const { endpoint } = await interruptedAt(cwd, 1);
    const before = checkpointIn(cwd);
    const { summary, code } = await run(cwd, endpoint.url, { dryRun: true });
    expect({ code, summary }).toMatchObject({ code: 0, summary: { records: 20, notSent: 20, dryRun: { batches: 2 } } });
    expect(checkpointIn(cwd)).toEqual(before);
  });
});

describe('dead letters and a checkpoint', () => {
  const files = { rejectedOut: 'rejected.ndjson', rejectedReasons: 'reasons.ndjson' };
  const refuseBad: Behaviour = (response, number, received) => {
    const bad = received.body.batch.some(({ messageId }) => /_[0-9]*5$/.test(messageId));
    return bad ? answer(400)(response, number, received) : accept(response, number, received);
  };
  const lines = (cwd: string, file: string) => readFileSync(join(cwd, file), 'utf8').split('\n').slice(0, -1);

  it('dead letters grow from run to run, and hold each rejected record once', async () => {
    const cwd = folderOf(40);
    const { endpoint } = await interruptedAt(cwd, 12, refuseBad, files);
    const first = lines(cwd, files.rejectedOut).length;
    expect(first).toBeGreaterThan(0);
    // As after a kill: written, and not yet counted by the checkpoint.
    appendFileSync(join(cwd, files.rejectedOut), `${JSON.stringify(messageSent(99))}\n`);
    await run(cwd, endpoint.url, files);
    const expected = [5, 15, 25, 35].map((number) => JSON.stringify(messageSent(number)));
    expect(lines(cwd, files.rejectedOut)).toEqual(expected);
    expect(lines(cwd, files.rejectedReasons).map((line) => JSON.parse(line).record)).toEqual([6, 16, 26, 36]);
  });

  it('dead letters that were edited between two runs are kept', async () => {
    const cwd = folderOf(40);
    const { endpoint } = await interruptedAt(cwd, 12, refuseBad, files);
    const fixed =
      '{"this was fixed by hand": "and is now longer than it was before, by so much that no line ends where one did"}\n'.repeat(
        3,
      );
    writeFileSync(join(cwd, files.rejectedOut), fixed);
    await run(cwd, endpoint.url, files);
    expect(readFileSync(join(cwd, files.rejectedOut), 'utf8').startsWith(fixed)).toBe(true);
  });
});

describe('a checkpoint that does not fit', () => {
  async function refused(change: (cwd: string) => void, setting: SendSetting = {}, host?: string) {
    const cwd = folderOf(30);
    const { endpoint } = await interruptedAt(cwd, 1);
    change(cwd);
    const sent = endpoint.events.length;
    const { code, stderr } = await run(cwd, host ?? endpoint.url, setting);
    expect({ code, sent: endpoint.events.length }).toEqual({ code: 2, sent });
    expect(stderr).toMatch(/\n {2}hint: /);
    expect(existsSync(join(cwd, 'sent.json.lock'))).toBe(false);
    return stderr;
  }
  const nothing = () => {};

  it('a checkpoint is refused for another endpoint, key, choice of records, or log', async () => {
    const other = await startEndpoint();
    expect(await refused(nothing, {}, other.url)).toContain(`not ${other.url}/v1/batch`);
    expect(await refused(nothing, { writeKey: 'another' })).toContain('it was made for another write key');
    expect(await refused(nothing, { event: ['Message Sent'] })).toContain('it was made with another --event');
    expect(await refused(nothing, { newMessageIds: 'x' })).toContain('it was made with another --new-message-ids');
    const otherLog = (cwd: string) => writeFileSync(join(cwd, 'b.ndjson'), toLog([messageSent(99)]));
    expect(await refused(otherLog, { paths: ['b.ndjson'] })).toContain(
      'other files are named, or the same in another order, and none of the 10 records that were done is in the log',
    );
    const noCheckpoint = (cwd: string) => writeFileSync(join(cwd, 'sent.json'), '{"my":"notes"}');
    expect(await refused(noCheckpoint)).toContain('sent.json is not a checkpoint of this version');
  });

  it('--checkpoint is refused for a stream', async () => {
    const setting = { writeKey: WRITE_KEY, records: messagesSent(1), checkpoint: 'sent.json', cwd: folderWith() };
    const { code, stderr } = await runSend(setting);
    expect(code).toBe(2);
    expect(stderr).toContain('--checkpoint needs files: a stream cannot be resumed\n  hint: ');
  });

  it('a checkpoint that cannot be written is refused before anything is sent', async () => {
    const cwd = folderOf(3);
    const endpoint = await startEndpoint();
    const { code, stderr } = await run(cwd, endpoint.url, { checkpoint: 'nowhere/sent.json' });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write nowhere/sent.json.lock: it does not exist');
    expect(endpoint.requests).toHaveLength(0);
    expect((await run(cwd, endpoint.url, { checkpoint: 'log.ndjson' })).stderr).toContain(
      'is a log that is read; it would be overwritten',
    );
  });
});

describe('a checkpoint that can no longer be written', () => {
  it('a checkpoint that can no longer be written ends the run with one message; what it promised holds', async () => {
    const cwd = folderOf(300);
    mkdirSync(join(cwd, 'state'));
    const setting = { checkpoint: 'state/sent.json' };
    const endpoint = await startEndpoint((response, number, received) => {
      // The folder goes away as a whole: whatever the run writes in it at the moment cannot get into the way.
      if (number === 3) renameSync(join(cwd, 'state'), join(cwd, 'away'));
      setTimeout(() => accept(response, number, received), 60);
    });
    const { code, stderr, summary } = await run(cwd, endpoint.url, setting);
    expect(code).toBe(2);
    expect(stderr.match(/cannot write the checkpoint state\/sent.json: it does not exist/g)).toHaveLength(1);
    expect(summary.notSent).toBeGreaterThan(0);
    expect(total(summary)).toBe(300);
    renameSync(join(cwd, 'away'), join(cwd, 'state'));
    const done = JSON.parse(readFileSync(join(cwd, 'state/sent.json'), 'utf8')).done.accepted;
    const before = endpoint.events.length;
    expect((await run(cwd, endpoint.url, setting)).code).toBe(0);
    expect(endpoint.events.length - before).toBe(300 - done);
    expect(new Set(idsOf(endpoint.events)).size).toBe(300);
  });
});
