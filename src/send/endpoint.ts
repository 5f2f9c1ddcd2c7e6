import { Failure } from '../failure.js';
import { webAddress } from './web-address.js';

/** Segment's regions. */
export type Region = 'us' | 'eu';

/** Where events go. */
export interface Endpoint {
  /** Scheme, host and port: the SDK's `host`. */
  readonly origin: string;
  /** The SDK's `path`. */
  readonly path: string;
  /** The host and port, as messages name it. */
  readonly host: string;
}

/** Segment's public documentation, "Tracking API" and "Regional Segment". */
const HOSTS: Readonly<Record<Region, string>> = {
  us: 'https://api.segment.io',
  eu: 'https://events.eu1.segmentapis.com',
};

const BATCH_PATH = '/v1/batch';

/** The path of the batch API behind the path of `--host`, which may already name it, or its version. */
function batchPath(pathname: string): string {
  // Two slashes in front would be read as the name of another host.
  const base = pathname.replace(/^\/+/, '/').replace(/\/+$/, '');
  if (base.endsWith(BATCH_PATH)) return base;
  return base.endsWith('/v1') ? `${base}/batch` : base + BATCH_PATH;
}

/**
 * The endpoint that `--host` or `--region` names. A path in the host is kept: given the whole, the SDK would lose it.
 * @throws {Failure} if the host is no usable address, or both are given.
 */
export function endpointFor({ host, region }: { readonly host?: string; readonly region?: Region }): Endpoint {
  if (host !== undefined && region !== undefined) {
    throw new Failure('bad-usage', '--host and --region cannot go together', {
      hint: 'a region is one of Segment’s own hosts',
    });
  }
  const url = webAddress(host ?? HOSTS[region ?? 'us'], {
    name: '--host',
    what: 'a web server',
    examples: 'https://events.example.com or http://localhost:8080/segment',
  });
  if (url.username !== '' || url.password !== '') {
    throw new Failure('bad-usage', '--host holds a user name or a password', {
      hint: 'the write key is all that can be sent',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Failure('bad-usage', '--host has a query or a fragment', { hint: 'give the address up to its path' });
  }
  return { origin: url.origin, path: batchPath(url.pathname), host: url.host };
}
