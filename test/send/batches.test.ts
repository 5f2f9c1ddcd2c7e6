import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runs } from '../properties/runs.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import type { LogRecord } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const EVENT_LIMIT = 32 * 1024;
const BATCH_LIMIT = 450 * 1024;

const ids = (records: readonly LogRecord[]) => records.map((record) => record['messageId']);

describe('batches', () => {
  it('send packs 1,200 records in their order into batches of at most 500', async () => {
    const endpoint = await startEndpoint();
    const records = messagesSent(1200);
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect({ code, ...summary }).toMatchObject({ code: 0, records: 1200, accepted: 1200, byReason: {} });
    expect(ids(endpoint.events)).toEqual(ids(records));
    expect(endpoint.requests.map(({ body }) => body.batch.length)).toEqual([500, 500, 200]);
    expect(endpoint.mostAtOnce).toBe(1);
  });

  it('a batch has at most 450 KB on the wire, and is not half empty', async () => {
    const endpoint = await startEndpoint();
    // Of these bytes the SDK counts a third, and of ASCII none.
    const bodies = ['é'.repeat(14_000), '"\\'.repeat(7000), 'x'.repeat(31_000), '日本'.repeat(4000), '😀'];
    const records = Array.from({ length: 120 }, (_, number) => messageSent(number, bodies[number % bodies.length]));
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({ records: 120, accepted: 120 });
    expect(ids(endpoint.events)).toEqual(ids(records));
    const sizes = endpoint.requests.map(({ bytes }) => bytes);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_LIMIT);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(BATCH_LIMIT - EVENT_LIMIT);
  });

  it.each([1, 2])('send accepts the largest event that validate accepts, and not a byte more (%i)', async (kind) => {
    const base = kind === 1 ? messageSent(1) : { type: 'page', anonymousId: 'a', properties: { message_body: '' } };
    const record = (length: number) => ({
      ...base,
      properties: { ...(base['properties'] as LogRecord), message_body: 'x'.repeat(length) },
    });
    const length = EVENT_LIMIT - 300 - JSON.stringify(record(0)).length;
    const endpoint = await startEndpoint();
    const records = [record(length), record(length + 1)];
    const { summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({ accepted: 1, rejected: 1, byReason: { invalid: 1 } });
    expect(stderr).toContain('segment/event-too-large');
    // What the SDK adds, a derived messageId included, must fit into the 300 bytes set aside for it.
    expect(Buffer.byteLength(JSON.stringify(endpoint.events[0]))).toBeLessThanOrEqual(EVENT_LIMIT);
  });

  it('the size of a page counts its category twice, as the SDK writes it', async () => {
    const endpoint = await startEndpoint();
    const page = (length: number) => ({ type: 'page', userId: 'u', messageId: 'p', category: 'é'.repeat(length) });
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: [page(8000), page(8200)] });
    expect(summary).toMatchObject({ accepted: 1, rejected: 1, byReason: { 'segment/event-too-large': 1 } });
    expect(Buffer.byteLength(JSON.stringify(endpoint.events[0]))).toBeLessThanOrEqual(EVENT_LIMIT);
  });

  it('send reads directories, gzip and arrays, and every file in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'send-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const records = messagesSent(9);
    writeFileSync(join(folder, 'a.ndjson'), toLog(records.slice(0, 3)));
    writeFileSync(join(folder, 'b.ndjson.gz'), gzipSync(toLog(records.slice(3, 6))));
    writeFileSync(join(folder, 'c.json'), JSON.stringify(records.slice(6), null, 2));
    const endpoint = await startEndpoint();
    const { code } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, paths: ['.'], cwd: folder });
    expect(code).toBe(0);
    expect(ids(endpoint.events)).toEqual(ids(records));
  });
});

