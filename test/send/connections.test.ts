import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../src/send/connection-of.js';
import { RateGate } from '../../src/send/rate-gate.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import type { LogRecord } from './run-send.js';
import { messagesSent, runSend, total, WRITE_KEY } from './run-send.js';

describe('the connection of a record', () => {
  it('the connection of a record follows from its userId, else its anonymousId', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 64 }), (id, lanes) => {
        const lane = connectionOf({ userId: id, event: 'a' }, lanes);
        expect(lane).toBeGreaterThanOrEqual(0);
        expect(lane).toBeLessThan(lanes);
        expect(connectionOf({ userId: id, anonymousId: 'x', event: 'b' }, lanes)).toBe(lane);
        expect(connectionOf({ userId: null, anonymousId: id }, lanes)).toBe(lane);
      }),
    );
  });

  it('users are spread evenly over the connections', () => {
    const counts = new Array(8).fill(0);
    for (let user = 0; user < 8000; user++) counts[connectionOf({ userId: `u_${user}` }, 8)]++;
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });
});

describe('--concurrency', () => {
  const records: readonly LogRecord[] = messagesSent(600).map((record, number) => ({
    ...record,
    userId: `u_${number % 13}`,
  }));

  it('--concurrency sends several batches at a time, and keeps each user’s order', async () => {
    // The first of each lane wait for one another; the others are answered in another order than they came.
    const first: (() => void)[] = [];
    const endpoint = await startEndpoint((response, number, received) => {
      const answerIt = () => accept(response, number, received);
      if (number >= 4) setTimeout(answerIt, (number * 7) % 30);
      else if (first.push(answerIt) === 4) for (const answerFirst of first) answerFirst();
    });
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, concurrency: 4, limits: { batchEvents: 20 } };
    expect(await runSend(setting)).toMatchObject({ code: 0, summary: { records: 600, accepted: 600 } });
    expect(endpoint.mostAtOnce).toBe(4);
    for (let user = 0; user < 13; user++) {
      const numbers = endpoint.events
        .filter((event) => event['userId'] === `u_${user}`)
        .map((event) => event['messageId']);
      expect(numbers).toEqual(
        records.filter((event) => event['userId'] === `u_${user}`).map((event) => event['messageId']),
      );
    }
  });

  it('--concurrency is 1 by default, which keeps the order of the log', async () => {
    const endpoint = await startEndpoint();
    await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, limits: { batchEvents: 20 } });
    expect(endpoint.mostAtOnce).toBe(1);
    expect(endpoint.events.map((event) => event['messageId'])).toEqual(records.map((event) => event['messageId']));
  });

  it('a failure that no retry can help ends the run on all connections', async () => {
    const endpoint = await startEndpoint(inTurn(accept, answer(401)));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, concurrency: 3, limits: { batchEvents: 20 } };
    const { code, summary } = await runSend(setting);
    expect(code).toBe(1);
    expect(summary.accepted).toBe(20);
    expect(total(summary)).toBe(600);
    expect(endpoint.requests.length).toBeLessThanOrEqual(4);
  });
});

