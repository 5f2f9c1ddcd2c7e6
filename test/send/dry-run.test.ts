import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startEndpoint } from './local-endpoint.js';
import type { SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, total, WRITE_KEY } from './run-send.js';

const records = [
  {
    ...messageSent(0, 'dear secret'),
    originalTimestamp: '2024-05-15T15:00:04Z',
    context: { library: { name: 'x' }, ip: '9.9.9.9' },
  },
  { ...messageSent(1), timestamp: '2024-05-14T01:00:00+02:00', sentAt: '2024-05-15T15:00:04Z', writeKey: 'secret' },
  { ...messageSent(2), timestamp: undefined },
  {
    type: 'identify',
    userId: 'secret@example.com',
    timestamp: '2024-05-16T00:00:00Z',
    traits: { age: 4711, vip: true },
  },
  { type: 'track', event: 'Message Sent', userId: 'u_1' },
];

async function dryRun(setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const outcome = await runSend({ host: endpoint.url, records, dryRun: true, ...setting });
  expect(endpoint.requests).toEqual([]);
  return outcome;
}

describe('--dry-run', () => {
  it('--dry-run sends nothing, needs no write key, and lists in JSON what would go out', async () => {
    const { code, summary } = await dryRun();
    expect(code).toBe(1);
    const { dryRun: would, ...counts } = summary;
    expect(counts).toEqual({
      records: 5,
      accepted: 0,
      rejected: 1,
      unknown: 0,
      notSent: 4,
      byReason: { 'dry-run': 4, invalid: 1 },
      messageIds: 4,
    });
    expect(would).toMatchObject({
      byEvent: { 'Message Sent': 3, '(identify)': 1 },
      batches: 1,
      earliest: '2024-05-13T23:00:00.000Z',
      latest: '2024-05-16T00:00:00.000Z',
      stamped: 1,
      dropped: { originalTimestamp: 1, sentAt: 1, writeKey: 1 },
      changed: { 'context.library': 1 },
    });
    expect(would?.sample).toMatchObject({
      type: 'track',
      event: 'Message Sent',
      messageId: 'evt_0',
      timestamp: '2024-05-15T15:00:04.250Z',
      userId: '(text of 3)',
      properties: { message_body: '(text of 11)' },
      context: { ip: '(text of 7)', library: { name: '@segment/analytics-node' } },
    });
  });

  it('--dry-run shows people the same, with all texts masked', async () => {
    const { stdout, stderr } = await dryRun({ format: ['pretty'] });
    expect(stdout).toMatch(
      /^✖ nothing was sent: 4 of 5 records would go to 127\.0\.0\.1:\d+ \(1 batch, [\d,]+ bytes, /,
    );
    for (const text of [
      '3  Message Sent',
      '1  (identify)',
      'Timestamps from 2024-05-13T23',
      '1 record has no timestamp',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).toMatch(/dropped +1 {2}sentAt\n/);
    expect(stdout).toMatch(/changed +1 {2}context\.library\n/);
    expect(stdout).toContain('"message_body": "(text of 11)"');
    const identify = await dryRun({ format: ['pretty'], event: ['(identify)'] });
    expect(identify.stdout).toContain('"age": "(number)"');
    for (const text of [stdout, stderr, identify.stdout]) expect(text).not.toMatch(/secret|4711|9\.9\.9\.9/);
    expect((await dryRun({ format: ['pretty'], showValues: true })).stdout).toContain('dear secret');
  });

  it('--dry-run counts the batches and bytes of the run itself', async () => {
    const all = { records: messagesSent(1200, 'é"'), writeKey: WRITE_KEY, limits: { batchEvents: 500 } };
    const { code, summary } = await dryRun(all);
    expect({ code, sum: total(summary) }).toEqual({ code: 0, sum: 1200 });
    const endpoint = await startEndpoint();
    await runSend({ ...all, host: endpoint.url });
    expect(summary.dryRun).toMatchObject({
      batches: endpoint.requests.length,
      bytes: endpoint.requests.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  });

  it.each<[written: string, text: string, changed: Readonly<Record<string, number>>]>([
    ['an integer with too many digits', '"order_id":1234567890123456789', { 'properties.order_id': 1 }],
    ['a number that is too large', '"rating":1e400', { 'properties.rating': 1 }],
    ['a negative number that is too large', '"rating":-1e400', { 'properties.rating': 1 }],
    ['a number that is too small', '"n":1e-400', { 'properties.n': 1 }],
    ['a fraction with too many digits', '"n":0.1234567890123456789', { 'properties.n': 1 }],
    ['-0', '"n":-0', { 'properties.n': 1 }],
    ['-0.0', '"n":-0.0', { 'properties.n': 1 }],
    ['a key that stands twice', '"n":1,"m":2,"n":3', { 'properties.n': 1 }],
    ['a key that stands twice, escaped', '"n":1,"\\u006e":1', { 'properties.n': 1 }],
    [
      'an inexact number in an array of objects',
      '"items":[{"id":1},{"id":12345678901234567891}]',
      { 'properties.items': 1 },
    ],
    ['an inexact number deeper', '"a":{"b":{"c":12345678901234567891}}', { 'properties.a': 1 }],
    ['a number in another notation', '"n":1.50,"m":1e2,"k":100E-2,"z":0.0,"y":0e5,"x":1.0', {}],
    ['the largest safe integer', '"n":9007199254740991,"m":-9007199254740991', {}],
    ['a number with all its digits', '"n":0.1,"m":0.30000000000000004,"k":1.7976931348623157e308', {}],
    ['digits in a text', '"n":"1234567890123456789 -0 1e400"', {}],
  ])('--dry-run names the fields that go out differently: %s', async (_, text, changed) => {
    const record = JSON.stringify(messageSent(1)).replace('"conversationId"', `${text},"conversationId"`);
    const stdin = Readable.from([Buffer.from(`${record}\n`)]);
    const { code, summary } = await dryRun({ records: [], stdin, rule: ['json/*=off'] });
    expect({ code, changed: summary.dryRun?.changed }).toEqual({ code: 0, changed });
  });

  it('--dry-run counts a changed field once per record, at the top level, too', async () => {
    const record = JSON.stringify(messageSent(1)).replace('"userId":"u_1"', '"userId":"u_0","userId":"u_1"');
    const twice = record.replace('"conversationId"', '"n":-0,"n":1e400,"conversationId"');
    const stdin = Readable.from([Buffer.from(`${twice}\n${record}\n`)]);
    const { summary } = await dryRun({ records: [], stdin, rule: ['json/*=off'] });
    expect(summary.dryRun?.changed).toEqual({ userId: 2, 'properties.n': 1 });
  });

  it('--dry-run does not name a dropped field as changed', async () => {
    const record = JSON.stringify(messageSent(1)).replace(
      '"userId"',
      '"sentAt":1,"sentAt":12345678901234567891,"userId"',
    );
    const stdin = Readable.from([Buffer.from(`${record}\n`)]);
    const { summary } = await dryRun({ records: [], stdin, rule: ['*=off'] });
    expect(summary.dryRun).toMatchObject({ changed: {}, dropped: { sentAt: 1 } });
  });

  it('--dry-run counts events that the SDK would drop', async () => {
    const integrations = JSON.parse('{"__proto__":{"Segment.io":false}}');
    const lost = { ...messageSent(1), messageId: 'hidden', integrations };
    const { code, summary } = await dryRun({ records: [messageSent(0), lost] });
    expect({ code, byReason: summary.byReason }).toEqual({ code: 1, byReason: { 'dry-run': 1, 'dropped-by-sdk': 1 } });
  });
});
