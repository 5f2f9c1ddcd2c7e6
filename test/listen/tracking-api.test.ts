import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deliveryProblemLines } from '../../src/listen/delivery-problem-lines.js';
import { CALLS } from '../../src/schema/event-schema.js';
import { messageSent, WRITE_KEY } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const SUCCESS = { status: 200, body: { success: true } };
const { type: _, ...withoutType } = messageSent(1);

describe('the call of an event', () => {
  const OF_CALL = {
    track: withoutType,
    identify: { userId: 'u1', traits: { plan: 'pro' } },
    page: { userId: 'u1', name: 'Help' },
    screen: { userId: 'u1', name: 'Help' },
    group: { userId: 'u1', groupId: 'g1' },
    alias: { userId: 'u1', previousId: 'u0' },
  };

  it.each(CALLS.flatMap((call) => [[call, `/v1/${call}`] as const, [call, `/v1/${call.charAt(0)}/`] as const]))(
    'the call %s follows from the path %s',
    async (call, path) => {
      const { post, records, events } = await startCollector();
      expect(await post(path, OF_CALL[call])).toMatchObject(SUCCESS);
      expect(events()).toEqual([{ type: call, ...OF_CALL[call] }]);
      expect(records).toMatchObject([{ call, valid: true, problems: [] }]);
    },
  );

  it('the call of the path replaces another one in the body, with a warning', async () => {
    const { post, records, events } = await startCollector();
    await post('/v1/track', { ...withoutType, type: 'identify' });
    expect(events()).toEqual([messageSent(1)]);
    expect(records).toMatchObject([{ call: 'track', valid: true, problems: [{ rule: 'request/type-mismatch' }] }]);
  });

  it('a type that is not a call stays in the event and is reported', async () => {
    const { post, records, events } = await startCollector();
    const media = { event: 'Media Generated', type: 'image', userId: 'u1', properties: { conversationId: 'c1' } };
    await post('/v1/track', media);
    expect(events()).toEqual([media]);
    expect(records).toMatchObject([{ valid: false, problems: [{ rule: 'call/unknown-type' }] }]);
  });
});

describe('a batch request', () => {
  it.each(['/v1/batch', '/v1/b', '/v1/import', '/v1/batch/'])(
    'a batch at %s is checked event by event, in order',
    async (path) => {
      const { post, records, events } = await startCollector();
      const batch = [messageSent(1), { type: 'identify', userId: 'u1' }, messageSent(2)];
      expect(await post(path, { batch, writeKey: 'k', sentAt: '2024-05-15T15:00:04Z' })).toMatchObject(SUCCESS);
      expect(events()).toEqual(batch);
      expect(records.map(({ raw, valid }) => [raw.number, raw.line, valid])).toEqual([
        [1, 1, true],
        [2, 2, true],
        [3, 3, true],
      ]);
    },
  );

  it('a batch applies its context and integrations to its events, whose own keys win', async () => {
    const { post, events } = await startCollector();
    await post('/v1/batch', {
      context: { ip: '1.2.3.4', app: { name: 'shared' } },
      integrations: { All: true },
      batch: [messageSent(1), { ...messageSent(2), context: { app: { name: 'own' } }, integrations: {} }],
    });
    expect(events()).toEqual([
      { ...messageSent(1), context: { ip: '1.2.3.4', app: { name: 'shared' } }, integrations: { All: true } },
      { ...messageSent(2), context: { app: { name: 'own' }, ip: '1.2.3.4' }, integrations: { All: true } },
    ]);
  });

  it('problems of one event in a batch are reported for that event only', async () => {
    const { post, records } = await startCollector();
    await post('/v1/batch', { batch: [messageSent(1), 5, { ...messageSent(2), userId: undefined }] });
    expect(records.map(({ problems }) => problems.map(({ rule, line }) => [rule, line]))).toEqual([
      [],
      [['json/not-an-object', 2]],
      [['call/missing-identity', 3]],
    ]);
  });

  it('an empty batch has no events and no problems', async () => {
    const { post, records } = await startCollector();
    expect(await post('/v1/batch', { batch: [] })).toMatchObject(SUCCESS);
    expect(records).toEqual([]);
  });
});

