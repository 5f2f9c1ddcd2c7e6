import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../properties/runs.js';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import { messagesSent, runSend, total, WRITE_KEY } from './run-send.js';

/** Refuses every request that holds one of these records, as Segment does. */
function refusing(bad: Iterable<number>, status = 400, body = '{"success":false}'): Behaviour {
  const ids = new Set([...bad].map((number) => `evt_${number}`));
  return (response, number, received) =>
    received.body.batch.some(({ messageId }) => ids.has(messageId))
      ? answer(status, body)(response, number, received)
      : accept(response, number, received);
}

async function run(behaviour: Behaviour, count: number, limits = {}) {
  const endpoint = await startEndpoint(behaviour);
  const outcome = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(count), limits });
  return { ...outcome, endpoint };
}

describe('a refused batch', () => {
  it.each([400, 413, 422])('a refused batch is halved until the bad record stands alone (%i)', async (status) => {
    const { code, summary, stderr, endpoint } = await run(refusing([117], status), 300, {
      batchEvents: 125,
    });
    expect(summary).toEqual({
      records: 300,
      accepted: 299,
      rejected: 1,
      unknown: 0,
      notSent: 0,
      byReason: { [`http-${status}`]: 1 },
      messageIds: 300,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`refused 1 record (${status}), sent on its own\n`);
    // Three batches, and two more requests for each halving of 125.
    expect(endpoint.requests.length).toBeLessThanOrEqual(3 + 2 * Math.ceil(Math.log2(125)));
    expect(endpoint.mostAtOnce).toBe(1);
  });

  it('a refusal of the only record is not reported as one of a halved batch', async () => {
    const { summary, stderr } = await run(refusing([0]), 1);
    expect(summary).toMatchObject({ rejected: 1, byReason: { 'http-400': 1 } });
    expect(stderr).toContain('refused the only record it got (400)\n  hint:');
  });

  it('halving a refused batch keeps the order of the log', async () => {
    const arrived: string[] = [];
    const refuse = refusing([3, 4, 11]);
    const { summary } = await run((response, number, received) => {
      response.on('finish', () => {
        if (response.statusCode === 200) arrived.push(...received.body.batch.map(({ messageId }) => messageId));
      });
      refuse(response, number, received);
    }, 20);
    expect(summary).toMatchObject({ accepted: 17, rejected: 3 });
    const good = messagesSent(20).map(({ messageId }) => messageId);
    expect(arrived).toEqual(good.filter((_, number) => ![3, 4, 11].includes(number)));
  });

  it('halving finds any bad records, with about 2 log2(n) requests each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(63), { maxLength: 12 }), async (bad) => {
        const { summary, endpoint } = await run(refusing(bad), 64);
        await endpoint.close();
        expect(summary).toMatchObject({ records: 64, accepted: 64 - bad.length, rejected: bad.length });
        expect(endpoint.requests.length).toBeLessThanOrEqual(1 + 2 * 6 * bad.length);
      }),
      runs(60),
    );
  });

  it('the batches after a refused one go out', async () => {
    const { summary, endpoint } = await run(refusing([0, 4, 8]), 12, { batchEvents: 4 });
    expect(summary).toMatchObject({ accepted: 9, rejected: 3 });
    expect(endpoint.requests).toHaveLength(3 * 5);
  });

  it('a refused batch whose half fails leaves the rest unsent, not rejected', async () => {
    const refuse = refusing([1]);
    const behaviour: Behaviour = (...request) => (request[1] < 2 ? refuse : answer(500))(...request);
    const { summary, stderr, endpoint } = await run(behaviour, 8);
    // The whole and its first half are refused, then the server breaks.
    expect(summary).toMatchObject({
      rejected: 0,
      unknown: 2,
      notSent: 6,
      byReason: { 'http-500': 2, 'batch-failed': 6 },
    });
    expect(endpoint.requests).toHaveLength(3);
    expect(stderr).toContain('failed (500, 1 request)');
  });

  it('an interrupt ends the halving of a refused batch', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint(refusing([7]));
    endpoint.onRequest = (number) => number === 1 && signals.emit('SIGINT');
    const records = messagesSent(8);
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, signals });
    expect(code).toBe(130);
    expect(summary).toMatchObject({ accepted: 4, rejected: 0, notSent: 4, byReason: { interrupted: 4 } });
    expect(endpoint.requests).toHaveLength(2);
  });
});

describe('an endpoint that refuses everything', () => {
  it('an endpoint that refuses everything ends the run after 50 records, with a hint', async () => {
    const { code, summary, stderr, endpoint } = await run(answer(400), 800);
    expect(code).toBe(1);
    expect(summary).toMatchObject({ records: 800, rejected: 50, notSent: 750, byReason: { 'http-400': 50 } });
    expect(total(summary)).toBe(800);
    expect(endpoint.requests.length).toBeLessThan(120);
    expect(stderr).toMatch(
      /refused all 50 records it got \(400\), each sent on its own; nothing more is sent\n {2}hint: check that --host is a tracking API, and the write key; --show-values shows/,
    );
  });

  it('an endpoint that has accepted records ends the run only after a long row of refusals', async () => {
    const limits = { batchEvents: 10, refusedAtFirst: 5, refusedInARow: 20 };
    const from = (first: number) => Array.from({ length: 100 }, (_, index) => first + index);
    const { summary, stderr } = await run(refusing(from(10)), 100, limits);
    expect(summary).toMatchObject({ accepted: 10, rejected: 20, notSent: 70 });
    expect(stderr).toMatch(/refused 20 records in a row \(400\).*\n {2}hint: check what these records have in common/);
    // A stretch that ends is none.
    const { summary: short } = await run(refusing(from(10).slice(0, 19)), 100, limits);
    expect(short).toMatchObject({ accepted: 81, rejected: 19, notSent: 0 });
  });
});
