import type { Call } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';

/** What a request to the tracking API carries: one call, or a batch of calls. */
export type ApiPath = { readonly kind: 'call'; readonly call: Call } | { readonly kind: 'batch' };

/** The paths that events are posted to: Segment’s HTTP API, its older `import`, and the short forms of its browser library. */
export const API_PATHS: ReadonlyMap<string, ApiPath> = new Map<string, ApiPath>([
  ...CALLS.flatMap((call): [string, ApiPath][] => [
    [`/v1/${call}`, { kind: 'call', call }],
    [`/v1/${call.charAt(0)}`, { kind: 'call', call }],
  ]),
  ...['/v1/batch', '/v1/b', '/v1/import'].map((path): [string, ApiPath] => [path, { kind: 'batch' }]),
]);

/** Whether events, or spans, are posted to a path, with or without a slash at its end. */
export function isApiPath(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  return API_PATHS.has(plain) || plain === '/v1/traces' || plain === '/v1/logs';
}

/** Segment’s browser library posts figures about itself here; they are not events. */
export const METRICS_PATH = '/v1/m';
