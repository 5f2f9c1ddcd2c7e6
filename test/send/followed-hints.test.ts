import { EventEmitter } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { accept, startEndpoint } from './local-endpoint.js';
import type { SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const WRONG = toLog([messageSent(7)]).replace('message_body', 'content');

describe('hints of send', () => {
  describe('rejected records that stay rejected', () => {
    async function rejected() {
      const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(3)) + WRONG });
      const endpoint = await startEndpoint();
      const send = (more: SendSetting = {}) =>
        runSend({
          ...{ cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'] },
          ...{ checkpoint: 'c.json', rejectedOut: 'rejected.ndjson' },
          ...more,
        });
      await send();
      const again = await send({ format: ['pretty'] });
      expect(again.code).toBe(1);
      expect(again.stdout + again.stderr).toContain(
        'rejected records are not sent again: fix them, in the log or in the file of --rejected-out, and send that',
      );
      const fix = (file: string) =>
        writeFileSync(join(cwd, file), readFileSync(join(cwd, file), 'utf8').replace('content', 'message_body'));
      return { send, fix, ids: () => endpoint.events.map(({ messageId }) => messageId) };
    }
    const ALL = ['evt_0', 'evt_1', 'evt_2', 'evt_7'];

    it('following the hint helps: a record that was fixed in the log is sent, and no other one again', async () => {
      const { send, fix, ids } = await rejected();
      fix('log.ndjson');
      expect(await send()).toMatchObject({ code: 0, summary: { accepted: 1, rejected: 0 } });
      expect(ids()).toEqual(ALL);
      expect((await send()).code).toBe(0);
      expect(ids()).toEqual(ALL);
    });

    it('following the hint helps: a record that was fixed in the file of --rejected-out is sent from it', async () => {
      const { send, fix, ids } = await rejected();
      fix('rejected.ndjson');
      const { code } = await send({ paths: ['rejected.ndjson'], checkpoint: 'd.json', rejectedOut: 'again.ndjson' });
      expect([code, ids()]).toEqual([0, ALL]);
    });
  });

  it('following the hint helps: --require-timestamp rejects records that would get the time of sending', async () => {
    const untimed = toLog(messagesSent(2)).replaceAll(/"timestamp":"[^"]*",/g, '');
    const cwd = folderWith({ 'log.ndjson': untimed + toLog([messageSent(2)]) });
    const endpoint = await startEndpoint();
    const send = (more: SendSetting = {}) =>
      runSend({ cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'], ...more });
    const hint =
      '2 records have no timestamp and will get the time of sending; --require-timestamp rejects such records';
    expect(await send()).toMatchObject({ code: 0, stderr: expect.stringContaining(hint) });
    const { code, stderr, summary } = await send({ requireTimestamp: true });
    expect(code).toBe(1);
    expect(stderr).not.toContain(hint);
    expect(summary).toMatchObject({ accepted: 1, rejected: 2 });
  });

  it('following the hint helps: a stream that was interrupted goes on from a file with --checkpoint', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(6)) });
    const signals = new EventEmitter();
    const endpoint = await startEndpoint();
    endpoint.onRequest = (number) => number <= 1 && signals.emit('SIGINT');
    const setting = { cwd, host: endpoint.url, writeKey: WRITE_KEY, limits: { batchEvents: 2 }, signals };
    const stream = await runSend({ ...setting, records: messagesSent(6) });
    expect(stream).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('(with a file, --checkpoint <file> lets a run go on)'),
    });
    expect(stream.stderr).not.toContain('a second run');
    const file = { ...setting, paths: ['log.ndjson'], checkpoint: 'c.json' };
    const first = await runSend(file);
    expect([first.code, (await runSend(file)).code]).toEqual([130, 0]);
  });

  it('following the hint helps: a run with --checkpoint that is interrupted goes on, and sends each record once', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(6)) });
    const run = async (more: SendSetting) => {
      const signals = new EventEmitter();
      const endpoint = await startEndpoint((response, number, received) => {
        setTimeout(() => accept(response, number, received), 20);
      });
      endpoint.onRequest = (number) => number === 1 && signals.emit('SIGINT');
      const setting = { ...{ cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'] }, ...more };
      const first = await runSend({ ...setting, limits: { batchEvents: 2 }, signals });
      return { first, again: () => runSend(setting), ids: () => endpoint.events.map(({ messageId }) => messageId) };
    };
    const without = await run({});
    expect(without.first).toMatchObject({ code: 130, summary: { notSent: 2 } });
    expect(without.first.stderr).toContain(
      'interrupted; a second run sends the log from its start, with the same ids (--checkpoint <file> lets it go on)',
    );
    expect((await without.again()).code).toBe(0);
    const ids = messagesSent(6).map(({ messageId }) => messageId);
    expect(without.ids()).toEqual([...ids.slice(0, 4), ...ids]);

    const { first, again, ids: sent } = await run({ checkpoint: 'c.json' });
    expect(first.code).toBe(130);
    expect(first.stderr).toContain('interrupted; the same command goes on from here');
    expect((await again()).code).toBe(0);
    expect(sent()).toEqual(ids);
  });
});
