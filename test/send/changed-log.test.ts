import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { accept, startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const INVALID: LogRecord = { type: 'track', event: 'Message Sent', userId: 'u_1', properties: { n: 1 } };

/** Sends a log with a checkpoint, changes it, and sends it again. */
async function sendTwice(log: string, change: (log: string, cwd: string) => void, setting: SendSetting = {}) {
  const cwd = folderWith({ 'log.ndjson': log });
  const endpoint = await startEndpoint();
  const run = (more: SendSetting = {}) =>
    runSend({
      ...{ cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'], checkpoint: 'c.json' },
      ...setting,
      ...more,
    });
  const first = await run();
  const sent = endpoint.events.length;
  change(join(cwd, 'log.ndjson'), cwd);
  const second = await run();
  return { cwd, run, first, second, endpoint, ids: endpoint.events.slice(sent).map(({ messageId }) => messageId) };
}

const linesOf = (log: string) => readFileSync(log, 'utf8').split('\n').slice(0, -1);
const write = (log: string, lines: readonly string[]) => writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
const numbered = (...numbers: number[]) => numbers.map((number) => `evt_${number}`);

describe('done records stay done in a log that has changed, as long as they are there byte for byte', () => {
  it.each<[name: string, change: (log: string, cwd: string) => void, ids: readonly string[], says: string]>([
    [
      'has grown by a line',
      (log) => appendFileSync(log, toLog([messageSent(20)])),
      numbered(20),
      'log.ndjson has grown',
    ],
    ['was touched', (log) => utimesSync(log, 1, 1), [], 'log.ndjson was written again'],
    ['was written again, the same', (log) => write(log, linesOf(log)), [], ''],
    ['lost its last lines', (log) => write(log, linesOf(log).slice(0, 12)), [], 'log.ndjson has become shorter'],
    ['lost its first lines', (log) => write(log, linesOf(log).slice(5)), [], 'has become shorter'],
    [
      'got a line at its start',
      (log) => write(log, [JSON.stringify(messageSent(30)), ...linesOf(log)]),
      numbered(30),
      '',
    ],
    [
      'got a line in its middle',
      (log) => write(log, linesOf(log).toSpliced(7, 0, JSON.stringify(messageSent(30)))),
      numbered(30),
      'of 20 records done, 20 are still there',
    ],
    [
      'had a line changed',
      (log) =>
        write(
          log,
          linesOf(log).map((line) => line.replace('"m_7"', '"m_77"')),
        ),
      numbered(7),
      'of 20 records done, 19 are still there, byte for byte, and stay done',
    ],
    [
      'lost all lines but one',
      (log) => write(log, linesOf(log).slice(0, 1)),
      [],
      'of 20 records done, 1 is still there, byte for byte, and stays done',
    ],
    ['was sorted otherwise', (log) => write(log, linesOf(log).reverse()), [], 'log.ndjson has other contents'],
    ['was packed', (log) => writeFileSync(log, gzipSync(readFileSync(log))), [], ''],
    ['got a line twice', (log) => write(log, [...linesOf(log), linesOf(log)[3] ?? '']), numbered(3), ''],
  ])('done records stay done in a log that %s', async (_, change, ids, says) => {
    const { first, second, ids: sent, run, endpoint } = await sendTwice(toLog(messagesSent(20)), change);
    expect(first).toMatchObject({ code: 0, summary: { accepted: 20 } });
    expect(sent).toEqual(ids);
    expect(second).toMatchObject({ code: 0, summary: { records: ids.length, accepted: ids.length } });
    expect(second.stderr).toContain(says);
    // And it is finished again.
    const requests = endpoint.requests.length;
    expect(await run()).toMatchObject({ code: 0, stderr: '', summary: { records: 0 } });
    expect(endpoint.requests).toHaveLength(requests);
  });

  it('a log that was empty when its checkpoint was made is sent without a word about it', async () => {
    const { second, ids } = await sendTwice('', (log) =>
      write(
        log,
        messagesSent(2).map((one) => JSON.stringify(one)),
      ),
    );
    expect(second).toMatchObject({ code: 0, stderr: '', summary: { accepted: 2 } });
    expect(ids).toEqual(numbered(0, 1));
  });

  it('a log that grew after an interrupt: what was not done and what is new goes out, once', async () => {
    const { EventEmitter } = await import('node:events');
    const signals = new EventEmitter();
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(50)) });
    const endpoint = await startEndpoint();
    endpoint.onRequest = (number) => number === 1 && signals.emit('SIGINT');
    const setting = { cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'], checkpoint: 'c.json' };
    const limits = { batchEvents: 10 };
    expect(await runSend({ ...setting, limits, signals })).toMatchObject({ code: 130, summary: { accepted: 20 } });
    appendFileSync(join(cwd, 'log.ndjson'), toLog([messageSent(50), messageSent(51)]));
    expect(await runSend({ ...setting, limits })).toMatchObject({ code: 0, summary: { accepted: 32 } });
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(numbered(...Array(52).keys()));
  });

  it('a log that grows again and again is sent line by line', async () => {
    const { run, endpoint, cwd } = await sendTwice(toLog([messageSent(0)]), () => {});
    for (let number = 1; number < 6; number++) {
      appendFileSync(join(cwd, 'log.ndjson'), toLog([messageSent(number)]));
      expect(await run()).toMatchObject({ code: 0, summary: { accepted: 1 } });
    }
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(numbered(0, 1, 2, 3, 4, 5));
  });

  it('a rotated log: records of the renamed file stay done, those of the new one go out', async () => {
    const { ids, second } = await sendTwice(
      toLog(messagesSent(10)),
      (log, cwd) => {
        renameSync(log, join(cwd, 'a-old.ndjson'));
        writeFileSync(log, toLog([messageSent(10), messageSent(11)]));
      },
      { paths: ['.'], checkpoint: 'state' },
    );
    expect(second.code).toBe(0);
    expect(ids).toEqual(numbered(10, 11));
  });

  it('a rejected record that is fixed in the log is the only one sent, and the run is a success', async () => {
    const log = toLog([messageSent(0), INVALID, messageSent(2)]);
    const { first, second, ids, run } = await sendTwice(log, (path) =>
      write(path, [linesOf(path)[0] ?? '', JSON.stringify(messageSent(1)), linesOf(path)[2] ?? '']),
    );
    expect(first).toMatchObject({ code: 1, summary: { accepted: 2, rejected: 1 } });
    expect(ids).toEqual(numbered(1));
    expect(second).toMatchObject({ code: 0, summary: { accepted: 1, earlier: { accepted: 2, rejected: 0 } } });
    expect((await run()).code).toBe(0);
  });

  it('a changed log that still holds its rejected record is no success', async () => {
    const log = toLog([messageSent(0), INVALID]);
    const { second, ids } = await sendTwice(log, (path) => appendFileSync(path, toLog([messageSent(2)])));
    expect(ids).toEqual(numbered(2));
    expect(second).toMatchObject({ code: 1, summary: { earlier: { accepted: 1, rejected: 1 } } });
  });

  it('a dry run finds the done records of a changed log, and writes nothing', async () => {
    const { run, cwd } = await sendTwice(toLog(messagesSent(5)), (log) => appendFileSync(log, toLog([messageSent(5)])));
    appendFileSync(join(cwd, 'log.ndjson'), toLog([messageSent(6)]));
    const before = readFileSync(join(cwd, 'c.json'), 'utf8');
    expect(await run({ dryRun: true })).toMatchObject({ code: 0, summary: { records: 1, notSent: 1 } });
    expect(readFileSync(join(cwd, 'c.json'), 'utf8')).toBe(before);
  });
});

