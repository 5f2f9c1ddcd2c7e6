import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { Activity } from './activity.js';
import type { EventStreams } from './event-streams.js';
import { addInspection } from './inspection.js';
import type { PageFacts } from './live-page.js';
import { addLivePage } from './live-page.js';
import type { App, AppOptions } from './tracking-api.js';
import { addTrackingApi } from './tracking-api.js';
import { isLoopback } from './trusted.js';

/** Where a collector is to listen. */
export interface ServerOptions extends AppOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Requests wait for this: what they go to may be opened only when the port is ours. */
  readonly ready: Promise<void>;
  readonly page: PageFacts;
}

/** A collector that listens. */
export interface ListenServer {
  /** Its address as a URL that programs of this machine reach it by: `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly activity: Activity;
  /** Answers what is under way and ends; connections that do not end by then are cut. */
  close(): Promise<void>;
}

/** How long a request under way may still take when the server closes. */
const CLOSING_MS = 1000;

/** A path without the write key that some of Segment’s paths hold. */
function withoutKey(path: string): string {
  return path
    .replace(/(?<=^\/(?:v1\/projects|analytics\.js\/v1)\/)[^/]+/, '(write key)')
    .replace(/[\da-zA-Z]{32}/g, '(write key)');
}

/** Whether somebody who asks for an unknown path seems to mean the API: a browser asks for icons on its own. */
function meansApi(method: string, path: string): boolean {
  return (method !== 'GET' && method !== 'HEAD') || /^\/(?:v\d|analytics\.js)\//.test(path);
}

async function createApp(options: ServerOptions, activity: Activity): Promise<{ app: App; streams: EventStreams }> {
  const [{ Hono }, { cors }] = await Promise.all([import('hono'), import('hono/cors')]);
  const app: App = new Hono<{ Bindings: HttpBindings }>();
  app.use('/v1/*', async (_, next) => {
    const ended = activity.begin();
    await options.ready;
    await next().finally(ended);
  });
  addTrackingApi(app, cors, options);
  addInspection(app, options);
  const streams = addLivePage(app, options, options.page);
  app.notFound((c) => {
    const { method, path } = c.req;
    if (meansApi(method, path)) options.collector.noteUnknownPath(method, withoutKey(path));
    const message = 'there is no such path here; events go to /v1/batch, /v1/track, /v1/identify and so on';
    return c.json({ success: false, message }, 404);
  });
  app.onError((error, c) => {
    options.onFailure(error);
    return c.json({ success: false }, 500);
  });
  return { app, streams };
}

function cannotListen(error: NodeJS.ErrnoException, bind: string, port: number): Failure {
  const where = `port ${port} of ${safeName(bind)}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new Failure('cannot-listen', `${where} is taken`, { hint: '--port 0 takes a free one', cause: error });
    case 'EACCES':
      return new Failure('cannot-listen', `${where} is not for everybody`, {
        hint: 'take a port above 1023',
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Failure('cannot-listen', `--bind ${safeName(bind)} is no address of this machine`, {
        hint: '127.0.0.1 is this machine alone, 0.0.0.0 all its networks',
        cause: error,
      });
    default:
      return new Failure('cannot-listen', `cannot listen on ${where}: ${systemReason(error)}`, { cause: error });
  }
}

/** The host that programs of this machine reach a bound address by: not every system lets one connect to “all networks”. */
function reachableHost(bind: string, { address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  if (isLoopback(bind) && bind !== address && family === 'IPv4') return bind;
  return family === 'IPv6' ? `[${address}]` : address;
}

/** Starts the server. @throws {Failure} if it cannot listen there. */
export async function startServer(options: ServerOptions): Promise<ListenServer> {
  const { port, trust, limits } = options;
  const activity = new Activity();
  const [{ createAdaptorServer }, { app, streams }] = await Promise.all([
    import('@hono/node-server'),
    createApp(options, activity),
  ]);
  const { requestTimeoutMs } = limits;
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, trust.bind, port)));
    server.listen(port, trust.bind, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${reachableHost(trust.bind, address)}:${address.port}`,
    activity,
    close: () =>
      new Promise((resolve) => {
        streams.end();
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSING_MS).unref();
      }),
  };
}