describe('an event in a request', () => {
  it('an event is checked by its own text, with repeated keys and long numbers', async () => {
    const { post, records } = await startCollector();
    const event = `{"event":"Conversation Started","userId":"a","userId":"u1",
      "properties":{"conversationId":"c1","n":12345678901234567890}}`;
    await post('/v1/track', event);
    expect(records[0]?.problems.map(({ rule }) => rule)).toEqual(['json/duplicate-key', 'json/unsafe-number']);
    expect(records[0]?.raw.bytes.toString()).toContain('12345678901234567890');
    expect(records[0]?.raw.bytes.toString()).not.toContain('\n');
  });

  it('an event is stored without its write key and without sentAt', async () => {
    const { post, events, collector } = await startCollector();
    const event = { ...messageSent(1), context: { page: { url: `https://cdn.test/${WRITE_KEY}/x.js` } } };
    await post('/v1/track', { ...event, writeKey: WRITE_KEY, sentAt: '2024-05-15T15:00:04Z' });
    await post('/v1/batch', { writeKey: WRITE_KEY, batch: [{ ...event, writeKey: WRITE_KEY }] });
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    await post('/v1/track', event, { authorization });
    expect(events().map(({ context }) => context)).toEqual(
      Array.from({ length: 3 }, () => ({ page: { url: 'https://cdn.test/(write key)/x.js' } })),
    );
    expect(JSON.stringify([events(), collector.feed.events, collector.deliveryProblems])).not.toContain(WRITE_KEY);
    expect(events().some((one) => 'writeKey' in one || 'sentAt' in one)).toBe(false);
  });

  it.each([
    ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['no type at all', {}],
  ])('an event is read as JSON under the content type %s', async (_, headers) => {
    const { post, events } = await startCollector();
    expect(await post('/v1/track', withoutType, headers)).toMatchObject(SUCCESS);
    expect(events()).toEqual([messageSent(1)]);
  });

  it('an event is read from a gzip body', async () => {
    const { post, events } = await startCollector();
    const body = gzipSync(JSON.stringify({ batch: [messageSent(1)] }));
    expect(await post('/v1/batch', body, { 'content-encoding': 'gzip' })).toMatchObject(SUCCESS);
    expect(events()).toEqual([messageSent(1)]);
  });
});

