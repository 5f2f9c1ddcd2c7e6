import { createServer, request as forward } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
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

/** Starts a server of raw connections; returns its host and port. */
async function startTcpServer(answers: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    answers(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const records = messagesSent(3);

describe('a proxy', () => {
  it('a proxy that HTTP_PROXY names is used, with its user and password', async () => {
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

  it('a proxy makes a tunnel to an https endpoint', async () => {
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
      'is not used for hosts that NO_PROXY names',
      { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'example.com, 127.0.0.1' },
    ],
    ['is not used for any host with NO_PROXY=*', { HTTP_PROXY: 'http://127.0.0.1:9', no_proxy: '*' }],
    ['for https is not used for http', { HTTPS_PROXY: 'http://127.0.0.1:9' }],
    ['with an empty address is not used', { HTTP_PROXY: '' }],
  ])('a proxy %s', async (_, env) => {
    const endpoint = await startEndpoint();
    expect(await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, env })).toMatchObject({ code: 0 });
  });

  it('a proxy that refuses its user ends the run, and is named without the password', async () => {
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

  it.each<[how: string, answers: (socket: Socket) => void, reason: string]>([
    ['hangs', () => {}, 'unreachable'],
    ['hangs up', (socket) => void socket.once('data', () => socket.end()), 'unreachable'],
    ['is no proxy', (socket) => void socket.once('data', () => socket.end('220 mail.example ESMTP\r\n')), 'tls'],
    ['refuses', (socket) => void socket.once('data', () => socket.end('HTTP/1.1 403 No\r\n\r\n')), 'proxy'],
    ['fails', (socket) => void socket.once('data', () => socket.end('HTTP/1.1 502 No\r\n\r\n')), 'proxy'],
  ])(
    'a proxy that %s before it makes a tunnel is blamed, not the endpoint; nothing was sent',
    async (_, answers, reason) => {
      const host = await startTcpServer(answers);
      const { summary, stderr } = await runSend({
        host: 'https://events.example',
        writeKey: WRITE_KEY,
        records,
        env: { https_proxy: `http://${host}` },
        limits: { requestTimeoutMs: 300 },
      });
      expect(summary).toMatchObject({ accepted: 0, unknown: 0, notSent: 3, byReason: { [reason]: 3 } });
      expect(stderr).toMatch(/\n {2}hint: check .*https_proxy/);
      expect(stderr).not.toContain('--host');
    },
  );

  it.each<[how: string, proxy: string, reason: string, message: string]>([
    ['that nobody listens at', 'http://127.0.0.1:9', 'connection-refused', 'the proxy 127.0.0.1:9 cannot be reached'],
    [
      'whose name is unknown',
      'http://proxy.invalid:3128',
      'unknown-host',
      'the name of the proxy proxy.invalid:3128 is not known',
    ],
  ])('a proxy for http %s is blamed, not the endpoint', async (_, proxy, reason, message) => {
    const endpoint = await startEndpoint();
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, env: { HTTP_PROXY: proxy } };
    const { summary, stderr } = await runSend(setting);
    expect(summary).toMatchObject({ notSent: 3, byReason: { [reason]: 3 } });
    expect(stderr).toContain(`copilot-events: ${message}`);
    expect(stderr).toMatch(/hint: check HTTP_PROXY, which names the proxy; NO_PROXY names hosts that need none\n/);
    expect(stderr).not.toContain('--host');
  });

  it.each<[status: number, says: string]>([
    [407, 'hint: check HTTP_PROXY, with its user and password'],
    [502, 'hint: check the proxy that HTTP_PROXY names, or send the log again'],
    [504, 'hint: check the proxy that HTTP_PROXY names, or send the log again'],
  ])('a proxy for http that answers %i is named in the hint', async (status, says) => {
    const endpoint = await startEndpoint();
    const proxy = await startProxy(status);
    const env = { HTTP_PROXY: `http://${proxy.host}` };
    const { stderr } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, env });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('--host');
  });

  it('a proxy for https that is not there is named', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
    const { summary, stderr } = await runSend({ host: 'https://events.example', writeKey: WRITE_KEY, records, env });
    expect(summary).toMatchObject({ notSent: 3, byReason: { 'connection-refused': 3 } });
    expect(stderr).toContain(
      'the proxy 127.0.0.1:9 cannot be reached (1 request); 1 batch could not be delivered\n  hint: check HTTPS_PROXY, which names the proxy',
    );
  });

  it.each<[how: string, proxy: string, answers: ((socket: Socket) => void) | undefined, line: string, reason: string]>([
    [
      'that nobody listens at',
      '127.0.0.1:9',
      undefined,
      'events.example: nothing listens at the proxy PROXY; trying again',
      'connection-refused: nothing listens at the proxy PROXY',
    ],
    [
      'that hangs',
      '',
      () => {},
      'events.example: the proxy PROXY cannot be reached; trying again',
      'unreachable: the proxy PROXY cannot be reached',
    ],
    [
      'that fails',
      '',
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 502 No\r\n\r\n')),
      'events.example: the proxy PROXY did not let the connection through; trying again',
      'proxy: the proxy PROXY did not let the connection through',
    ],
  ])(
    'a proxy %s is named in the line about the first retry and in the summary',
    async (_, dead, answers, line, reason) => {
      const proxy = answers === undefined ? dead : await startTcpServer(answers);
      const { stdout, stderr } = await runSend({
        host: 'https://events.example',
        writeKey: WRITE_KEY,
        records,
        format: ['pretty'],
        env: { https_proxy: `http://user:secret@${proxy}` },
        limits: { requestTimeoutMs: 300, maxRetries: 1 },
      });
      expect(stderr).toContain(`copilot-events: ${line.replace('PROXY', proxy)}\n`);
      expect(stdout).toMatch(new RegExp(`^ {4}not sent {2}3 {2}${reason.replace('PROXY', proxy)}$`, 'm'));
      expect(stdout + stderr).not.toContain('secret');
    },
  );

  it('a proxy for http that answers in place of the endpoint is named in the line about the first retry', async () => {
    const endpoint = await startEndpoint();
    const proxy = await startProxy(502);
    const env = { HTTP_PROXY: `http://${proxy.host}` };
    const { stderr } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      records,
      env,
      limits: { maxRetries: 1 },
    });
    const { host } = new URL(endpoint.url);
    expect(stderr).toContain(
      `copilot-events: ${host} (through the proxy ${proxy.host}): the endpoint failed; trying again\n`,
    );
  });

  it.each([
    ['http://', 'HTTPS_PROXY has no host name\n  hint: is a variable unset?'],
    [
      'ftp://proxy',
      'HTTPS_PROXY is not the address of an HTTP proxy\n  hint: write it with its scheme, like http://proxy.',
    ],
    [
      'socks5://proxy:1080',
      'HTTPS_PROXY is not the address of an HTTP proxy\n  hint: write it with its scheme, like http://proxy.',
    ],
    ['http://a b', 'HTTPS_PROXY has a host name that cannot exist\n  hint: write it like http://proxy.'],
    ['proxy:99999', 'the port in HTTPS_PROXY is not a number from 1 to 65535\n  hint: write it like http://proxy.'],
    ['proxy:', 'HTTPS_PROXY has a colon without a port behind it\n  hint: is a variable unset?'],
    ['::1:3128', 'HTTPS_PROXY has an IPv6 address without brackets\n  hint: write it like http://[::1]:8080'],
    ['[::1:3128', 'HTTPS_PROXY has an IPv6 address with one bracket\n  hint: write it like http://[::1]:8080'],
    ['http://user:secret#1@proxy:3128', 'in a user name or password, write / as %2F, ? as %3F and # as %23'],
  ])('a variable that is not the address of a proxy is refused: %s', async (address, says) => {
    const env = { HTTPS_PROXY: address };
    const { code, stderr } = await runSend({ writeKey: WRITE_KEY, records, env });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('secret');
  });

  it.each([
    ['user:secret%231@proxy:3128', 'proxy:3128'],
    ['http://user:se@cret@proxy:3128', 'proxy:3128'],
    ['[::1]:8080', '[::1]:8080'],
    ['HTTP://proxy:65535/path', 'proxy:65535'],
  ])('a variable may hold %s as the address of a proxy', async (address, host) => {
    const found = await proxyFor(endpointFor({}), { HTTPS_PROXY: address });
    expect(found?.host).toBe(host);
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
    ['https://api.example.com.', 'example.com', true],
    ['https://api.example.com', 'example.com.', true],
    ['https://[::1]:8443', '::1', true],
    ['https://[::1]:8443', '[::1]', true],
    ['https://[::1]:8443', '[::1]:8443', true],
    ['https://[::1]:8443', '[::1]:443', false],
    ['https://[::1]', '0:0:0:0:0:0:0:1', true],
    ['https://[fd00::12]', 'fd00::/8', true],
    ['https://[2001:db8::1]', 'fd00::/8', false],
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.1.2.0/24, example.com', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://127.0.0.1:8443', '127.0.0.1:8443', true],
    ['https://127.0.0.1', '127.0.0.0/33', false],
    ['https://127.0.0.1', '127.0.0.0/', false],
    ['https://api.example.com', '10.0.0.0/8', false],
    ['https://10.1.2.3', '::/0', false],
  ])('NO_PROXY exempts hosts, domains, addresses and blocks: %s, %j: %s', async (host, noProxy, exempt) => {
    const found = await proxyFor(endpointFor({ host }), { HTTPS_PROXY: 'proxy:3128', NO_PROXY: noProxy });
    expect(found?.host).toBe(exempt ? undefined : 'proxy:3128');
  });
});
