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
import type { Trust } from './trusted.js';
import { isOwnHost, maySend } from './trusted.js';

/** A Hono app on Node’s own server. */
export type App = Hono<{ Bindings: HttpBindings }>;
type AppContext = Context<{ Bindings: HttpBindings }>;

/** What the endpoints have in common. */
export interface AppOptions {
  readonly collector: Collector;
  readonly trust: Trust;
  readonly limits: ListenLimits;
  /** Hears that something could not be written, so that events would be lost. */
  readonly onFailure: (error: unknown) => void;
}

const SUCCESS = { success: true };

/** Stands for a token of OAuth: the request says whose it is, and no write key is in it. */
const BEARER = '(token)';

/** The write key of Basic auth, whose user it is; undefined if there is none. */
export function basicKey(authorization: string | undefined): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+)\s+(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return BEARER;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const user = Buffer.from(credentials, 'base64').toString().split(':')[0];
  return user === '' ? undefined : user;
}

/** Turns away pages of other machines: they could send what nobody’s copilot said. Undefined if the request may pass. */
function refuseOrigin(c: AppContext, { collector, trust }: AppOptions): Response | undefined {
  const origin = c.req.header('origin');
  if (origin === undefined || maySend(origin, trust)) return undefined;
  collector.noteRefusedOrigin(origin);
  const message = `pages of this origin may not send events here; start listen with --allow-origin ${origin}`;
  return c.json({ success: false, message }, 403);
}

/** What is wrong with a request of whose body nothing is kept. */
function faultOf(body: Exclude<Body, { kind: 'whole' | 'broken-off' }>, api: ApiPath, limits: ListenLimits): Finding {
  const at = { pointer: '', span: { start: 0, end: 0 } };
  if (body.kind === 'bad-encoding') {
    const { encoding, isKnown } = body;
    return { rule: 'request/bad-encoding', ...at, details: { encoding, isKnown } };
  }
  const isBatch = api.kind === 'batch';
  const limit = isBatch ? limits.batchBytes : limits.callBytes;
  return { rule: 'request/too-large', ...at, details: { bytes: body.size, limit, isBatch } };
}

async function takeEvents(c: AppContext, path: string, api: ApiPath, options: AppOptions): Promise<Response> {
  const { collector, limits } = options;
  const refused = refuseOrigin(c, options);
  if (refused !== undefined) return refused;
  const body = await readBody(c.env.incoming, limits);
  if (body.kind === 'broken-off') {
    collector.noteBrokenOff();
    return c.json({ success: false }, 400);
  }
  let status: 200 | 400 = 400;
  if (body.kind === 'whole') {
    const writeKey = basicKey(c.req.header('authorization'));
    status = collector.take({ path, api, bytes: body.bytes, writeKey });
  } else {
    collector.takeNothing(path, body.kind === 'too-large' ? body.size : 0, faultOf(body, api, limits));
  }
  try {
    await collector.settle();
  } catch (error) {
    options.onFailure(error);
    return c.json({ success: false }, 500);
  }
  if (status === 200) return c.json(SUCCESS);
  return c.json({ success: false, message: 'the body is no JSON, or too large', code: 'invalid_request' }, status);
}

/** Segment’s tracking API, and what its browser library asks its CDN for. */
export function addTrackingApi(app: App, withCors: typeof cors, options: AppOptions): void {
  const { trust } = options;
  app.use('/v1/*', async (c, next) => {
    await next();
    const origin = c.req.header('origin');
    const asks = c.req.header('access-control-request-private-network') === 'true';
    // Asked by pages that came over HTTPS or from another network, before they talk to this machine.
    if (asks && origin !== undefined && maySend(origin, trust)) {
      c.header('access-control-allow-private-network', 'true');
    }
  });
  app.use(
    '/v1/*',
    withCors({
      origin: (origin) => (maySend(origin, trust) ? origin : null),
      allowMethods: ['GET', 'POST'],
      // navigator.sendBeacon sends with credentials, whether there are any or not.
      credentials: true,
      maxAge: 600,
    }),
  );
  for (const [path, api] of API_PATHS) {
    for (const spelling of [path, `${path}/`]) app.post(spelling, (c) => takeEvents(c, path, api, options));
  }
  app.post(METRICS_PATH, (c) => c.json(SUCCESS));
  app.get('/v1/projects/:key/settings', (c) => {
    const { host } = c.env.incoming.headers;
    const isOwn = isOwnHost(host, trust);
    return isOwn ? c.json(cdnSettings(new URL(`http://${host}`), c.req.param('key'))) : c.json({ success: false }, 403);
  });
}
