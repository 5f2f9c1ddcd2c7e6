import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SendLimits } from '../../src/send/limits.js';
import { testFolders } from '../support/folders.js';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import { messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();

/** 5 records in batches of 2: three batches, if nothing goes wrong. */
const RECORDS = messagesSent(5);

interface Fault {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly limits?: Partial<SendLimits>;
  readonly counts: Readonly<Partial<Record<'accepted' | 'rejected' | 'unknown' | 'notSent', number>>>;
  readonly byReason: Readonly<Record<string, number>>;
  readonly requests: number;
  /** What stderr says. */
  readonly says?: RegExp;
}

const json = { 'content-type': 'application/json' };
const never: Behaviour = () => {};
const reset: Behaviour = (response) => response.socket?.resetAndDestroy();
const stops = { rejected: 0, accepted: 0, unknown: 0 };

/** An endpoint for which each batch spends its retries: three of them, fewer than end a run. */
function givesUp(outcome: 'unknown' | 'notSent', reason: string): Pick<Fault, 'counts' | 'byReason'> {
  return { counts: { ...stops, notSent: 0, [outcome]: 5 }, byReason: { [reason]: 5 } };
}

/** An endpoint that ends the run at the first batch: what was in it, and the rest. */
function endsAtOnce(outcome: 'unknown' | 'notSent', reason: string): Pick<Fault, 'counts' | 'byReason'> {
  const counts = outcome === 'notSent' ? { ...stops, notSent: 5 } : { ...stops, [outcome]: 2, notSent: 3 };
  return { counts, byReason: { stopped: 3, [reason]: 2 } };
}

const allAccepted = { counts: { accepted: 5, rejected: 0, unknown: 0, notSent: 0 }, byReason: {} };

/** Every fault, with what must come of it. */
const FAULTS: readonly Fault[] = [
  { name: '200', behaviour: accept, ...allAccepted, requests: 3 },
  { name: '200 OK as text', behaviour: answer(200, 'OK'), ...allAccepted, requests: 3 },
  { name: '204', behaviour: answer(204), ...allAccepted, requests: 3 },
  {
    name: '400 on the second batch',
    behaviour: inTurn(accept, answer(400, '{"success":false}')),
    counts: { accepted: 2, rejected: 3, unknown: 0, notSent: 0 },
    byReason: { 'http-400': 3 },
    requests: 5,
    says: /refused 3 records \(400\), each sent on its own\n {2}hint: check what these records have in common; --show-values shows/,
  },
  {
    name: '413 to everything',
    behaviour: answer(413),
    counts: { accepted: 0, rejected: 5, unknown: 0, notSent: 0 },
    byReason: { 'http-413': 5 },
    requests: 7,
    says: /refused all 5 records it got \(413\), each sent on its own\n {2}hint: check that --host is a tracking API/,
  },
  {
    name: '401',
    behaviour: answer(401),
    ...endsAtOnce('notSent', 'http-401'),
    requests: 1,
    says: /does not accept the write key \(401\)\n {2}hint: check the key, and that --region/,
  },
  { name: '403', behaviour: answer(403), ...endsAtOnce('notSent', 'http-403'), requests: 1, says: /refuses access/ },
  { name: '404', behaviour: answer(404), ...endsAtOnce('notSent', 'http-404'), requests: 1, says: /check --host/ },
  { name: '410, which the SDK would retry', behaviour: answer(410), ...endsAtOnce('notSent', 'http-410'), requests: 1 },
  { name: '304', behaviour: answer(304), ...endsAtOnce('notSent', 'http-304'), requests: 1 },
  { name: '302 without Location', behaviour: answer(302), ...endsAtOnce('notSent', 'http-302'), requests: 1 },
  {
    name: '500',
    behaviour: answer(500),
    ...givesUp('unknown', 'http-500'),
    requests: 3,
    says: /failed \(500, 1 request\); 3 batches could not be delivered\n {2}hint: send the log again: records that did arrive/,
  },
  {
    name: '500, then 200',
    behaviour: inTurn(answer(500), accept),
    limits: { maxRetries: 1 },
    says: /^copilot-events: 127\.0\.0\.1:\d+: the endpoint failed; trying again\n$/,
    ...allAccepted,
    requests: 4,
  },
  {
    name: '503 after a retry',
    behaviour: inTurn(accept, answer(503)),
    limits: { maxRetries: 1 },
    counts: { accepted: 2, rejected: 0, unknown: 3, notSent: 0 },
    byReason: { 'http-503': 3 },
    requests: 5,
    says: /failed \(503, 2 requests\); 2 batches could not be delivered/,
  },
  {
    name: 'a lost connection, then 401: it may have arrived the first time',
    behaviour: inTurn(reset, answer(401)),
    limits: { maxRetries: 1 },
    counts: { accepted: 0, rejected: 0, unknown: 2, notSent: 3 },
    byReason: { 'connection-lost': 2, stopped: 3 },
    requests: 2,
    says: /does not accept the write key/,
  },
  {
    name: '429 with seconds',
    behaviour: inTurn(answer(429, '', { 'retry-after': '1' }), accept),
    ...allAccepted,
    requests: 4,
  },
  {
    name: '429 with a date, which the SDK does not understand',
    behaviour: inTurn(
      (response) =>
        answer(429, '', { 'retry-after': new Date(Date.now() + 1000).toUTCString() })(response, 0, undefined as never),
      accept,
    ),
    ...allAccepted,
    requests: 4,
  },
  {
    name: '429 for longer than we wait',
    behaviour: answer(429, '', { 'retry-after': '301' }),
    ...endsAtOnce('notSent', 'http-429'),
    requests: 1,
    says: /asks to wait for 301 seconds \(429\), which is longer than a batch waits\n {2}hint: after 6 minutes, send the log again/,
  },
  {
    name: '429 twice, together for longer than we wait',
    behaviour: answer(429, '', { 'retry-after': '1' }),
    limits: { rateLimitMs: 2500 },
    ...endsAtOnce('notSent', 'http-429'),
    requests: 2,
    says: /asks to wait for 2 seconds \(429\)/,
  },
  {
    name: '503 with Retry-After for longer than we wait',
    behaviour: answer(503, '', { 'retry-after': '3600' }),
    ...endsAtOnce('unknown', 'http-503'),
    requests: 1,
    says: /asks to wait for 3,600 seconds \(503\)/,
  },
  ...[408, 409, 423, 425].map(
    (status): Fault => ({
      name: `${status}, then 200`,
      behaviour: inTurn(answer(status), accept),
      limits: { maxRetries: 1 },
      says: /trying again\n$/,
      ...allAccepted,
      requests: 4,
    }),
  ),
  {
    name: '503 with seconds, which the SDK does not obey',
    behaviour: inTurn(answer(503, '', { 'retry-after': '1' }), accept),
    ...allAccepted,
    requests: 4,
  },
  {
    name: 'a burst of 500 in the middle',
    behaviour: inTurn(accept, answer(500), answer(500), accept),
    counts: { accepted: 3, rejected: 0, unknown: 2, notSent: 0 },
    byReason: { 'http-500': 2 },
    limits: { maxRetries: 1 },
    requests: 4,
    says: /failed \(500, 2 requests\); 1 batch could not be delivered/,
  },
  {
    name: '429 without more: later batches would only overtake this one',
    behaviour: answer(429),
    ...endsAtOnce('notSent', 'http-429'),
    requests: 1,
    says: /still limits the rate after 1 request \(429\)/,
  },
  {
    name: '400 with a web page, which says nothing about a record',
    behaviour: answer(400, '<html><body>Bad Request</body></html>', { 'content-type': 'text/html' }),
    counts: { accepted: 0, rejected: 0, unknown: 0, notSent: 5 },
    byReason: { 'http-400': 5 },
    requests: 7,
    says: /answered all 5 records it got with a web page \(400\), each sent on its own\n {2}hint: check --host, and what lies between/,
  },
  {
    name: '400 with a web page to one record of the last batches',
    behaviour: (response, number, received) =>
      received.body.batch.some(({ messageId }) => messageId === 'evt_4')
        ? answer(400, ' <!doctype html><title>WAF</title>')(response, number, received)
        : accept(response, number, received),
    counts: { accepted: 4, rejected: 0, unknown: 0, notSent: 1 },
    byReason: { 'http-400': 1 },
    requests: 3,
    says: /answered 1 record with a web page \(400\)/,
  },
  {
    name: '200 with success false',
    behaviour: answer(200, '{"success":false}', json),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
    says: /but the body of its answer reports a failure/,
  },
  {
    name: '200 with an error, unlabelled',
    behaviour: answer(200, ' {"success":true,"error":{"code":"invalid"}}'),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
  },
  ...[
    '{"status":"fail"}',
    '{"status":"failed","message":"quota"}',
    '{"status":500}',
    '{"success":0}',
    '{"ok":"no"}',
    '{"result":"error"}',
    '{"success":true,"failed":2}',
    '{"rejected":["evt_0"]}',
    '{"results":[{"status":200},{"status":400,"error":"bad"}]}',
    '{"items":[{"index":{"status":201}},{"index":{"error":{"type":"mapping"}}}]}',
    '[{"success":true},{"success":false}]',
    'false',
  ].map(
    (body): Fault => ({
      name: `200 with ${body}`,
      behaviour: answer(200, body, json),
      ...endsAtOnce('unknown', 'error-in-body'),
      requests: 1,
    }),
  ),
  ...[
    '{"status":"ok","message":"failed earlier"}',
    '{"success":true,"errors":[],"failed":0,"rejected":null}',
    '{"results":[{"status":200},{"status":201}]}',
    '{"status":200}',
    '{"settings":{"status":"error"}}',
    'true',
  ].map(
    (body): Fault => ({ name: `200 with ${body}`, behaviour: answer(200, body, json), ...allAccepted, requests: 3 }),
  ),
  {
    name: '207 with items that failed',
    behaviour: answer(207, '{"items":[{"status":200},{"status":422}]}', json),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
  },
  { name: '207 with nothing', behaviour: answer(207), ...endsAtOnce('unknown', 'error-in-body'), requests: 1 },
  {
    name: '207 with items that did not fail',
    behaviour: answer(207, '{"items":[{"status":200},{"status":201}]}', json),
    ...allAccepted,
    requests: 3,
  },
  {
    name: '200 with 2 MB of success',
    behaviour: answer(200, JSON.stringify({ success: true, events: Array(200_000).fill('evt_0000') }), json),
    ...allAccepted,
    requests: 3,
  },
  {
    name: '200 with 2 MB, of which the last item failed',
    behaviour: answer(
      200,
      JSON.stringify({ results: [...Array(100_000).fill({ status: 200 }), { status: 400 }] }),
      json,
    ),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
  },
  {
    name: '200 with 5 MB of success, more than is read',
    behaviour: answer(200, JSON.stringify({ success: true, events: Array(500_000).fill('evt_0000') }), json),
    ...allAccepted,
    requests: 3,
  },
  {
    name: '200 with half a JSON document',
    behaviour: answer(200, '{"success":tr', json),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
  },
  {
    name: '200 with a login page',
    behaviour: answer(200, '<!doctype html><title>Sign in</title>'),
    ...endsAtOnce('unknown', 'web-page'),
    requests: 1,
    says: /that is not a tracking API/,
  },
  {
    name: '200 with an endless body',
    behaviour: (response) => {
      response.writeHead(200).write('OK');
      const timer = setInterval(() => response.write('x'.repeat(60_000)), 1);
      response.on('close', () => clearInterval(timer));
    },
    ...allAccepted,
    requests: 3,
  },
  {
    name: 'hang',
    behaviour: never,
    limits: { requestTimeoutMs: 2000 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
    says: /gave no answer in time \(1 request\)/,
  },
  {
    name: 'hang for longer than a batch may take',
    behaviour: never,
    limits: { batchDeadlineMs: 1500 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
  },
  {
    name: '200 with a slow drip',
    behaviour: (response) => {
      response.writeHead(200, json).write('{');
    },
    limits: { requestTimeoutMs: 2000 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
  },
  {
    name: '401 with a slow drip',
    behaviour: (response) => {
      response.writeHead(401).write('{');
    },
    limits: { requestTimeoutMs: 2000 },
    ...endsAtOnce('notSent', 'http-401'),
    requests: 1,
  },
  { name: 'reset before the headers', behaviour: reset, ...givesUp('unknown', 'connection-lost'), requests: 3 },
  {
    name: 'reset after the headers',
    behaviour: (response) => {
      response.writeHead(200, { ...json, 'content-length': '16' }).write('{"success"');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    },
    ...givesUp('unknown', 'connection-lost'),
    requests: 3,
  },
];

/** Starts a server that speaks no HTTP; returns its address with http. */
async function startServer(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A run that cannot deliver all ends with 1, as the counts tell. */
function exitCodeFor(fault: Fault): number {
  return fault.counts.accepted === RECORDS.length ? 0 : 1;
}

describe('an endpoint or a network that fails', () => {
  it.concurrent.for(FAULTS)(
    'send counts each record by its outcome: $name',
    async (fault, { expect, onTestFinished }) => {
      const endpoint = await startEndpoint(fault.behaviour, onTestFinished);
      const cwd = folderWith();
      const start = performance.now();
      const { code, summary, stderr, stdout } = await runSend({
        host: endpoint.url,
        writeKey: WRITE_KEY,
        records: RECORDS,
        // Longer than any answer takes on a busy machine, where a fault sets no other.
        limits: { batchEvents: 2, requestTimeoutMs: 60_000, ...fault.limits },
        cwd,
        rejectedOut: 'rejected.ndjson',
        rejectedReasons: 'reasons.ndjson',
      });
      const { messageIds, ...counts } = summary;
      expect(counts).toEqual({ records: 5, ...fault.counts, byReason: fault.byReason });
      expect(messageIds).toBeGreaterThanOrEqual(counts.accepted + counts.unknown + counts.rejected);
      expect(total(summary)).toBe(summary.records);
      expect(code).toBe(exitCodeFor(fault));
      expect(endpoint.requests).toHaveLength(fault.requests);
      if (fault.says !== undefined) expect(stderr).toMatch(fault.says);
      else if (code === 0) expect(stderr).toBe('');
      // The dead letters: what was rejected, as it stood in the log, and nothing else; why, in the same order.
      const rejected = RECORDS.slice(RECORDS.length - (fault.counts.rejected ?? 0));
      const reasons = readFileSync(join(cwd, 'reasons.ndjson'), 'utf8').split('\n').slice(0, -1);
      expect(readFileSync(join(cwd, 'rejected.ndjson'), 'utf8')).toBe(toLog(rejected));
      expect(reasons.map((line) => JSON.parse(line))).toEqual(
        rejected.map(({ messageId }) =>
          expect.objectContaining({ messageId, status: expect.any(Number), attempts: expect.any(Number) }),
        ),
      );
      expect(stderr + stdout).not.toContain(WRITE_KEY);
      expect(performance.now() - start).toBeLessThan(60_000);
    },
  );

  // These wait for seconds, beside those above.
  it.concurrent('Node does not warn of too many listeners after many rate limits', async ({ onTestFinished }) => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const limited = answer(429, '', { 'retry-after': '0' });
    const endpoint = await startEndpoint(
      (response, number, received) => (number % 2 === 0 ? limited : accept)(response, number, received),
      onTestFinished,
    );
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(12), limits: { batchEvents: 1 } };
    expect(await runSend(setting)).toMatchObject({ code: 0, summary: { accepted: 12 } });
    expect(endpoint.requests).toHaveLength(24);
    expect(warnings).toEqual([]);
  });

  it.concurrent('send waits for Retry-After before it asks again, and no later batch overtakes the one that waits', async ({
    onTestFinished,
  }) => {
    const times: number[] = [];
    const endpoint = await startEndpoint(inTurn(answer(429, '', { 'retry-after': '3' }), accept), onTestFinished);
    endpoint.onRequest = () => times.push(performance.now());
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS, limits: { batchEvents: 2 } };
    expect(await runSend(setting)).toMatchObject({ code: 0, summary: { accepted: 5 } });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2900);
    const firstOf = endpoint.requests.map(({ body }) => body.batch[0]?.messageId);
    expect(firstOf).toEqual(['evt_0', 'evt_0', 'evt_2', 'evt_4']);
  });

  it.concurrent('all connections wait when one of them is asked to', async ({ onTestFinished }) => {
    const times: number[] = [];
    const endpoint = await startEndpoint(inTurn(answer(429, '', { 'retry-after': '2' }), accept), onTestFinished);
    endpoint.onRequest = () => times.push(performance.now());
    const records = messagesSent(40).map((record, number) => ({ ...record, userId: `u_${number}` }));
    const limits = { batchEvents: 4 };
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, limits, concurrency: 4 };
    expect(await runSend(setting)).toMatchObject({ code: 0, summary: { accepted: 40 } });
    // Besides the request of each connection that was under way already.
    const early = times.filter((time) => time - (times[0] ?? 0) < 1900);
    expect(early.length).toBeLessThanOrEqual(8);
    expect(times.length).toBeGreaterThan(10);
  }, 20_000);

  it.concurrent('send prints the first time only that it tries again', async ({ onTestFinished }) => {
    const endpoint = await startEndpoint(inTurn(answer(502), answer(502), accept), onTestFinished);
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS, limits: { maxRetries: 4 } };
    const { code, stderr } = await runSend(setting);
    expect(code).toBe(0);
    expect(stderr).toBe(`copilot-events: ${new URL(endpoint.url).host}: the endpoint failed; trying again\n`);
  });

  it.each([301, 302, 303, 307, 308])(
    'send does not follow a redirect: %i to a place that answers 200',
    async (status) => {
      const elsewhere = await startEndpoint();
      const endpoint = await startEndpoint(answer(status, '', { location: `${elsewhere.url}/v1/batch` }));
      const { code, summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS });
      expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { [`http-${status}`]: 5 } });
      expect(code).toBe(1);
      expect(elsewhere.requests).toEqual([]);
      expect(stderr).toContain(`redirects to ${new URL(elsewhere.url).host} (${status})`);
      expect(stderr).toContain('give the address that it leads to as --host');
    },
  );

  it('send counts a refused connection as not sent', async () => {
    const endpoint = await startEndpoint();
    await endpoint.close();
    const { code, summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS });
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { 'connection-refused': 5 } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /127\.0\.0\.1:\d+ cannot be reached \(1 request\); 1 batch could not be delivered\n {2}hint: check --host/,
    );
  });

  it('send does not retry TLS to a port that does not speak it', async () => {
    const endpoint = await startEndpoint();
    const { code, summary, stderr } = await runSend({
      host: endpoint.url.replace('http:', 'https:'),
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { maxRetries: 4 },
    });
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { tls: 5 } });
    expect(code).toBe(1);
    expect(stderr).toContain('whether --host should begin with http://');
  });

  it.each<[how: string, onConnection: (socket: Socket) => void]>([
    ['the server closes the connection', (socket) => socket.end()],
    ['the server resets the connection', (socket) => socket.resetAndDestroy()],
    ['the server closes the connection after the first bytes', (socket) => socket.once('data', () => socket.end())],
    ['the server resets it after the first bytes', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])('send counts records as not sent if the TLS handshake breaks: %s', async (_, onConnection) => {
    const url = await startServer(onConnection);
    const setting = { host: url.replace('http:', 'https:'), writeKey: WRITE_KEY, records: RECORDS };
    const { code, summary, stderr } = await runSend(setting);
    expect(summary).toMatchObject({ unknown: 0, notSent: 5, byReason: { tls: 5 } });
    expect(code).toBe(1);
    expect(stderr).toContain('no secure connection to 127.0.0.1:');
  });

  it('send counts records as not sent if the TLS handshake hangs', async () => {
    const url = await startServer(() => {});
    const { summary } = await runSend({
      host: url.replace('http:', 'https:'),
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { requestTimeoutMs: 200 },
    });
    expect(summary).toMatchObject({ unknown: 0, notSent: 5, byReason: { unreachable: 5 } });
  });

  it('send counts records as unknown if the connection breaks after the request has begun', async () => {
    const url = await startServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { summary } = await runSend({ host: url, writeKey: WRITE_KEY, records: RECORDS });
    expect(summary).toMatchObject({ unknown: 5, notSent: 0, byReason: { 'connection-lost': 5 } });
  });

  it('send names a port that fetch does not connect to', async () => {
    const setting = { host: 'http://127.0.0.1:6000', writeKey: WRITE_KEY, records: RECORDS, limits: { maxRetries: 4 } };
    const { summary, stderr } = await runSend(setting);
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { 'bad-port': 5 } });
    expect(stderr).toContain('the port of 127.0.0.1:6000 belongs to another protocol');
  });

  it('send counts records as unknown if the server does not speak HTTP', async () => {
    const { code, summary } = await runSend({
      host: await startServer((socket) => socket.end('220 mail.example ESMTP\r\n')),
      writeKey: WRITE_KEY,
      records: RECORDS,
    });
    expect(summary).toMatchObject({ accepted: 0, unknown: 5, byReason: { 'connection-lost': 5 } });
    expect(code).toBe(1);
  });
});

