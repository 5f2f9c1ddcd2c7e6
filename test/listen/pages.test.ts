import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { messageSent } from '../send/run-send.js';
import type { TestCollector } from './start-collector.js';
import { startCollector } from './start-collector.js';

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with headers that fetch would not let us choose, as a browser or an attacker chooses them. */
function ask(
  { url }: Pick<TestCollector, 'url'>,
  path: string,
  { method = 'GET', body, ...headers }: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url + path, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    })
      .on('error', reject)
      .end(body);
  });
}

const HELD = ['/_/summary', '/_/problems', '/_/events'];
const EVENT = JSON.stringify(messageSent(1, 'a secret'));

describe('the endpoints /_/', () => {
  it.each(HELD)('%s answers programs on this machine, by any of its addresses', async (path) => {
    const collector = await startCollector();
    const { port } = new URL(collector.url);
    for (const host of ['127.0.0.1', 'localhost', 'app.localhost', 'LOCALHOST', '127.9.9.9', '[::1]', '192.168.1.20']) {
      const { status, headers } = await ask(collector, path, { host: `${host}:${port}` });
      expect([host, status]).toEqual([host, 200]);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'same-origin' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each([
    ['a name that was pointed at this machine', { host: 'evil.example:8787' }],
    ['such a name with our own origin', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a name that only begins with localhost', { host: 'localhost.evil.example' }],
    ['an address within a name', { host: '127.0.0.1.evil.example' }],
    ['a page of another machine', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of this machine on another port', { origin: 'http://localhost:1' }],
    ['a script element anywhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a script element on this machine', { 'sec-fetch-site': 'same-site' }],
  ])('/_/ rejects %s', async (_, headers) => {
    const collector = await startCollector();
    await collector.post('/v1/track', EVENT);
    for (const path of HELD) {
      const answer = await ask(collector, path, headers);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('secret');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    await ask(collector, '/_/reset', { method: 'POST', ...headers });
    expect(collector.collector.feed.events).toHaveLength(1);
    const preflight = await ask(collector, '/_/events', { method: 'OPTIONS', ...headers });
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('/_/ answers the live page and origins of --allow-origin', async () => {
    const named = 'https://ci.example.test';
    const closed = await startCollector();
    expect((await ask(closed, '/_/events', { origin: named })).body).toContain('--allow-origin allows one');
    const refused = await ask(closed, '/v1/track', { method: 'POST', origin: named });
    expect(refused.body).toContain(`start listen with --allow-origin ${named}`);
    const collector = await startCollector({ allowOrigins: [named] });
    await collector.post('/v1/track', EVENT);
    const own = { origin: collector.url, 'sec-fetch-site': 'same-origin' };
    expect(await ask(collector, '/_/events', own)).toMatchObject({ status: 200 });
    const theirs = await ask(collector, '/_/events', { origin: named, 'sec-fetch-site': 'cross-site' });
    expect(theirs).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': named } });
    const preflight = await ask(collector, '/_/reset', { method: 'OPTIONS', origin: named });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': named } });
    expect(collector.collector.feed.events).toHaveLength(1);
    expect((await ask(collector, '/v1/track', { method: 'POST', origin: named })).body).not.toContain('--allow-origin');
  });
});

describe('the live page', () => {
  const OPENED = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  it('the live page opens in browsers from any link, and cannot be framed', async () => {
    const collector = await startCollector();
    for (const site of ['none', 'same-origin', 'cross-site']) {
      const { status, headers, body } = await ask(collector, '/', { ...OPENED, 'sec-fetch-site': site });
      expect([site, status, headers['content-type']]).toEqual([site, 200, 'text/html; charset=UTF-8']);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:;.* connect-src 'self'; frame-ancestors 'none'$/,
      );
      expect(body).toContain('<div id="app">');
    }
    expect((await ask(collector, '/')).body).toMatch(/^This is copilot-events listen/);
  });

  it.each([
    ['by a name that was pointed at this machine', { ...OPENED, host: 'evil.example:8787' }],
    ['within another page', { ...OPENED, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }],
    ['to a script of another page', { accept: 'text/html', origin: 'https://evil.example' }],
  ])('the live page does not open %s', async (_, headers) => {
    const { status, body } = await ask(await startCollector(), '/', headers);
    expect([status, body.includes('<html')]).toEqual([403, false]);
  });

  it.each([
    ['by a name that was pointed at this machine', { host: 'evil.example:8787' }],
    ['for a page of another machine', { origin: 'https://evil.example' }],
    ['for one that is opened from there', { ...OPENED, 'sec-fetch-site': 'cross-site' }],
  ])('the stream of the live page is closed %s', async (_, headers) => {
    const collector = await startCollector();
    await collector.post('/v1/track', EVENT);
    const { status, body } = await ask(collector, '/_/stream', headers);
    expect([status, body.includes('secret')]).toEqual([403, false]);
  });
});

describe('sending events from pages', () => {
  const PREFLIGHT = {
    method: 'OPTIONS',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,authorization',
    'access-control-request-private-network': 'true',
  };

  it.each([
    'http://localhost:3000',
    'https://app.localhost',
    'http://127.0.0.1:8080',
    'http://[::1]:9',
    'https://named.test',
  ])('pages of %s may send events', async (origin) => {
    const collector = await startCollector({ allowOrigins: ['https://named.test'] });
    expect(await ask(collector, '/v1/batch', { ...PREFLIGHT, origin })).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type,authorization',
        'access-control-allow-private-network': 'true',
      },
    });
    const sent = await ask(collector, '/v1/t', { method: 'POST', body: EVENT, origin, 'content-type': 'text/plain' });
    expect(sent).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    expect(collector.records).toHaveLength(1);
  });

  it.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'file://localhost',
    'chrome-extension://abc',
  ])('pages of %s may not send events', async (origin) => {
    const { collector, ...rest } = await startCollector();
    const preflight = await ask(rest, '/v1/batch', { ...PREFLIGHT, origin });
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    expect(preflight.headers['access-control-allow-private-network']).toBeUndefined();
    const sent = await ask(rest, '/v1/t', { method: 'POST', body: EVENT, origin, 'content-type': 'text/plain' });
    expect(sent.status).toBe(403);
    expect(sent.body).toContain(`--allow-origin ${origin}`);
    expect(rest.records).toHaveLength(0);
    expect(collector.deliveryProblems.refusedOrigins).toEqual({ [origin]: 1 });
  });

  it('programs may send events to any host name of the collector', async () => {
    const collector = await startCollector();
    expect(await ask(collector, '/v1/track', { method: 'POST', body: EVENT, host: 'collector:8787' })).toMatchObject({
      status: 200,
    });
  });
});

describe('the settings of the CDN', () => {
  it('the CDN settings name the address of the request as the API host', async () => {
    const collector = await startCollector();
    const { port } = new URL(collector.url);
    const origin = 'http://localhost:3000';
    const answer = await ask(collector, '/v1/projects/abc/settings', { host: `localhost:${port}`, origin });
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(JSON.parse(answer.body).integrations['Segment.io']).toMatchObject({
      apiHost: `localhost:${port}/v1`,
      protocol: 'http',
      apiKey: 'abc',
    });
    const rebound = await ask(collector, '/v1/projects/abc/settings', { host: 'evil.example' });
    expect(rebound.status).toBe(403);
  });

  it('metrics of the browser library are not events', async () => {
    const collector = await startCollector();
    expect(await collector.post('/v1/m', { series: [] })).toMatchObject({ status: 200 });
    expect(collector.records).toEqual([]);
    expect(collector.collector.deliveryProblems.unknownPaths).toEqual({});
  });
});
