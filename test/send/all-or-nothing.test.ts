import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const INVALID: LogRecord = { type: 'track', event: 'Message Sent', userId: 'u_1' };

async function run(records: readonly LogRecord[], setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const cwd = folderWith({ 'a.ndjson': toLog(records.slice(0, 1)), 'b.ndjson': toLog(records.slice(1)) });
  const paths = ['a.ndjson', 'b.ndjson'];
  const outcome = await runSend({
    host: endpoint.url,
    writeKey: WRITE_KEY,
    cwd,
    paths,
    allOrNothing: true,
    ...setting,
  });
  return { ...outcome, sent: endpoint.events.length };
}

describe('--all-or-nothing', () => {
  it('--all-or-nothing sends all records if all are valid', async () => {
    expect(await run(messagesSent(5))).toMatchObject({ code: 0, sent: 5, summary: { accepted: 5 } });
  });

  it('--all-or-nothing sends nothing if a record is invalid, however late it comes, and reports it', async () => {
    const { code, sent, summary, stderr } = await run([...messagesSent(5), INVALID]);
    expect({ code, sent }).toEqual({ code: 1, sent: 0 });
    expect(summary).toMatchObject({ records: 6, rejected: 1, notSent: 5, byReason: { withheld: 5, invalid: 1 } });
    expect(stderr).toContain('b.ndjson:5:1');
  });

  it('--all-or-nothing sends nothing if a record would be rejected for another reason', async () => {
    const [first, ...others] = messagesSent(3);
    const { sent, summary } = await run([{ ...first, timestamp: undefined }, ...others], { requireTimestamp: true });
    expect(sent).toBe(0);
    expect(summary).toMatchObject({ byReason: { 'missing-timestamp': 1, withheld: 2 } });
  });

  it('--all-or-nothing ignores records that are not asked for', async () => {
    const identify = { type: 'identify', userId: 7 };
    const { code, sent } = await run([...messagesSent(2), identify], { event: ['Message Sent'] });
    expect({ code, sent }).toEqual({ code: 0, sent: 2 });
  });

  it('--all-or-nothing sends nothing if a file cannot be read to its end', async () => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'a.ndjson': toLog(messagesSent(2)), 'b.ndjson': Buffer.from([0xff, 0xfe, 0x7b, 0]) });
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['a.ndjson', 'b.ndjson'] };
    const { code, summary } = await runSend({ ...setting, allOrNothing: true });
    expect(code).toBe(2);
    expect(summary).toMatchObject({ accepted: 0, notSent: 2, byReason: { 'input-failed': 2 } });
    expect(endpoint.requests).toHaveLength(0);
  });

  it.each<[how: string, damage: (packed: Buffer) => Buffer]>([
    ['is cut off', (packed) => packed.subarray(0, packed.length - 12)],
    ['has garbage behind it', (packed) => Buffer.concat([packed, Buffer.from('garbage')])],
    ['has a wrong checksum', (packed) => Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)])],
  ])('--all-or-nothing blames the file, not the records, if its gzip %s', async (_, damage) => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'a.ndjson.gz': damage(gzipSync(toLog(messagesSent(50)))) });
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['a.ndjson.gz'], format: ['pretty'] };
    const { code, stdout, stderr } = await runSend({ ...setting, allOrNothing: true });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot unpack all of a.ndjson.gz');
    expect(stdout).toMatch(
      /not sent +\d+ {2}input-failed: a log could not be read to its end, and --all-or-nothing sends/,
    );
    expect(stdout).not.toContain('would be rejected');
    expect(endpoint.requests).toHaveLength(0);
  });

  it('--all-or-nothing is refused for a stream', async () => {
    const { code, stderr } = await runSend({ writeKey: WRITE_KEY, records: messagesSent(1), allOrNothing: true });
    expect(code).toBe(2);
    expect(stderr).toContain('--all-or-nothing needs files: a stream cannot be read twice');
  });
});