describe('Segment’s answers', () => {
  const large = (count: number, size: number) => ({
    batch: Array.from({ length: count }, (_, number) => messageSent(number, 'x'.repeat(size))),
  });

  it('listen answers 400 to a batch over 500 KB, and reports every event of it', async () => {
    const { post, records } = await startCollector();
    expect(await post('/v1/batch', large(30, 17_000))).toMatchObject({ status: 400, body: { success: false } });
    expect(records).toHaveLength(30);
    for (const { valid, problems } of records) {
      expect({ valid, rules: problems.map(({ rule }) => rule) }).toEqual({
        valid: false,
        rules: ['request/too-large'],
      });
    }
    expect(await post('/v1/batch', large(29, 16_000))).toMatchObject(SUCCESS);
    expect(records.slice(30).every(({ valid }) => valid)).toBe(true);
  });

  it('listen answers 200 to more than 2,500 events, and reports them all', async () => {
    const { post, records, collector } = await startCollector();
    const small = { type: 'track', event: 'Conversation Started', userId: 'u', properties: { conversationId: 'c' } };
    const batch = Array.from({ length: 2501 }, () => small);
    expect(await post('/v1/batch', { batch })).toMatchObject(SUCCESS);
    expect(collector.summary).toMatchObject({
      records: 2501,
      invalid: 2501,
      byRule: { 'request/too-many-events': 2501 },
    });
    expect(await post('/v1/batch', { batch: batch.slice(1) })).toMatchObject(SUCCESS);
    expect(collector.summary).toMatchObject({ records: 5001, invalid: 2501 });
    expect(records).toHaveLength(5001);
  });

  it('listen answers 200 to a batch with an event over 32 KB, and 400 to the event alone', async () => {
    const { post, records } = await startCollector();
    expect(await post('/v1/batch', large(1, 33_000))).toMatchObject(SUCCESS);
    expect(await post('/v1/track', messageSent(1, 'x'.repeat(33_000)))).toMatchObject({ status: 400 });
    // Large only as it is written: the event itself would fit.
    expect(await post('/v1/track', `${JSON.stringify(messageSent(1))}${' '.repeat(33_000)}`)).toMatchObject({
      status: 400,
    });
    expect(records.map(({ problems }) => problems.map(({ rule }) => rule))).toEqual([
      ['segment/event-too-large'],
      ['segment/event-too-large'],
      ['request/too-large'],
    ]);
  });

  it.each([
    ['a text cut off', '{"batch":[{"type":"track",', 'json/invalid-syntax'],
    ['nothing', '', 'json/invalid-syntax'],
    ['an array', '[]', 'json/not-an-object'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'json/invalid-utf8'],
  ])('listen answers 400 to %s, and reports the place in the request', async (_, body, rule) => {
    const { post, records, events, collector } = await startCollector();
    expect(await post('/v1/batch', body)).toMatchObject({ status: 400 });
    expect(records).toMatchObject([{ valid: false, problems: [{ rule, file: '<POST /v1/batch>', line: 1 }] }]);
    expect(events()).toEqual([]);
    expect(collector.summary.byEvent).toEqual({ '(unreadable)': 1 });
  });

  it.each([
    ['PUT', '/v1/batch'],
    ['PUT', '/v1/batch/'],
    ['PATCH', '/v1/t'],
    ['DELETE', '/v1/import'],
  ])('listen answers 405 to %s %s, and reports the method as wrong, not the path', async (method, path) => {
    const { url, collector } = await startCollector();
    const response = await fetch(url + path, { method, body: '{}' });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
    expect(await response.json()).toEqual({ success: false, message: `events are sent by POST, not by ${method}` });
    expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([
      `1 request had another method than POST, and what they held is lost: ${method} ${path}; send events by POST`,
    ]);
  });

  it('listen answers 404 to unknown paths, and counts them without the write key', async () => {
    const { post, url, collector, records } = await startCollector();
    expect(await post('/v1/trak', messageSent(1))).toMatchObject({ status: 404 });
    expect(await post('/', messageSent(1))).toMatchObject({ status: 404 });
    for (const path of ['/favicon.ico', `/analytics.js/v1/${WRITE_KEY}/analytics.min.js`]) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(`${url}/v1/track`)).status).toBe(405);
    expect(collector.deliveryProblems.unknownPaths).toEqual({
      'POST /v1/trak': 1,
      'POST /': 1,
      'GET /analytics.js/v1/(write key)/analytics.min.js': 1,
      'GET /v1/track': 1,
    });
    expect(records).toEqual([]);
  });
});

describe('the write key', () => {
  it.each<[string, Record<string, string>, object]>([
    ['Basic auth', { authorization: `Basic ${btoa('key:')}` }, {}],
    ['a token', { authorization: 'Bearer abc' }, {}],
    ['the body', { authorization: '' }, { writeKey: 'key' }],
  ])('a write key is found in %s', async (_, headers, inBody) => {
    const { post, collector } = await startCollector();
    await post('/v1/track', { ...withoutType, ...inBody }, headers);
    expect(collector.deliveryProblems.withoutWriteKey).toBe(0);
  });

  it.each<[string, Record<string, string>]>([
    ['none', { authorization: '' }],
    ['an empty user', { authorization: `Basic ${btoa(':')}` }],
  ])('a missing write key is counted: %s', async (_, headers) => {
    const { post, collector, events } = await startCollector();
    expect(await post('/v1/track', { ...withoutType, writeKey: '' }, headers)).toMatchObject(SUCCESS);
    expect(collector.deliveryProblems.withoutWriteKey).toBe(1);
    expect(events()).toHaveLength(1);
  });
});
