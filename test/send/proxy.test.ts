import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endpointFor } from '../../src/send/endpoint.js';
import { proxyFor } from '../../src/send/proxy.js';
import { startEndpoint } from './local-endpoint.js';
import { messagesSent, runSend, WRITE_KEY } from './run-send.js';

/** A proxy on loopback: passes requests on, or answers them and connections with a status. */
async function startProxy(status?: number) {
  const seen: { readonly target: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    seen.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== undefined) return response.writeHead(status).end();
    const { method = 'GET', headers } = request;
    return request.pipe(
      forward(request.url ?? '', { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request, socket) => {
    seen.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const through = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    return through.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const records = messagesSent(3);

describe('a proxy', () => {
  it('is used where HTTP_PROXY names one, with its user and password', async () => {
    const endpoint = await startEndpoint();
    const proxy = await startProxy();
    const env = { HTTP_PROXY: `http://user:pass%20word@${proxy.host}` };
    const { code, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, env });
    expect({ code, summary }).toMatchObject({ code: 0, summary: { accepted: 3 } });
    expect(endpoint.requests[0]?.body.writeKey).toBe(WRITE_KEY);
    expect(proxy.seen).toEqual([
      {
        target: `${endpoint.url}/v1/batch`,
        authorization: `Basic ${Buffer.from('user:pass word').toString('base64')}`,
      },
    ]);
  });

  it('makes a tunnel to an https endpoint', async () => {
    const endpoint = await startEndpoint();
    const proxy = await startProxy();
    const https = endpoint.url.replace('http:', 'https:');
    const { summary, stderr } = await runSend({
      host: https,
      writeKey: WRITE_KEY,
      records,
      env: { https_proxy: proxy.host },
    });
    // Behind the tunnel, nobody speaks TLS.
    expect(summary).toMatchObject({ notSent: 3, byReason: { tls: 3 } });
    expect(proxy.seen.map(({ target }) => target)).toEqual([new URL(endpoint.url).host]);
    expect(stderr).toContain(`(through the proxy ${proxy.host})`);
  });

  it.each([
    [
      'is left aside for hosts that NO_PROXY names',
      { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'example.com, 127.0.0.1' },
    ],
    ['is left aside for all hosts', { HTTP_PROXY: 'http://127.0.0.1:9', no_proxy: '*' }],
    ['of https is not that of http', { HTTPS_PROXY: 'http://127.0.0.1:9' }],
    ['that is empty is none', { HTTP_PROXY: '' }],
  ])('%s', async (_, env) => {
    const endpoint = await startEndpoint();
    expect(await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, env })).toMatchObject({ code: 0 });
  });

  it('that refuses its user ends the run, and is named without the password', async () => {
    const proxy = await startProxy(407);
    const env = { HTTPS_PROXY: `http://user:secret@${proxy.host}` };
    const { code, summary, stderr } = await runSend({
      host: 'https://127.0.0.1:4443',
      writeKey: WRITE_KEY,
      records,
      env,
    });
    expect(code).toBe(1);
    expect(summary).toMatchObject({ notSent: 3, byReason: { proxy: 3 } });
    expect(stderr).toContain(
      `no connection to 127.0.0.1:4443 (through the proxy ${proxy.host}) can be made\n  hint: check HTTPS_PROXY`,
    );
    expect(stderr).not.toContain('secret');
  });

  it('that is not there is named', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
    const { summary, stderr } = await runSend({ host: 'https://events.example', writeKey: WRITE_KEY, records, env });
    expect(summary).toMatchObject({ notSent: 3, byReason: { 'connection-refused': 3 } });
    expect(stderr).toContain('events.example (through the proxy 127.0.0.1:9) cannot be reached');
  });

  it.each(['http://', 'ftp://proxy', 'http://a b'])('that is none is refused: %s', async (address) => {
    const env = { HTTPS_PROXY: address };
    const { code, stderr } = await runSend({ writeKey: WRITE_KEY, records, env });
    expect(code).toBe(2);
    expect(stderr).toContain('HTTPS_PROXY is not the address of a proxy\n  hint: write it like');
  });
});

describe('NO_PROXY', () => {
  it.each<[host: string, noProxy: string, exempt: boolean]>([
    ['https://api.example.com', 'example.com', true],
    ['https://api.example.com', '.example.com', true],
    ['https://api.example.com', '*.example.com', true],
    ['https://api.example.com', 'API.EXAMPLE.COM:443', true],
    ['https://api.example.com', 'api.example.com:8443', false],
    ['https://api.example.com', 'ample.com', false],
    ['https://api.example.com', 'a.com b.com,,example.com', true],
    ['https://api.example.com', '', false],
  ])('%s, %j: %s', (host, noProxy, exempt) => {
    const found = proxyFor(endpointFor({ host }), { HTTPS_PROXY: 'proxy:3128', NO_PROXY: noProxy });
    expect(found?.host).toBe(exempt ? undefined : 'proxy:3128');
  });
});
