import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { Activity } from './activity.js';
import { isApiPath } from './api-paths.js';
import type { EventStreams } from './event-streams.js';
import { addInspection } from './inspection.js';
import type { PageFacts } from './live-page.js';
import { addLivePage } from './live-page.js';
import { MalformedRequests } from './malformed-requests.js';
import type { Metrics } from './metrics.js';
import { addMonitoring } from './monitoring.js';
import type { TraceReader } from './trace-api.js';
import { addTraceApi } from './trace-api.js';
import type { App, AppOptions } from './tracking-api.js';
import { addTrackingApi } from './tracking-api.js';
import { isLoopback } from './trusted.js';

/** Where a collector listens. */
export interface ServerOptions extends AppOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Whether any free port will do if `port` is in use. Default: false. */
  readonly orFreePort?: boolean;
  /** Requests wait for this: output files are opened only when the port is ours. */
  readonly ready: Promise<void>;
  /** Makes events of the spans that exporters of OpenTelemetry send. Default: their paths are unknown. */
  readonly traces?: TraceReader;
  readonly page: PageFacts;
  readonly metrics: Metrics;
}

/** A collector that listens. */
export interface ListenServer {
  /** The URL by which programs on this machine reach it: `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly activity: Activity;
  /** Stops listening, answers the requests under way, and cuts connections that take too long. */
  close(): Promise<void>;
}

/** How long requests under way may take when the server closes. */
const CLOSING_MS = 1000;

/** A path without the write key that some of Segment’s paths hold. */
function withoutKey(path: string): string {
  return path
    .replace(/(?<=^\/(?:v1\/projects|analytics\.js\/v1)\/)[^/]+/, '(write key)')
    .replace(/[\da-zA-Z]{32}/g, '(write key)');
}

/** Whether a request to an unknown path is meant for the API; browsers ask for icons by themselves. */
function meansApi(method: string, path: string): boolean {
  return (method !== 'GET' && method !== 'HEAD') || /^\/(?:v\d|analytics\.js)\//.test(path);
}

async function createApp(
  options: ServerOptions,
  activity: Activity,
  malformed: MalformedRequests,
): Promise<{ app: App; streams: EventStreams }> {
  const [{ Hono }, { cors }] = await Promise.all([import('hono'), import('hono/cors')]);
  const app: App = new Hono<{ Bindings: HttpBindings }>();
  app.use((c, next) => {
    malformed.markReached(c.env.incoming);
    return next();
  });
  app.use('/v1/*', async (_, next) => {
    const ended = activity.begin();
    await options.ready;
    await next().finally(ended);
  });
  addTrackingApi(app, cors, options);
  if (options.traces !== undefined) addTraceApi(app, options.traces, options);
  addInspection(app, options);
  addMonitoring(app, options, options.metrics);
  const streams = addLivePage(app, options, options.page);
  app.notFound((c) => {
    const { method, path } = c.req;
    if (meansApi(method, path)) options.collector.addUnknownPath(method, withoutKey(path));
    if (isApiPath(path)) {
      const message = `events are sent by POST, not by ${method}`;
      return c.json({ success: false, message }, 405, { allow: 'POST' });
    }
    const message = 'unknown path; events go to /v1/batch, /v1/track, /v1/identify and so on';
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
      return new Failure('cannot-listen', `${where} is in use by another program`, {
        hint: '--port <n> chooses another port, --port 0 any free one',
        cause: error,
      });
    case 'EACCES':
      return new Failure('cannot-listen', `${where} needs more permissions`, {
        hint: 'choose a port above 1023',
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Failure('cannot-listen', `--bind ${safeName(bind)} is not an address of this machine`, {
        hint: 'use 127.0.0.1 for this machine only, 0.0.0.0 for all its networks',
        cause: error,
      });
    default:
      return new Failure('cannot-listen', `cannot listen on ${where}: ${systemReason(error)}`, { cause: error });
  }
}

/** The host by which programs on this machine reach a bound address: not every system can connect to “all networks”. */
function reachableHost(bind: string, { address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  if (isLoopback(bind) && bind !== address && family === 'IPv4') return bind;
  return family === 'IPv6' ? `[${address}]` : address;
}

function listenAt(server: Server, port: number, bind: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bind, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function listenOn(server: Server, { port, orFreePort = false, trust: { bind } }: ServerOptions): Promise<void> {
  try {
    await listenAt(server, port, bind).catch((error: NodeJS.ErrnoException) => {
      if (!orFreePort || error.code !== 'EADDRINUSE') throw error;
      return listenAt(server, 0, bind);
    });
  } catch (error) {
    throw cannotListen(error as NodeJS.ErrnoException, bind, port);
  }
}

/** Starts the server. @throws {Failure} if it cannot listen there. */
export async function startServer(options: ServerOptions): Promise<ListenServer> {
  const { trust, limits } = options;
  const activity = new Activity();
  const malformed = new MalformedRequests(() => options.collector.addMalformed());
  const [{ createAdaptorServer }, { app, streams }] = await Promise.all([
    import('@hono/node-server'),
    createApp(options, activity, malformed),
  ]);
  const { requestTimeoutMs } = limits;
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      // Else Node itself answers a request without Host, and nothing here would know of it.
      requireHostHeader: false,
    },
  }) as Server;
  malformed.watch(server);
  await listenOn(server, options);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${reachableHost(trust.bind, address)}:${address.port}`,
    activity,
    async close() {
      streams.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), CLOSING_MS).unref();
      await closed;
      // A request that was cut is counted a moment later.
      await activity.idle(0, CLOSING_MS, () => false);
    },
  };
}
