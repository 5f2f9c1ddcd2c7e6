import type { Collector } from './collector.js';
import type { ListenLimits } from './limits.js';
import { readBody } from './read-body.js';
import type { App, AppContext, AppOptions } from './tracking-api.js';
import { refuseOrigin } from './tracking-api.js';

/** Where exporters of OpenTelemetry send spans and records of logs. */
export const TRACE_PATHS = ['/v1/traces', '/v1/logs'] as const;

/** Exporters send metrics to the same collector; no event is made of them. */
const METRICS_PATH = '/v1/metrics';

/** What makes events of spans and records of logs. */
export interface TraceReader {
  /** Adds what a request holds, under its path. Returns false if it holds neither spans nor records. */
  add(value: unknown, path: string): boolean;
}

const ONLY_JSON = 'send OTLP as JSON: OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json';

/** Counts a request that was not read, and answers it. */
function refuse(c: AppContext, collector: Collector, path: string, what: string, status: 400 | 413 | 415): Response {
  collector.addUnreadTraces(path, what);
  return c.json({ code: 3, message: ONLY_JSON }, status);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

async function receiveSpans(
  c: AppContext,
  path: string,
  traces: TraceReader,
  options: AppOptions & { readonly limits: ListenLimits },
): Promise<Response> {
  const { collector, limits } = options;
  const refused = refuseOrigin(c, options);
  if (refused !== undefined) return refused;
  // Read to its end in any case: a client that is still sending would not read the answer.
  const body = await readBody(c.env.incoming, { ...limits, bodyBytes: limits.traceBytes });
  if (body.kind === 'broken-off') {
    collector.addBrokenOff();
    return c.json({ code: 3, message: 'the request broke off' }, 400);
  }
  if (/protobuf/.test(c.req.header('content-type') ?? '')) return refuse(c, collector, path, 'protobuf', 415);
  if (body.kind === 'too-large') return refuse(c, collector, path, 'more than is read', 413);
  if (body.kind === 'bad-encoding') return refuse(c, collector, path, body.encoding, 415);
  const value = parsed(body.bytes);
  // An exporter without anything to send sends an empty object.
  const isEmpty = body.bytes.toString().trim() === '{}';
  collector.addRequest(body.bytes.length);
  if (!isEmpty && (value === undefined || !traces.add(value, path)))
    return refuse(c, collector, path, 'something else', 400);
  try {
    await collector.drain();
  } catch (error) {
    options.onFailure(error);
    return c.json({ code: 13, message: 'the events could not be written' }, 500);
  }
  return c.json({});
}

/** Adds the receiver of OpenTelemetry’s OTLP over HTTP, for JSON. */
export function addTraceApi(app: App, traces: TraceReader, options: AppOptions): void {
  for (const path of TRACE_PATHS) app.post(path, (c) => receiveSpans(c, path, traces, options));
  app.post(METRICS_PATH, (c) => c.json({}));
}
