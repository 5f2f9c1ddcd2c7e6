import { on } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { accept, answer, inTurn, startEndpoint } from '../send/local-endpoint.js';
import { messageSent, messagesSent, WRITE_KEY } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { post } from './post.js';
import { listenHere, startListen } from './run-listen.js';

const folderWith = testFolders();
const GOOD = messageSent(1);
const BAD = { ...messageSent(2), properties: { conversationId: 'c_1', messageId: 7, message_body: 'a secret' } };
const FAILS = /copilot-events: forwarding to 127\.0\.0\.1:\d+ fails: /;

const forward = (host: string) => ['--forward', '--host', host, '--write-key', WRITE_KEY];

/** An address on which nothing listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const SUMS = /(\d+) records?: (\d+) accepted by the endpoint, (\d+) rejected, (\d+) unknown, (\d+) not sent/;

/** The sums of the last line: all, accepted, rejected, unknown, not sent. */
function sumsOf(stderr: string): number[] {
  const [, ...sums] = SUMS.exec(stderr) ?? [];
  return sums.map(Number);
}

async function notForwarded(url: string): Promise<number> {
  return ((await (await fetch(`${url}/_/summary`)).json()) as { notForwarded: number }).notForwarded;
}

describe('listen --forward', () => {
  it('listen --forward sends the valid events on, and prints what became of them', async () => {
    const endpoint = await startEndpoint();
    const { url, end } = await startListen(forward(endpoint.url), folderWith());
    await post(url, { batch: [GOOD, BAD, ...messagesSent(600).slice(10)] });
    const { code, stderr } = await end();
    // There was an error; that the rest went through does not change it.
    expect(code).toBe(1);
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(
      [GOOD, ...messagesSent(600).slice(10)].map(({ messageId }) => messageId),
    );
    expect(endpoint.requests[0]?.body.writeKey).toBe(WRITE_KEY);
    expect(stderr).toContain('591 records, all accepted by the endpoint');
    expect(stderr).not.toContain(WRITE_KEY);
  });

  it('listen --forward sends events while it listens', async () => {
    const endpoint = await startEndpoint();
    const { url, end } = await listenHere(forward(endpoint.url), folderWith());
    await post(url, { batch: [GOOD] });
    for (let waited = 0; endpoint.events.length === 0 && waited < 10_000; waited += 50) await sleep(50);
    expect(endpoint.events).toMatchObject([{ messageId: 'evt_1' }]);
    expect(await end()).toMatchObject({ code: 0 });
  });

  it('listen --forward exits 1 if an event was not accepted', async () => {
    const endpoint = await startEndpoint((response) => response.writeHead(401).end());
    const { url, end } = await listenHere(forward(endpoint.url), folderWith());
    await post(url, { batch: [GOOD] });
    const { code, stderr } = await end();
    expect(code).toBe(1);
    expect(stderr).toContain('does not accept the write key (401)');
  });
});

