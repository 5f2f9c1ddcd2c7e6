import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import { messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const RECORDS = messagesSent(6);

describe.each(['SIGINT', 'SIGTERM'])('%s', (signal) => {
  it('a signal lets the batch under way end, sends no other, and exits with 130', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint((response, number, received) => {
      setTimeout(() => accept(response, number, received), 50);
    });
    endpoint.onRequest = (number) => number === 1 && signals.emit(signal);
    const { code, summary } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { batchEvents: 2 },
      signals,
    });
    expect(code).toBe(130);
    expect(summary).toEqual({
      records: 6,
      accepted: 4,
      rejected: 0,
      unknown: 0,
      notSent: 2,
      byReason: { interrupted: 2 },
      messageIds: 4,
    });
    expect(endpoint.requests).toHaveLength(2);
    // A second signal must end the process as usual.
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0);
  });
});

describe('an interrupt', () => {
  it('an interrupt does not wait for the next try of a batch', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint(answer(503));
    let start = 0;
    endpoint.onRequest = () =>
      setTimeout(() => {
        start = performance.now();
        signals.emit('SIGINT');
      }, 50);
    const { code, summary, stderr } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { batchEvents: 2, maxRetries: 9 },
      signals,
    });
    // The SDK waits for a second at least.
    expect(performance.now() - start).toBeLessThan(900);
    expect(code).toBe(130);
    expect(summary).toMatchObject({ unknown: 2, notSent: 4, byReason: { interrupted: 4, 'http-503': 2 } });
    expect(endpoint.requests).toHaveLength(1);
    expect(stderr).toMatch(
      /: the endpoint failed; trying again\ncopilot-events: interrupted; what comes of the stream from here on is not sent .*\n$/,
    );
  });

  it('an interrupt does not wait for a rate limit to end', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint(answer(429, '', { 'retry-after': '60' }));
    endpoint.onRequest = () => setTimeout(() => signals.emit('SIGINT'), 50);
    const start = performance.now();
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS, signals });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(code).toBe(130);
    expect(summary).toMatchObject({ notSent: 6, byReason: { 'http-429': 6 } });
  });

  it('an interrupt waits for a hanging request no longer than a request may take', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint(() => {});
    endpoint.onRequest = () => signals.emit('SIGINT');
    const { code, summary } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { requestTimeoutMs: 150, maxRetries: 9 },
      signals,
    });
    expect(code).toBe(130);
    expect(summary).toMatchObject({ unknown: 6, byReason: { timeout: 6 } });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('an interrupt ends a run that waits for more of a stream', async () => {
    const signals = new EventEmitter();
    const endpoint = await startEndpoint();
    const stdin = new PassThrough();
    stdin.write(toLog(RECORDS));
    endpoint.onRequest = () => setTimeout(() => signals.emit('SIGINT'), 50);
    const { code, summary } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      stdin,
      limits: { batchEvents: 4, lingerMs: 10_000 },
      signals,
    });
    expect(code).toBe(130);
    expect(summary).toMatchObject({ accepted: 4, notSent: 2, byReason: { interrupted: 2 } });
    expect(total(summary)).toBe(6);
  });
});
