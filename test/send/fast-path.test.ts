import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../support/root.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folder = mkdtempSync(join(tmpdir(), 'copilot-events-fast-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Records that differ in what the scanner and the sender know of them. */
const MIXED: readonly LogRecord[] = [
  ...messagesSent(3),
  { ...messageSent(1), properties: { conversationId: 'c_2', messageId: 'm_1', message_body: 'shares an id' } },
  { ...messageSent(4), timestamp: undefined },
  { ...messageSent(5), messageId: undefined },
  { ...messageSent(6), userId: undefined },
  { ...messageSent(7), sentAt: '2024-05-15T15:00:05Z', somethingElse: true },
  {
    ...messageSent(8),
    properties: { conversationId: 'c_1', messageId: 'm_8', message_body: 'é'.repeat(400), n: 1e21 },
  },
  { ...messageSent(9, 'x'.repeat(33_000)) },
  { ...messageSent(10), integrations: { 'Segment.io': false } },
  { ...messageSent(11), userId: 'u_2', event: 'Item Purchased', properties: { sku: 'a' } },
  { ...messageSent(12), event: 'Item Purchased', properties: { email: 'ann@example.com' } },
  { type: 'identify', userId: 'u_1', messageId: 'evt_13', traits: { plan: 'pro' } },
  { type: 'page', userId: 'u_1', messageId: 'evt_14', name: 'Help', category: 'a', properties: { category: 'b' } },
];

const log = join(folder, 'mixed.ndjson');
writeFileSync(log, toLog(MIXED));
const pretty = join(folder, 'mixed.json');
writeFileSync(pretty, JSON.stringify(MIXED, null, 2));

const SETTINGS: readonly (readonly [name: string, setting: Partial<SendSetting>])[] = [
  ['a log', {}],
  ['a pretty-printed array', { paths: [pretty] }],
  ['the examples of the spec page', { paths: [join(FIXTURES, 'spec-page/examples.ndjson')] }],
  ['two logs, on four connections', { paths: [log, pretty], concurrency: 4 }],
  ['--dry-run', { dryRun: true }],
  ['--event, --since', { event: ['!Item Purchased'], since: '2024-01-01T00:00:00Z' }],
  ['--limit', { limit: 2 }],
  ['--redact, --require-timestamp', { redact: ['all'], requireTimestamp: true }],
  ['--new-message-ids', { newMessageIds: 'salt' }],
  ['--all-or-nothing', { allOrNothing: true }],
  ['rules across records as errors', { rule: ['conversation/*=error', 'segment/duplicate-message-id=error'] }],
  ['rules that are off', { rule: ['*=off'] }],
];

/** What a run did: all that it wrote, and what arrived, each event apart from the time of sending. */
async function run(setting: Partial<SendSetting>, mode: string): Promise<unknown> {
  const endpoint = await startEndpoint();
  const [rejectedOut, rejectedReasons] = [join(folder, 'rejected.ndjson'), join(folder, 'reasons.ndjson')];
  const { code, stdout, stderr } = await runSend({
    ...{ host: endpoint.url, writeKey: WRITE_KEY, paths: [log], rejectedOut, rejectedReasons },
    ...setting,
    env: { COPILOT_EVENTS_SCAN: mode },
  });
  const stamp = (text: string): string => text.replace(/"timestamp":"20[^"]*"|"durationMs": \d+|[\d.]+ m?s\b/g, '');
  const events = endpoint.events.map((event) => stamp(JSON.stringify(event))).sort();
  const files = [rejectedOut, rejectedReasons].map((path) => readFileSync(path, 'utf8'));
  return { code, stdout: stamp(stdout), stderr: stamp(stderr), events, files };
}

describe('the fast path of send', () => {
  it.each(SETTINGS)('send does the same with and without the scanner: %s', async (_, setting) => {
    const withScanner = await run(setting, 'always');
    expect(withScanner).toEqual(await run(setting, 'off'));
    expect(withScanner).toMatchObject({ stdout: expect.stringContaining('"records"') });
  });
});