describe('listen --forward to an endpoint that fails', () => {
  it.concurrent.for([
    ['refuses connections', undefined, 'connection-refused', 10_000],
    ['answers 401', answer(401), 'http-401', 10_000],
    ['answers 404', answer(404), 'http-404', 10_000],
    ['answers 400', answer(400), 'http-400', 15_000],
    ['answers 503', answer(503), 'http-503', 10_000],
    ['answers 429', answer(429, '', { 'retry-after': '30' }), 'http-429', 10_000],
    ['answers with a web page', answer(200, '<html>', { 'content-type': 'text/html' }), 'web-page', 10_000],
    ['closes the connection', (response: { destroy(): void }) => response.destroy(), 'connection-lost', 10_000],
    ['hangs', () => {}, 'timeout', 20_000],
  ] as const)(
    'listen --forward prints the first failure of an endpoint that %s, and ends with the sums',
    async ([, behaviour, reason, patience], { expect, onTestFinished }) => {
      const host =
        behaviour === undefined ? await deadAddress() : (await startEndpoint(behaviour as never, onTestFinished)).url;
      const running = await listenHere(forward(host), folderWith(), onTestFinished);
      await post(running.url, { batch: messagesSent(3) });
      const posted = performance.now();
      await running.until(FAILS);
      expect(performance.now() - posted).toBeLessThan(patience);
      expect(running.printed()).toContain(`(${reason})`);
      await post(running.url, { batch: [messageSent(7)] });
      const start = performance.now();
      const { code, stdout, stderr } = await running.end('SIGTERM');
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(code).toBe(1);
      expect(stdout).toContain('4 records, all valid');
      const [all, accepted, ...others] = sumsOf(stderr);
      expect([all, accepted]).toEqual([4, 0]);
      expect(others.reduce((sum, count) => sum + count, 0)).toBe(4);
      expect(stderr).toContain('4 events not forwarded');
      expect(stderr.match(new RegExp(FAILS, 'g'))).toHaveLength(1);
      expect(stderr).not.toContain(WRITE_KEY);
    },
  );

  it('listen --forward counts events that were not forwarded in /_/summary while it runs', async () => {
    const endpoint = await startEndpoint(answer(401));
    const { url, end } = await listenHere(forward(endpoint.url), folderWith());
    await post(url, { batch: [GOOD, BAD] });
    for (let waited = 0; (await notForwarded(url)) === 0 && waited < 10_000; waited += 100) await sleep(100);
    expect(await notForwarded(url)).toBe(1);
    expect(await end()).toMatchObject({ code: 1 });
  });

  it('listen --forward sends all events of an endpoint that recovers after listening has ended, and exits 0', async () => {
    const endpoint = await startEndpoint(inTurn(answer(503), answer(503), accept));
    const running = await listenHere(forward(endpoint.url), folderWith());
    await post(running.url, { batch: messagesSent(3) });
    await running.until(FAILS);
    const { code, stderr } = await running.end();
    expect(code).toBe(0);
    expect(endpoint.requests).toHaveLength(3);
    expect(stderr).toContain('3 records, all accepted by the endpoint');
    expect(stderr).not.toContain('not forwarded');
  });

  it('listen --forward ends at the second signal with the sums, while the endpoint hangs', async () => {
    const endpoint = await startEndpoint(() => {});
    const running = await listenHere(forward(endpoint.url), folderWith());
    await post(running.url, { batch: messagesSent(3) });
    for (let waited = 0; endpoint.requests.length === 0 && waited < 10_000; waited += 50) await sleep(50);
    const start = performance.now();
    running.signal('SIGINT');
    await running.until(/forwarding the events that still wait; Ctrl-C ends without them/);
    const { code, stdout, stderr } = await running.end('SIGINT');
    expect(performance.now() - start).toBeLessThan(8000);
    expect(code).toBe(1);
    expect(stdout).toContain('3 records, all valid');
    expect(sumsOf(stderr)).toEqual([3, 0, 0, 3, 0]);
    expect(stderr).toContain('3 events not forwarded');
  });

  it('listen --forward --exec ends at the first signal after the command has ended, while the endpoint hangs', async () => {
    const endpoint = await startEndpoint(() => {});
    const command = `node -e "fetch(process.env.SEGMENT_HOST + '/v1/track', { method: 'POST', headers: { authorization: 'Basic ' + btoa('key:') }, body: process.env.EVENT })"`;
    const running = await startListen(
      [...forward(endpoint.url), '--exec', `EVENT='${JSON.stringify(GOOD)}' ${command}`],
      folderWith(),
    );
    for await (const [piece] of on(running.child.stderr as Readable, 'data')) {
      if (String(piece).includes('forwarding the events that still wait; Ctrl-C ends without them')) break;
    }
    const start = performance.now();
    const { code, stderr } = await running.end('SIGINT');
    expect(performance.now() - start).toBeLessThan(5000);
    expect(code).toBe(1);
    expect(sumsOf(stderr)).toEqual([1, 0, 0, 1, 0]);
  });

  it('listen --forward gives a slow endpoint the time that it needs at the end', async () => {
    const slow = (response: Parameters<typeof accept>[0], number: number, received: never) =>
      setTimeout(() => accept(response, number, received), 1500);
    const endpoint = await startEndpoint(slow as never);
    const running = await listenHere(forward(endpoint.url), folderWith());
    await post(running.url, { batch: messagesSent(1200) });
    const { code, stderr } = await running.end();
    expect(code).toBe(0);
    expect(endpoint.events).toHaveLength(1200);
    expect(stderr).toContain('1,200 records, all accepted by the endpoint');
  });

  it('listen --forward --exec prints the failure, and ends soon after the command', async () => {
    const command = `node -e "fetch(process.env.SEGMENT_HOST + '/v1/track', { method: 'POST', headers: { authorization: 'Basic ' + btoa('key:') }, body: process.env.EVENT })"`;
    const running = await startListen(
      [...forward(await deadAddress()), '--exec', `EVENT='${JSON.stringify(GOOD)}' ${command}`],
      folderWith(),
    );
    const start = performance.now();
    const { code, stdout, stderr } = await running.outcome;
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(code).toBe(1);
    expect(stdout).toContain('1 record, valid');
    expect(stderr).toMatch(FAILS);
    expect(stderr).toContain('1 event not forwarded');
  });
});
