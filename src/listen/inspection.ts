import type { Context, MiddlewareHandler } from 'hono';
import type { ListenSummary } from './delivery-problems.js';
import type { App, AppOptions } from './tracking-api.js';
import type { Trust } from './trusted.js';
import { isOwnHost } from './trusted.js';

/** Where a page’s request comes from, as its browser says; programs say nothing. */
const OWN_SITES = new Set(['same-origin', 'none']);

/** Whether a browser opens an address as a page of its own, wherever the link to it stands. */
function isOpened(c: Context): boolean {
  return c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document';
}

/**
 * Lets programs of this machine, our own page and the origins that were named look at what is held, and no other page:
 * neither by its own name for this machine (DNS rebinding) nor through an element that loads from anywhere.
 * `mayBeOpened`: a link from anywhere may lead there, since nothing that is held stands there.
 */
export function guard(trust: Trust, { mayBeOpened = false } = {}): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host');
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    if (!isOwnHost(host, trust)) {
      return c.json({ error: 'this host name is not the collector’s own; use its address' }, 403);
    }
    const isNamed = origin !== undefined && trust.origins.has(origin);
    const isOwnSite = site === undefined || OWN_SITES.has(site) || (mayBeOpened && isOpened(c));
    const isOwn = origin === undefined ? isOwnSite : origin === `http://${host}`;
    if (!isNamed && !isOwn) {
      return c.json({ error: 'pages of other origins may not look here; --allow-origin names those that may' }, 403);
    }
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
    c.header('cross-origin-resource-policy', isNamed ? 'cross-origin' : 'same-origin');
    if (isNamed) {
      c.header('access-control-allow-origin', origin);
      c.header('access-control-allow-methods', 'GET, POST');
      c.header('vary', 'Origin');
      if (c.req.method === 'OPTIONS') return c.body(null, 204);
    }
    return next();
  };
}

/** The endpoints for test suites. */
export function addInspection(app: App, { collector, trust }: AppOptions): void {
  app.use('/_/*', guard(trust));
  app.get('/_/summary', (c) => {
    const summary: ListenSummary = { ...collector.summarySinceReset, ...collector.deliveryProblems };
    return c.json(summary);
  });
  app.get('/_/problems', (c) => c.json({ problems: collector.feed.events.flatMap(({ problems }) => problems) }));
  app.get('/_/events', (c) => c.json({ events: collector.feed.events }));
  app.post('/_/reset', (c) => {
    collector.reset();
    return c.body(null, 204);
  });
}
