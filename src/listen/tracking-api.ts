import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { cors } from 'hono/cors';
import type { Finding } from '../problem/finding.js';
import type { ApiPath } from './api-paths.js';
import { API_PATHS, METRICS_PATH } from './api-paths.js';
import { cdnSettings } from './cdn-settings.js';
import type { Collector } from './collector.js';
import type { ListenLimits } from './limits.js';
import type { Body } from './read-body.js';
import { readBody } from './read-body.js';
import { TEST_HEADER } from './test-id.js';
import type { Trust } from './trusted.js';
import { isOwnHost, maySend } from './trusted.js';

/** A Hono app on Node’s own server. */
export type App = Hono<{ Bindings: HttpBindings }>;
/** A request to it. */
export type AppContext = Context<{ Bindings: HttpBindings }>;

/** What the endpoints have in common. */
export interface AppOptions {
  readonly collector: Collector;
  readonly trust: Trust;
  readonly limits: ListenLimits;
  /** Called when a sink cannot be written, so that events would be lost. */
  readonly onFailure: (error: unknown) => void;
}

const SUCCESS = { success: true };

/** Stands for an OAuth token: it identifies the source, and is not a write key. */
const BEARER = '(token)';

/** The write key of Basic auth, which is its user name; undefined if there is none. */
export function basicKey(authorization: string | undefined): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+)\s+(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return BEARER;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const user = Buffer.from(credentials, 'base64').toString().split(':')[0];
  return user === '' ? undefined : user;
}

/** The response that refuses a page of another machine, which could send invented events; undefined if the request may pass. */
export function refuseOrigin(c: AppContext, { collector, trust }: AppOptions): Response | undefined {
  const origin = c.req.header('origin');
  if (origin === undefined || maySend(origin, trust)) return undefined;
  collector.addRefusedOrigin(origin);
  const message = `pages of this origin may not send events here; start listen with --allow-origin ${origin}`;
  return c.json({ success: false, message }, 403);
}

/** The finding for a request whose body is not kept. */
function findingOf(body: Exclude<Body, { kind: 'whole' | 'broken-off' }>, api: ApiPath, limits: ListenLimits): Finding {
  const at = { pointer: '', span: { start: 0, end: 0 } };
  if (body.kind === 'bad-encoding') {
    const { encoding, mismatch } = body;
    return { rule: 'request/bad-encoding', ...at, details: { encoding, kind: mismatch } };
  }
  const isBatch = api.kind === 'batch';
  const limit = isBatch ? limits.batchBytes : limits.callBytes;
  return { rule: 'request/too-large', ...at, details: { bytes: body.size, limit, isBatch } };
}

async function receiveEvents(c: AppContext, path: string, api: ApiPath, options: AppOptions): Promise<Response> {
  const { collector, limits } = options;
  const refused = refuseOrigin(c, options);
  if (refused !== undefined) return refused;
  const body = await readBody(c.env.incoming, limits);
  if (body.kind === 'broken-off') {
    collector.addBrokenOff();
    return c.json({ success: false }, 400);
  }
  let status: 200 | 400 = 400;
  if (body.kind === 'whole') {
    const writeKey = basicKey(c.req.header('authorization'));
    status = collector.receive({ path, api, bytes: body.bytes, writeKey, testId: c.req.header(TEST_HEADER) });
  } else {
    collector.receiveUnkept(path, body.kind === 'too-large' ? body.size : 0, findingOf(body, api, limits));
  }
  try {
    // Answered only when the events are written: a client that gets 200 sends them no second time.
    await collector.drain();
  } catch (error) {
    options.onFailure(error);
    return c.json({ success: false }, 500);
  }
  if (status === 200) return c.json(SUCCESS);
  return c.json({ success: false, message: 'the body is not JSON, or too large', code: 'invalid_request' }, status);
}

/** Adds Segment’s tracking API, and the settings that its browser library loads from the CDN. */
export function addTrackingApi(app: App, withCors: typeof cors, options: AppOptions): void {
  const { trust } = options;
  app.use('/v1/*', async (c, next) => {
    await next();
    const origin = c.req.header('origin');
    const asks = c.req.header('access-control-request-private-network') === 'true';
    // Chrome asks this for pages from HTTPS or another network, before they send to this machine.
    if (asks && origin !== undefined && maySend(origin, trust)) {
      c.header('access-control-allow-private-network', 'true');
    }
  });
  app.use(
    '/v1/*',
    withCors({
      origin: (origin) => (maySend(origin, trust) ? origin : null),
      allowMethods: ['GET', 'POST'],
      // navigator.sendBeacon always sends in the credentials mode `include`.
      credentials: true,
      maxAge: 600,
    }),
  );
  for (const [path, api] of API_PATHS) {
    for (const spelling of [path, `${path}/`]) app.post(spelling, (c) => receiveEvents(c, path, api, options));
  }
  app.post(METRICS_PATH, (c) => c.json(SUCCESS));
  app.get('/v1/projects/:key/settings', (c) => {
    const { host } = c.env.incoming.headers;
    const isOwn = isOwnHost(host, trust);
    return isOwn ? c.json(cdnSettings(new URL(`http://${host}`), c.req.param('key'))) : c.json({ success: false }, 403);
  });
}
