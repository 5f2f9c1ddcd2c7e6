import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

/** Without a timestamp: JSON leaves undefined out. */
const timeless = (number: number): LogRecord => ({ ...messageSent(number), timestamp: undefined });
const invalid = { type: 'track', event: 'Message Sent', userId: 'u_1' };
const disabled = { ...timeless(9), integrations: { 'Segment.io': false } };

async function sendFile(records: readonly LogRecord[], setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const cwd = mkdtempSync(join(tmpdir(), 'send-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, 'log.ndjson'), toLog(records));
  const setup = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['log.ndjson'] };
  const outcome = await runSend({ ...setup, ...setting });
  return { ...outcome, endpoint, ids: endpoint.events.map(({ messageId }) => messageId) };
}

describe('records without a timestamp', () => {
  const records = [messageSent(1), timeless(2), invalid, disabled, timeless(3), messageSent(4)];
  const forecast = (count: string) =>
    `copilot-events: ${count} no timestamp and will get the time of sending; --require-`;

  it('records without a timestamp are counted before the first of them is sent', async () => {
    const { summary, stderr, endpoint } = await sendFile(records);
    expect(summary).toMatchObject({ records: 6, accepted: 4, rejected: 2 });
    expect(stderr.startsWith(forecast('2 records have'))).toBe(true);
    expect(endpoint.requests).toHaveLength(1);
  });

  it('records without a timestamp count only if they are selected and within the limit', async () => {
    expect((await sendFile(records, { limit: 2 })).stderr).toContain(forecast('1 record has'));
    expect((await sendFile(records, { limit: 1 })).stderr).not.toContain('time of sending');
    expect((await sendFile(records, { event: ['!Message Sent'] })).stderr).not.toContain('time of sending');
  });

  it('records without a timestamp are not mentioned with --quiet, nor beforehand for a stream', async () => {
    expect((await sendFile(messagesSent(3))).stderr).toBe('');
    expect((await sendFile([timeless(1)], { quiet: true })).stderr).toBe('');
    const { stdout, stderr } = await sendFile([], { paths: [], records: [timeless(1)], format: ['pretty'] });
    expect(stderr).toBe('');
    expect(stdout).toContain('1 record had no timestamp and got the time of sending.');
  });

  it('--require-timestamp rejects records without a timestamp', async () => {
    const { code, summary, stderr, ids } = await sendFile(records, { requireTimestamp: true });
    expect(code).toBe(1);
    expect(ids).toEqual(['evt_1', 'evt_4']);
    expect(summary.byReason).toEqual({ 'missing-timestamp': 2, invalid: 1, 'segment/delivery-disabled': 1 });
    expect(stderr).not.toContain('time of sending');
  });
});

describe('--new-message-ids', () => {
  const records = [...messagesSent(3), messageSent(0), { ...messageSent(4), messageId: undefined }];

  it('--new-message-ids makes other ids, the same for the same salt', async () => {
    const { ids: kept } = await sendFile(records);
    const { ids, code, endpoint } = await sendFile(records, { newMessageIds: 'second source' });
    expect(code).toBe(0);
    expect(new Set([...ids, ...kept]).size).toBe(4 + 4);
    expect(ids[3]).toBe(ids[0]);
    for (const id of ids) expect(id).toMatch(/^ce-[\w-]{43}$/);
    // The chat message's own id is none of ours.
    expect(endpoint.events[0]).toMatchObject({ properties: { messageId: 'm_0' } });
    expect((await sendFile(records, { newMessageIds: 'second source' })).ids).toEqual(ids);
    expect((await sendFile(records, { newMessageIds: 'third' })).ids).not.toContain(ids[0]);
  });

  it('--new-message-ids needs a salt', async () => {
    const { code, stderr, endpoint } = await sendFile(records, { newMessageIds: '' });
    expect({ code, requests: endpoint.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain('--new-message-ids needs a salt');
  });
});