describe('events that the SDK would lose', () => {
  const good = messagesSent(2);

  it.each([false, 0, '', -0])('send rejects a record with integrations {"Segment.io": %j}', async (value) => {
    const endpoint = await startEndpoint();
    const records = [...good, { ...good[0], integrations: { 'Segment.io': value } }];
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({
      records: 3,
      accepted: 2,
      rejected: 1,
      byReason: { 'segment/delivery-disabled': 1 },
    });
    expect(code).toBe(1);
  });

  it('send does not count an event as accepted that never left', async () => {
    const endpoint = await startEndpoint();
    // A way to disable delivery that only the SDK's copying brings to life.
    const hidden = JSON.parse('{"__proto__":{"Segment.io":false}}');
    const records = [good[0] ?? {}, { ...good[1], messageId: 'hidden', integrations: hidden }];
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({ records: 2, accepted: 1, notSent: 1, byReason: { 'dropped-by-sdk': 1 } });
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(['evt_0']);
    expect(code).toBe(1);
  });

  it('send distinguishes two records with one id, of which one never left', async () => {
    const endpoint = await startEndpoint();
    const hidden = JSON.parse('{"__proto__":{"Segment.io":false}}');
    const records = [good[0] ?? {}, { ...good[0], integrations: hidden }];
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({ accepted: 1, notSent: 1, byReason: { 'dropped-by-sdk': 1 } });
  });

  it('send rejects records at which the SDK throws, where rules are off', async () => {
    const endpoint = await startEndpoint();
    const bad = [
      { type: 'track', event: 'x', userId: 7 },
      { type: 'track', event: 'x' },
      { type: 'track', event: 7, userId: 'u' },
      { type: 'track', event: 'x', userId: 'u', properties: [] },
      { type: 'identify', userId: 'u', traits: 'x' },
      { type: 'group', groupId: 7 },
    ];
    const records = [good[0] ?? {}, ...bad, good[1] ?? {}];
    const rule = ['*=off', 'schema/*=off'];
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, rule });
    expect(summary).toMatchObject({ records: 8, accepted: 2, rejected: 6, byReason: { 'refused-by-sdk': 6 } });
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(['evt_0', 'evt_1']);
  });

  it('send rejects events that are too large, even where that rule is off', async () => {
    const endpoint = await startEndpoint();
    const records = [...good, { ...messagesSent(1, 'x'.repeat(33_000))[0] }];
    const rule = ['segment/event-too-large=off'];
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, rule });
    expect(summary).toMatchObject({ accepted: 2, rejected: 1, byReason: { 'segment/event-too-large': 1 } });
  });
});