describe('memory', () => {
  it('send reads one batch ahead while the endpoint is slow', async () => {
    let pulled = 0;
    let ahead = 0;
    let answered = 0;
    const endpoint = await startEndpoint((response, number, received) => {
      setTimeout(() => {
        answered += received.body.batch.length;
        accept(response, number, received);
      }, 15);
    });
    const piece = 100;
    async function* log() {
      for (let first = 0; first < 6000; first += piece) {
        pulled += piece;
        ahead = Math.max(ahead, pulled - answered);
        yield Buffer.from(toLog(Array.from({ length: piece }, (_, index) => messageSent(first + index))));
      }
    }
    const stdin = Readable.from(log(), { highWaterMark: 1 });
    const limits = { batchEvents: 200, lingerMs: 200 };
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, stdin, limits });
    expect(summary).toMatchObject({ records: 6000, accepted: 6000 });
    // All full: a batch that fills up in time is not sent before.
    expect(endpoint.requests).toHaveLength(30);
    expect(endpoint.mostAtOnce).toBe(1);
    // The batch under way, the one that waits, what fills the next, and what the streams between hold.
    expect(ahead).toBeLessThanOrEqual(2 * 200 + 5 * piece);
  });

  it('send does not wait for the end of a slow stream', async () => {
    const endpoint = await startEndpoint();
    const stdin = new PassThrough();
    const running = runSend({ host: endpoint.url, writeKey: WRITE_KEY, stdin, limits: { lingerMs: 20 } });
    const records = messagesSent(6);
    for (const first of [0, 2, 4]) {
      stdin.write(toLog(records.slice(first, first + 2)));
      await expect.poll(() => endpoint.events.length, { timeout: 5000 }).toBe(first + 2);
    }
    stdin.end();
    expect(await running).toMatchObject({ code: 0, summary: { records: 6, accepted: 6 } });
    expect(endpoint.requests).toHaveLength(3);
  });

  it('send stops reading a stream when nothing can be delivered', async () => {
    const endpoint = await startEndpoint(answer(401));
    const stdin = new PassThrough();
    stdin.write(toLog(messagesSent(3)));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, stdin, limits: { lingerMs: 20 } };
    const { code, summary } = await runSend(setting);
    expect(summary).toMatchObject({ records: 3, notSent: 3, byReason: { 'http-401': 3 } });
    expect(code).toBe(1);
  });
});

describe('the counts', () => {
  const invalid: LogRecord = { type: 'track', event: 'Message Sent', userId: 'u' };
  const behaviours = {
    accept,
    refuse: answer(400),
    fail: answer(500),
    turnAway: answer(403),
    contradict: answer(200, '{"success":false}'),
  };
  const names = Object.keys(behaviours) as (keyof typeof behaviours)[];

  it('the counts add up to the records, and accepted is what the endpoint accepted, under any faults', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('valid', 'same', 'invalid', 'disabled'), { maxLength: 12 }),
        fc.array(fc.constantFrom('accept' as const, ...names), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (kinds, answers, batchEvents) => {
          let yes = 0;
          const endpoint = await startEndpoint(
            inTurn(
              ...answers.map((name) => (...parameters: Parameters<typeof accept>) => {
                if (name === 'accept') yes += parameters[2].body.batch.length;
                return behaviours[name](...parameters);
              }),
            ),
          );
          const records = kinds.map((kind, number) => {
            if (kind === 'invalid') return invalid;
            if (kind === 'same') return messageSent(0);
            return kind === 'valid'
              ? messageSent(number)
              : { ...messageSent(number), integrations: { 'Segment.io': false } };
          });
          const { summary, code } = await runSend({
            host: endpoint.url,
            writeKey: WRITE_KEY,
            records,
            limits: { batchEvents },
            allowEmpty: true,
          });
          await endpoint.close();
          expect(summary.records).toBe(records.length);
          expect(total(summary)).toBe(records.length);
          expect(summary.accepted).toBe(yes);
          const reasons = Object.values(summary.byReason).reduce((sum, count) => sum + count, 0);
          expect(reasons).toBe(records.length - yes);
          expect(code).toBe(yes === records.length ? 0 : 1);
        },
      ),
      runs(100),
    );
  });
});
