import type { Context, MiddlewareHandler } from 'hono';
import type { CheckedEvent } from './checked-event.js';
import type { EventFeed } from './event-feed.js';
import { isAdmitted, readFilter } from './event-filter.js';
import type { ListenSummary } from './listen-summary.js';
import type { App, AppOptions } from './tracking-api.js';
import type { Trust } from './trusted.js';
import { isOwnHost } from './trusted.js';

/** The values of `Sec-Fetch-Site` that stand for this page or the user. Programs send no such header. */
const OWN_SITES = new Set(['same-origin', 'none']);

/** Whether a browser opens the address as a page, from a link on any page. */
function isOpened(c: Context): boolean {
  return c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document';
}

/** Whether a request comes from a program, from the live page, or is a page that the user opens. */
function isOwnRequest(c: Context, mayBeOpened: boolean): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined) return origin === `http://${c.req.header('host')}`;
  const site = c.req.header('sec-fetch-site');
  return site === undefined || OWN_SITES.has(site) || (mayBeOpened && isOpened(c));
}

/**
 * Admits programs on this machine, the live page, and the origins of `--allow-origin`. Other pages are rejected, whether they
 * use a name of their own for this machine (DNS rebinding) or an element that loads from any origin.
 * `mayBeOpened`: links on any page may lead to the address, since its content holds no events. Default: false.
 */
export function guard(trust: Trust, { mayBeOpened = false } = {}): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (!isOwnHost(c.req.header('host'), trust)) {
      return c.json({ error: 'this host name does not belong to the collector; use its address' }, 403);
    }
    const isNamed = origin !== undefined && trust.origins.has(origin);
    if (!isNamed && !isOwnRequest(c, mayBeOpened)) {
      return c.json({ error: 'pages of other origins are not allowed; --allow-origin allows one' }, 403);
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

/** The size of one piece of a streamed answer, in characters. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * A JSON object with one array, made from the held events while it is sent, so that an answer of many megabytes takes no
 * memory of its own. Events that come later are left out; events that are evicted before their turn are, too.
 */
function streamedArray(
  key: string,
  feed: EventFeed,
  itemsOf: (event: CheckedEvent) => readonly unknown[],
): ReadableStream {
  const encoder = new TextEncoder();
  const end = feed.newest;
  let last = 0;
  let separator = '';
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`{"${key}":[`)),
      pull(controller) {
        let text = '';
        while (text.length < PIECE_CHARACTERS) {
          const [event] = feed.after(last, 1);
          if (event === undefined || event.number > end) {
            controller.enqueue(encoder.encode(`${text}]}`));
            controller.close();
            return;
          }
          last = event.number;
          for (const item of itemsOf(event)) {
            text += separator + JSON.stringify(item);
            separator = ',';
          }
        }
        controller.enqueue(encoder.encode(text));
      },
    },
    { highWaterMark: 0 },
  );
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The array of a request, made of the events that its query asks for; 400 if the query makes no sense. */
function filteredArray(
  c: Context,
  key: string,
  { collector }: AppOptions,
  itemsFor: (testId: string | undefined) => (event: CheckedEvent) => readonly unknown[],
): Response {
  const filter = readFilter(c.req.query());
  if (typeof filter === 'string') return c.json({ error: filter }, 400);
  const itemsOf = itemsFor(filter.testId);
  const since = filter.testId === undefined ? 0 : (collector.test(filter.testId)?.since ?? 0);
  const ofAdmitted = (event: CheckedEvent) => (event.number > since && isAdmitted(event, filter) ? itemsOf(event) : []);
  return c.body(streamedArray(key, collector.feed, ofAdmitted), 200, JSON_HEADERS);
}

/** The counts of the test that a request names, or of everything since the last reset; by time. */
function summaryFor({ collector }: AppOptions, testId: string | undefined): ListenSummary {
  return collector.byTime.summary(testId);
}

/** Adds the endpoints for test suites. */
export function addInspection(app: App, options: AppOptions): void {
  const { collector, trust } = options;
  app.use('/_/*', guard(trust));
  app.get('/_/summary', (c) => c.json(summaryFor(options, c.req.query('testId'))));
  app.get('/_/problems', (c) => filteredArray(c, 'problems', options, (testId) => collector.byTime.problemsOf(testId)));
  app.get('/_/events', (c) => filteredArray(c, 'events', options, () => (event) => [event]));
  app.post('/_/reset', (c) => {
    collector.reset(c.req.query('testId'));
    return c.body(null, 204);
  });
}
