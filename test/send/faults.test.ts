import { readFileSync } from 'node:fs';
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
    says: /refused 3 records \(400\), each sent on its own\n {2}hint: with --show-values/,
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
    behaviour: answer(429, '', { 'retry-after': '300' }),
    limits: { rateLimitMs: 300 },
    ...givesUp('notSent', 'http-429'),
    requests: 3,
    says: /still limits the rate/,
  },
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
  { name: '429 without more', behaviour: answer(429), ...givesUp('notSent', 'http-429'), requests: 3 },
  {
    name: '200 with success false',
    behaviour: answer(200, '{"success":false}', json),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
    says: /its answer’s body says that it failed/,
  },
  {
    name: '200 with an error, unlabelled',
    behaviour: answer(200, ' {"success":true,"error":{"code":"invalid"}}'),
    ...endsAtOnce('unknown', 'error-in-body'),
    requests: 1,
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
    limits: { requestTimeoutMs: 150 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
    says: /gave no answer in time \(1 request\)/,
  },
  {
    name: 'hang for longer than a batch may take',
    behaviour: never,
    limits: { batchDeadlineMs: 150 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
  },
  {
    name: '200 with a slow drip',
    behaviour: (response) => {
      response.writeHead(200, json).write('{');
    },
    limits: { requestTimeoutMs: 150 },
    ...givesUp('unknown', 'timeout'),
    requests: 3,
  },
  {
    name: '401 with a slow drip',
    behaviour: (response) => {
      response.writeHead(401).write('{');
    },
    limits: { requestTimeoutMs: 150 },
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

/** A run that cannot deliver all ends with 1, as the counts tell. */
function exitCodeFor(fault: Fault): number {
  return fault.counts.accepted === RECORDS.length ? 0 : 1;
}

describe('faults', () => {
  it.concurrent.for(FAULTS)('$name', async (fault, { expect, onTestFinished }) => {
    const endpoint = await startEndpoint(fault.behaviour, onTestFinished);
    const cwd = folderWith();
    const start = performance.now();
    const { code, summary, stderr, stdout } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records: RECORDS,
      limits: { batchEvents: 2, ...fault.limits },
      cwd,
      rejectedOut: 'rejected.ndjson',
      rejectedReasons: 'reasons.ndjson',
    });
    expect(summary).toEqual({ records: 5, ...fault.counts, byReason: fault.byReason });
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
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it.each([301, 302, 303, 307, 308])('%i to a place that answers 200', async (status) => {
    const elsewhere = await startEndpoint();
    const endpoint = await startEndpoint(answer(status, '', { location: `${elsewhere.url}/v1/batch` }));
    const { code, summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS });
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { [`http-${status}`]: 5 } });
    expect(code).toBe(1);
    expect(elsewhere.requests).toEqual([]);
    expect(stderr).toContain(`redirects to ${new URL(elsewhere.url).host} (${status})`);
    expect(stderr).toContain('give the address that it leads to as --host');
  });

  it('refused', async () => {
    const endpoint = await startEndpoint();
    await endpoint.close();
    const { code, summary, stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS });
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { 'connection-refused': 5 } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /127\.0\.0\.1:\d+ cannot be reached \(1 request\); 1 batch could not be delivered\n {2}hint: check --host/,
    );
  });

  it('TLS to a port that speaks none, which is not retried', async () => {
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

  it('says the first time that it tries again, so that nobody waits and does not know for what', async () => {
    const endpoint = await startEndpoint(inTurn(answer(502), answer(502), accept));
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: RECORDS, limits: { maxRetries: 4 } };
    const { code, stderr } = await runSend(setting);
    expect(code).toBe(0);
    expect(stderr).toBe(`copilot-events: ${new URL(endpoint.url).host}: the endpoint failed; trying again\n`);
  });

  it('a port that fetch does not connect to', async () => {
    const setting = { host: 'http://127.0.0.1:6000', writeKey: WRITE_KEY, records: RECORDS, limits: { maxRetries: 4 } };
    const { summary, stderr } = await runSend(setting);
    expect(summary).toMatchObject({ accepted: 0, notSent: 5, byReason: { 'bad-port': 5 } });
    expect(stderr).toContain('the port of 127.0.0.1:6000 belongs to another protocol');
  });

  it('a server that does not speak HTTP', async () => {
    const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { code, summary } = await runSend({
      host: `http://127.0.0.1:${port}`,
      writeKey: WRITE_KEY,
      records: RECORDS,
    });
    expect(summary).toMatchObject({ accepted: 0, unknown: 5, byReason: { 'connection-lost': 5 } });
    expect(code).toBe(1);
  });
});

describe('events that the SDK would lose', () => {
  const good = messagesSent(2);
  const limits = { flushIntervalMs: 200 };

  it('rejects one that keeps itself from Segment', async () => {
    const endpoint = await startEndpoint();
    const records = [...good, { ...good[0], integrations: { 'Segment.io': false } }];
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    expect(summary).toMatchObject({
      records: 3,
      accepted: 2,
      rejected: 1,
      byReason: { 'segment/delivery-disabled': 1 },
    });
    expect(code).toBe(1);
  });

  it('does not believe that one was delivered which never left', async () => {
    const endpoint = await startEndpoint();
    // A way to disable delivery that only the SDK's copying brings to life.
    const hidden = JSON.parse('{"__proto__":{"Segment.io":false}}');
    const records = [good[0] ?? {}, { ...good[1], messageId: 'hidden', integrations: hidden }];
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, limits });
    expect(summary).toMatchObject({ records: 2, accepted: 1, notSent: 1, byReason: { 'dropped-by-sdk': 1 } });
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(['evt_0']);
    expect(code).toBe(1);
  });

  it('tells two records with one id apart, of which one never left', async () => {
    const endpoint = await startEndpoint();
    const hidden = JSON.parse('{"__proto__":{"Segment.io":false}}');
    const records = [good[0] ?? {}, { ...good[0], integrations: hidden }];
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, limits });
    expect(summary).toMatchObject({ accepted: 1, notSent: 1, byReason: { 'dropped-by-sdk': 1 } });
  });

  it('survives every call at which the SDK throws, where rules were switched off', async () => {
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

  it('rejects what is too large, even where that rule is off', async () => {
    const endpoint = await startEndpoint();
    const records = [...good, { ...messagesSent(1, 'x'.repeat(33_000))[0] }];
    const rule = ['segment/event-too-large=off'];
    const { summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, rule });
    expect(summary).toMatchObject({ accepted: 2, rejected: 1, byReason: { 'segment/event-too-large': 1 } });
  });
});