describe('the circuit breaker', () => {
  const limits = { batchEvents: 2 };

  it('five failed batches in a row end the run', async () => {
    const endpoint = await startEndpoint(inTurn(accept, answer(500)));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(40), limits };
    const { code, summary, stderr } = await runSend(setting);
    expect(code).toBe(1);
    expect(summary).toMatchObject({ accepted: 2, unknown: 10, notSent: 28, byReason: { 'http-500': 10, stopped: 28 } });
    expect(stderr).toContain('failed (500, 1 request); after 5 batches, nothing more is sent');
  });

  it('a batch that gets through starts the count of failed batches anew', async () => {
    const fail = answer(503);
    const endpoint = await startEndpoint(inTurn(fail, fail, fail, fail, accept, fail, fail, fail, fail, accept));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(24), limits };
    const { summary } = await runSend(setting);
    expect(summary).toMatchObject({ accepted: 8, unknown: 16, notSent: 0 });
  });

  it('a batch that is being halved does not count as a failed one', async () => {
    // Each batch is refused as a whole, and then breaks with its first half.
    const endpoint = await startEndpoint((response, number, received) =>
      answer(received.body.batch.length === 2 ? 400 : 500)(response, number, received),
    );
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(20), limits };
    const { summary } = await runSend(setting);
    expect(summary).toMatchObject({ unknown: 10, notSent: 10, byReason: { 'http-500': 10, 'batch-failed': 10 } });
    expect(endpoint.requests).toHaveLength(20);
  });

  it('a failed batch closes its connection, and the next one starts on a new one', async () => {
    const endpoint = await startEndpoint(inTurn(() => {}, accept));
    const setting = {
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records: messagesSent(6),
      limits: { ...limits, batchDeadlineMs: 500 },
    };
    const { summary } = await runSend(setting);
    expect(summary).toMatchObject({ accepted: 4, unknown: 2, byReason: { timeout: 2 } });
  });
});

describe('--rate', () => {
  it('--rate lets a batch pass when those before it have had their time', async () => {
    const gate = new RateGate(1000);
    const { signal } = new AbortController();
    const start = performance.now();
    for (const events of [50, 50, 100]) await gate.pass(events, signal);
    // The first two took 100 ms of it; the third is through and leaves 100 ms to whoever comes next.
    const elapsed = performance.now() - start;
    expect(elapsed).toBeGreaterThanOrEqual(98);
  });

  it('a slow --rate makes smaller batches, so that events do not come in bursts', async () => {
    const endpoint = await startEndpoint();
    const start = performance.now();
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(9), rate: 4 };
    const { summary } = await runSend(setting);
    expect(summary).toMatchObject({ accepted: 9 });
    expect(endpoint.requests.map(({ body }) => body.batch.length)).toEqual([4, 4, 1]);
    // Gated before track(): what waits in the client would go out with a stale sentAt.
    expect(performance.now() - start).toBeGreaterThan(1990);
    const [first, second] = endpoint.requests.map(({ body }) => Date.parse(body.sentAt));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(900);
  });

  it('a pause that the endpoint asks for holds those too that wait for their turn already', async () => {
    for (const perSecond of [1000, 0]) {
      const gate = new RateGate(perSecond);
      const { signal } = new AbortController();
      gate.pause(50);
      const start = performance.now();
      const waiting = [1, 2, 3].map(() => gate.pass(50, signal).then(() => performance.now() - start));
      gate.pause(300);
      expect(Math.min(...(await Promise.all(waiting)))).toBeGreaterThanOrEqual(298);
    }
  });

  it('a run that ends does not wait for a pause', async () => {
    const gate = new RateGate(1);
    const ending = new AbortController();
    gate.pause(60_000);
    const waiting = gate.pass(1, ending.signal);
    gate.pause(120_000);
    ending.abort();
    await waiting;
    await gate.pass(1, ending.signal);
    expect(ending.signal.aborted).toBe(true);
  });

  it('more than ten connections may wait for their turn without a warning of Node', async ({ onTestFinished }) => {
    const warnings: Error[] = [];
    const warn = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => void process.off('warning', warn));
    const endpoint = await startEndpoint();
    const records = messagesSent(200).map((record, number) => ({ ...record, userId: `u_${number}` }));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, concurrency: 32, rate: 500 };
    expect(await runSend(setting)).toMatchObject({ code: 0, summary: { accepted: 200 } });
    expect(warnings).toEqual([]);
  });

  it('--rate does not delay the end of a run', async () => {
    const gate = new RateGate(1);
    const ending = new AbortController();
    await gate.pass(500, ending.signal);
    const start = performance.now();
    setTimeout(() => ending.abort(), 10);
    await gate.pass(1, ending.signal);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
