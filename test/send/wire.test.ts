import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES } from '../support/root.js';
import type { Event } from './local-endpoint.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord } from './run-send.js';
import { messageSent, runSend, WRITE_KEY } from './run-send.js';

/** In every record below, and never on the wire: the SDK takes only what it knows. */
const DROPPED = {
  originalTimestamp: '2024-05-15T17:00:04.250+02:00',
  sentAt: '2024-05-15T15:00:05Z',
  receivedAt: '2024-05-15T15:00:05.120Z',
  version: 2,
  channel: 'server',
  projectId: 'p_1',
  _metadata: { bundled: ['Amplitude'] },
  somethingElse: true,
};

const SHARED = {
  userId: 'u_1',
  anonymousId: 'a_1',
  messageId: 'evt_1',
  timestamp: '2024-05-15T17:00:04.250123+02:00',
  context: {
    app: { name: 'Shop', build: null },
    library: { name: 'analytics.js', version: '2.1', extra: 1 },
    ip: '::1',
  },
  integrations: { All: true, Amplitude: { session_id: 7 } },
};

/** The SDK's version is pinned: another one must be measured again, and its parts that are not public may differ. */
const LIBRARY = { name: '@segment/analytics-node', version: '3.1.0' };

/** What the SDK writes over or adds; all else must be as in the record. */
const ADDED = {
  context: { ...SHARED.context, library: { ...LIBRARY, extra: 1 } },
  _metadata: { nodeVersion: process.version, jsRuntime: 'node' },
};

const properties = { conversationId: 'c_1', messageId: 'm_1', nested: { list: [1, null, { ü: '\u2028"' }] }, n: 1e21 };
const spoken = { ...properties, message_body: '' };

/** Each call: the record, and how what is on the wire differs from it beyond DROPPED and ADDED. */
const CALLS: readonly (readonly [name: string, record: LogRecord, differs: LogRecord])[] = [
  ['track', { type: 'track', event: 'Message Sent', properties: spoken }, {}],
  [
    'track, as action',
    { action: 'track', event: 'Message Sent', properties: spoken },
    { type: 'track', action: undefined },
  ],
  ['track, no type', { event: 'Message Sent', properties: spoken }, { type: 'track' }],
  ['track, another event', { type: 'track', event: 'Item Purchased', properties }, {}],
  ['track, no properties', { type: 'track', event: 'Item Purchased' }, { properties: {} }],
  ['track with traits', { type: 'track', event: 'x', properties, traits: { a: 1 } }, { traits: undefined }],
  ['identify', { type: 'identify', traits: { plan: 'pro', address: { city: 'Köln' } } }, {}],
  ['identify, no traits', { type: 'identify', properties }, { traits: {}, properties: undefined }],
  ['page', { type: 'page', name: 'Help', properties: { url: '/help' } }, {}],
  [
    'page with a category',
    { type: 'page', name: 'Help', category: 'Support', properties: { url: '/help' } },
    { properties: { url: '/help', category: 'Support' } },
  ],
  [
    'page with a category of its own in its properties',
    { type: 'page', name: 'Help', category: 'Support', properties: { url: '/help', category: 'mine' } },
    {},
  ],
  ['page with an own category that is null', { type: 'page', category: 'Support', properties: { category: null } }, {}],
  ['screen', { type: 'screen', name: 'Chat', category: 'Support', properties: { from: 'push' } }, {}],
  ['group', { type: 'group', groupId: 'g_1', traits: { employees: 40 } }, {}],
  ['alias', { type: 'alias', previousId: 'a_0' }, { anonymousId: undefined }],
];

async function sendOne(record: LogRecord, rule: readonly string[] = []): Promise<Event> {
  const endpoint = await startEndpoint();
  const { code, summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: [record], rule });
  expect({ code, accepted: summary.accepted }, stderr).toEqual({ code: 0, accepted: 1 });
  const [event] = endpoint.events;
  if (event === undefined || endpoint.events.length > 1) throw new Error('one event must arrive');
  return event;
}

