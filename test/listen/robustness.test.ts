import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { messageSent } from '../send/run-send.js';
import { startCollector, WITH_KEY } from './start-collector.js';

/** A raw connection, and all that comes back on it. */
function dial(url: string): { socket: Socket; answer: Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (piece) => {
      text += piece;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  return { socket, answer };
}

function head(length: number | string, more = ''): string {
  return `POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${WITH_KEY.authorization}\r\n${more}Content-Length: ${length}\r\n\r\n`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 10_000; waited += 20) await sleep(20);
  expect(condition()).toBe(true);
}

describe('listen under faulty clients', () => {
  it('listen counts clients that die in the middle of a body', async () => {
    const collector = await startCollector();
    for (let count = 0; count < 20; count++) {
      const { socket } = dial(collector.url);
      socket.write(`${head(5000, 'Expect: 100-continue\r\n')}{"batch":[{"type":"track"`);
      // A connection that is reset before the collector has seen its request is none to it.
      socket.once('data', () => (count % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()));
    }
    await until(() => collector.collector.deliveryProblems.brokenOff === 20);
    expect(await collector.post('/v1/track', messageSent(1))).toMatchObject({ status: 200 });
    expect(collector.records).toHaveLength(1);
    expect(collector.failures).toEqual([]);
  });

  it.each([
    ['bytes that are not HTTP', '\u0000\u0001garbage\r\n\r\n', / 400 /],
    ['a Content-Length that is not a number', head('x'), / 400 /],
    ['two Content-Length headers', head(5, 'Content-Length: 7\r\n'), / 400 /],
    ['a header of 2 MB', head(5, `X-Long: ${'x'.repeat(2_000_000)}\r\n`), / 431 |^$/],
    [
      'a malformed chunk',
      `${head(5).replace('Content-Length: 5', 'Transfer-Encoding: chunked\r\nConnection: close')}zz\r\n`,
      / 400 /,
    ],
    ['a malformed address', 'POST //[:: HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', / 40\d /],
    ['a malformed Host header', 'GET /_/events HTTP/1.1\r\nHost: a b\u0001\r\nConnection: close\r\n\r\n', / 40\d /],
    ['no Host header in HTTP/1.1', 'GET /_/events HTTP/1.1\r\nConnection: close\r\n\r\n', / 400 /],
    ['no Host header in HTTP/1.0', 'POST /v1/track HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}', / 400 /],
    ['the start of a TLS connection', '\u0016\u0003\u0001\u0002\u0000\u0001', / 400 /],
    ['half a header', 'POST /v1/track HTTP/1.1\r\nHost: lo', / 400 |^$/],
  ])('listen answers 4xx to %s, counts it, and stays up', async (_, bytes, wanted) => {
    const collector = await startCollector();
    const { socket, answer } = dial(collector.url);
    socket.end(bytes);
    expect((await answer).split('\r\n')[0]).toMatch(wanted);
    await until(() => collector.collector.deliveryProblems.lostRequests === 1);
    expect(await collector.post('/v1/track', messageSent(1))).toMatchObject({ status: 200 });
    expect(collector.records).toHaveLength(1);
  });

  it('listen answers 408 to a body that comes too slowly', async () => {
    const collector = await startCollector({ limits: { requestTimeoutMs: 300 } });
    const { socket, answer } = dial(collector.url);
    socket.write(`${head(5000)}{`);
    const drip = setInterval(() => socket.write(' '), 50);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
    await until(() => collector.collector.deliveryProblems.brokenOff === 1);
    expect(await collector.post('/v1/track', messageSent(1))).toMatchObject({ status: 200 });
  });

  it('listen reads a body that is too large for a while, so that the client gets the answer, and never holds it', async () => {
    const collector = await startCollector({ limits: { bodyBytes: 10_000 } });
    const over = await collector.post('/v1/batch', Buffer.alloc(150_000, 0x20));
    expect(over).toMatchObject({ status: 400 });
    expect(collector.records).toMatchObject([{ valid: false, problems: [{ rule: 'request/too-large' }] }]);
    const { socket, answer } = dial(collector.url);
    socket.write(head(1e12));
    const pour = setInterval(() => socket.write(Buffer.alloc(100_000, 0x20)), 5);
    expect(await answer).toMatch(/^HTTP\/1\.1 400 |^$/);
    clearInterval(pour);
    expect(await collector.post('/v1/track', messageSent(1))).toMatchObject({ status: 200 });
  });

  it('listen takes events from 500 connections at once', async () => {
    const collector = await startCollector();
    const body = JSON.stringify({ batch: [messageSent(1), messageSent(2)] });
    const all = Array.from({ length: 500 }, () => dial(collector.url));
    // All are there and have begun before the first one ends.
    for (const { socket } of all)
      socket.write(head(Buffer.byteLength(body), 'Connection: close\r\n') + body.slice(0, 100));
    await sleep(300);
    for (const { socket } of all) socket.write(body.slice(100));
    const answers = await Promise.all(all.map(({ answer }) => answer));
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(500);
    expect(collector.collector.summary).toMatchObject({ requests: 500, records: 1000, valid: 1000 });
  });
});

describe('listen under load', () => {
  it('listen counts every event of many clients, and holds a bounded number', async () => {
    const collector = await startCollector({ keep: 100 });
    let number = 0;
    const next = () => messageSent(++number);
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        ...Array.from({ length: 50 }, () => collector.post('/v1/track', next())),
        collector.post('/v1/batch', { batch: Array.from({ length: 200 }, next) }),
      ]);
    }
    const ids = new Set(collector.events().map(({ messageId }) => messageId));
    expect(ids.size).toBe(5000);
    expect(collector.collector.summary).toMatchObject({ requests: 1020, records: 5000, valid: 5000, errors: 0 });
    expect(collector.collector.feed.events).toHaveLength(100);
    expect(collector.collector.feed.events.at(-1)?.number).toBe(5000);
  });
});

describe('a sink of listen that cannot be written', () => {
  it('a sink that cannot be written makes listen answer 500 and report the failure', async () => {
    const full = new Error('no space is left');
    const collector = await startCollector({ sinks: [{ write() {}, drain: () => Promise.reject(full) }] });
    expect(await collector.post('/v1/track', messageSent(1))).toMatchObject({ status: 500 });
    expect(collector.failures).toEqual([full]);
  });
});
