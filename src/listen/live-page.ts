import type { KnownEvent } from '../overview/tallies.js';
import type { EventSchema } from '../schema/event-schema.js';
import { pointerToPath } from '../text/json-pointer.js';
import { pagePolicy, viewerPage } from '../viewer-page.js';
import { EventStreams } from './event-streams.js';
import { guard } from './inspection.js';
import type { App, AppOptions } from './tracking-api.js';

/** What the live page shows besides events. */
export interface PageFacts {
  /** The version of this tool. */
  readonly version: string;
  /** The events that the schemas describe. */
  readonly known: readonly EventSchema[];
  /** Whether values are shown from the start. */
  readonly showsValues: boolean;
}

const GREETING = `This is copilot-events listen, a collector that speaks Segment’s tracking API.
Send events to POST /v1/batch, /v1/track and so on. GET /_/summary, /_/problems and /_/events return the results.
Open this address in a browser to watch the events.
`;

function knownEvent({ names, origin, fields }: EventSchema): KnownEvent[] {
  const [first, ...others] = names;
  if (first === undefined) return [];
  const described = fields.map(({ pointer, required }) => ({ path: pointerToPath(pointer), required }));
  return [{ names: [first, ...others], origin, fields: described }];
}

/** The page may also send requests to this collector; no page may frame it. */
const LIVE_POLICY = ["connect-src 'self'", "frame-ancestors 'none'"];

/** The live page, and the stream of events that it follows. */
export function addLivePage(app: App, { collector, trust }: AppOptions, facts: PageFacts): EventStreams {
  const { version, showsValues, known } = facts;
  const streams = new EventStreams(collector, { version, showsValues, known: known.flatMap(knownEvent) });
  app.get('/', guard(trust, { mayBeOpened: true }), async (c) => {
    if (!c.req.header('accept')?.includes('text/html')) return c.text(GREETING);
    const html = await viewerPage();
    return c.html(html, 200, {
      'content-security-policy': pagePolicy(html, LIVE_POLICY),
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      vary: 'Accept',
    });
  });
  app.get('/_/stream', (c) =>
    // The query is for pages that reconnect by themselves, after their browser gave up.
    c.body(streams.open(c.req.header('last-event-id') ?? c.req.query('after')), 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      connection: 'close',
      'x-accel-buffering': 'no',
    }),
  );
  return streams;
}