describe('a checkpoint whose file of fingerprints is gone', () => {
  it('a checkpoint without its fingerprints fits an unchanged log, and is refused for a changed one', async () => {
    const { run, cwd } = await sendTwice(toLog(messagesSent(5)), (_, folder) => rmSync(join(folder, 'c.json.done')));
    expect(await run()).toMatchObject({ code: 0, summary: { records: 0 } });
    appendFileSync(join(cwd, 'log.ndjson'), toLog([messageSent(5)]));
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain(
      'log.ndjson has grown, and c.json.done, by which its records are found again, is missing or cut off\n',
    );
    expect(existsSync(join(cwd, 'c.json.lock'))).toBe(false);
  });
});

describe('a log that becomes shorter while it is read', () => {
  it.each([
    ['with a checkpoint', 'c.json'],
    ['without a checkpoint', undefined],
  ])('a log that becomes shorter while it is read is not finished and no success: %s', async (_, checkpoint) => {
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(4000, 'x'.repeat(400))) });
    const log = join(cwd, 'log.ndjson');
    const whole = readFileSync(log);
    const endpoint = await startEndpoint((response, number, received) => {
      if (number === 0) truncateSync(log, 700_000);
      setTimeout(() => accept(response, number, received), 30);
    });
    const setting = {
      cwd,
      host: endpoint.url,
      writeKey: WRITE_KEY,
      paths: ['log.ndjson'],
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
    const { code, stderr, summary } = await runSend(setting);
    expect(code).toBe(2);
    expect(stderr).toContain(`log.ndjson became shorter while it was read: 700,000 bytes instead of`);
    expect(summary.accepted).toBeLessThan(4000);
    if (checkpoint === undefined) return;
    writeFileSync(log, whole);
    await runSend(setting);
    expect(new Set(endpoint.events.map(({ messageId }) => messageId)).size).toBe(4000);
  });
});