describe('what arrives', () => {
  it.each(CALLS)('an event arrives as its record, but for named differences: %s', async (_, record, differs) => {
    const event = await sendOne({ ...DROPPED, ...SHARED, ...record });
    const left = Object.fromEntries(Object.entries(differs).filter(([, value]) => value !== undefined));
    const expected: Record<string, unknown> = { ...SHARED, ...record, ...ADDED, ...left };
    for (const [key, value] of Object.entries(differs)) if (value === undefined) delete expected[key];
    expect(event).toStrictEqual(expected);
  });

  it('pages of one batch that share a messageId arrive with the category of each', async () => {
    const categories = ['mine', undefined, null, 'Support', 'yours'];
    const records = categories.map((category) => ({
      ...{ type: 'page', userId: 'u_1', messageId: 'p_1', name: 'Help', category: 'Support' },
      properties: category === undefined ? {} : { category },
    }));
    const endpoint = await startEndpoint();
    const { code } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(code).toBe(0);
    expect(endpoint.events.map(({ properties }) => (properties as LogRecord)['category'])).toEqual(
      categories.map((category) => (category === undefined ? 'Support' : category)),
    );
  });

  it('every example of the spec page arrives under the event’s own name', async () => {
    const path = join(FIXTURES, 'spec-page/examples.ndjson');
    const examples = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const endpoint = await startEndpoint();
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, paths: [path] });
    expect({ code, accepted: summary.accepted }).toEqual({ code: 0, accepted: examples.length });
    expect(endpoint.events.map(({ type, event, userId }) => ({ type, event, userId }))).toEqual(
      examples.map(({ action, event, userId }) => ({ type: action, event, userId })),
    );
    expect(endpoint.events.map(({ properties = {} }) => properties)).toEqual(
      examples.map(({ action, properties }) => (action === 'track' ? properties : {})),
    );
  });

  it('a null id beside a usable one does not arrive', async () => {
    expect(await sendOne({ ...messageSent(1), userId: null, anonymousId: 'a_1' })).not.toHaveProperty('userId');
    expect(await sendOne({ ...messageSent(1), anonymousId: null })).toMatchObject({ userId: 'u_1' });
    const identify = await sendOne({ type: 'identify', userId: null, anonymousId: 'a_1' });
    expect(identify).toMatchObject({ anonymousId: 'a_1' });
    expect(identify).not.toHaveProperty('userId');
  });

  it.each([[null], ['analytics.js'], [['analytics.js']]])(
    'sends a record whose context.library is %j, at which the SDK would fail in silence',
    async (library) => {
      const event = await sendOne({ ...messageSent(1), context: { library, ip: '::1' } });
      expect(event['context']).toEqual({ library: LIBRARY, ip: '::1' });
    },
  );

  it('a timestamp arrives as it is written', async () => {
    const timestamp = '2024-02-29T23:59:60.123456789-00:30';
    const event = await sendOne({ ...messageSent(1), timestamp }, ['schema/format=off']);
    expect(event['timestamp']).toBe(timestamp);
  });

  it('__proto__, lone surrogates and long text arrive', async () => {
    const properties = JSON.parse('{"__proto__":{"a":1},"s":"\\udc00"}');
    const record = {
      ...messageSent(1),
      event: 'x',
      messageId: '\ud800',
      properties: { ...properties, t: 'é"'.repeat(4000) },
    };
    expect(await sendOne(record)).toMatchObject({ messageId: '\ud800', properties: record.properties });
  });

  it('a batch is one request of the documented form', async () => {
    const endpoint = await startEndpoint();
    await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: [messageSent(1), messageSent(2)] });
    const [request, ...others] = endpoint.requests;
    expect(others).toEqual([]);
    expect(request?.path).toBe('/v1/batch');
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`);
    expect(Math.abs(Date.parse(request?.body.sentAt ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

describe('messageId', () => {
  const { messageId: _, ...without } = messageSent(1);

  it('a messageId is kept up to 100 characters', async () => {
    for (const messageId of ['1', 'x'.repeat(100), '😀'.repeat(100)]) {
      expect((await sendOne({ ...messageSent(1), messageId })).messageId).toBe(messageId);
    }
  });

  it('a messageId is derived from the record: the same on every run, whatever the order of its keys', async () => {
    const reordered = Object.fromEntries(Object.entries(without).reverse());
    const first = await sendOne(without);
    expect(first.messageId).toMatch(/^ce-[\w-]{43}$/);
    expect((await sendOne(without)).messageId).toBe(first.messageId);
    expect((await sendOne(reordered)).messageId).toBe(first.messageId);
    // Pinned: whoever changes how ids are derived makes Segment count replays twice.
    expect(first.messageId).toBe('ce-sb2r-O_JKRpclNrz5f-4yx5e0u_M4lLKinv6K6X7zmE');
  });

  it('a derived messageId differs where anything differs, and is never that of the chat message', async () => {
    const ids = new Set<string>();
    for (const record of [without, { ...without, userId: 'u_2' }, { ...without, timestamp: '2024-05-15T15:00:05Z' }]) {
      ids.add((await sendOne(record)).messageId);
    }
    expect(ids.size).toBe(3);
    expect(ids).not.toContain('m_1');
  });

  it('a messageId is derived if the record’s own cannot be used', async () => {
    const tooLong = { ...messageSent(1), messageId: 'x'.repeat(101) };
    expect((await sendOne(tooLong, ['schema/max-length=off'])).messageId).toMatch(/^ce-/);
    const numeric = { ...messageSent(1), messageId: 7 };
    expect((await sendOne(numeric, ['schema/type=off'])).messageId).toMatch(/^ce-/);
  });
});

describe('the endpoint', () => {
  it.each([
    ['', '/v1/batch'],
    ['/', '/v1/batch'],
    ['/segment', '/segment/v1/batch'],
    ['/a/b/', '/a/b/v1/batch'],
    ['//other.example/x', '/other.example/x/v1/batch'],
    ['/segment/v1', '/segment/v1/batch'],
    ['/segment/v1/batch', '/segment/v1/batch'],
  ])('send keeps the path of --host: %j', async (path, expected) => {
    const endpoint = await startEndpoint();
    await runSend({ host: endpoint.url + path, writeKey: WRITE_KEY, records: [messageSent(1)] });
    expect(endpoint.requests.map((request) => request.path)).toEqual([expected]);
  });
});
