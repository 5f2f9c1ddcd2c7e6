import type { Analytics } from '@segment/analytics-node';
import type { Endpoint } from './endpoint.js';
import type { SendLimits } from './limits.js';
import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isOfSdk, isRefusal } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import { handOver } from './outgoing-call.js';
import type { Transport } from './recording-client.js';
import { RecordingClient } from './recording-client.js';

/** What a batch came to. */
export interface BatchResult {
  /** One for each call, in their order. */
  readonly attempts: readonly Attempt[];
  /** How many requests it took. */
  readonly requests: number;
  /** The last request that failed, if records were neither accepted nor refused: by the network's or the endpoint's doing. */
  readonly failure: FailedAttempt | undefined;
}

/** One client of the SDK, and one batch at a time through it, so that the order of the log holds. */
export interface Connection {
  /** Sends a batch and settles with it; never rejects for what the network does. */
  send(batch: readonly OutgoingCall[]): Promise<BatchResult>;
  /** Lets the request under way end, and tries nothing again. */
  cutShort(): void;
  close(): void;
}

/** What a lane is opened with. */
export interface ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly writeKey: string;
  readonly limits: SendLimits;
  /** Default: `fetch`. */
  readonly transport?: Transport | undefined;
  /** Hears of each request that failed and is made again, or would be, had it tries left. */
  readonly onRetry?: ((attempt: FailedAttempt) => void) | undefined;
}

/** More events than a batch ever has: only `flush` is to send. */
const NEVER_FLUSH_AT = 1_000_000;

const REFUSED: FailedAttempt = { outcome: 'rejected', reason: 'refused-by-sdk', retry: false };

/** The bytes of a request's body around its events: `{"batch":[],"writeKey":"...","sentAt":"..."}`. */
export function envelopeBytes(writeKey: string): number {
  return Buffer.byteLength(JSON.stringify({ batch: [], writeKey, sentAt: new Date(0) }));
}

/** Stops the SDK's waiting between two tries. It has no public way to; without it, an interrupt only takes longer. */
function stopWaiting(analytics: Analytics): void {
  const publisher: { abort?: () => void } | undefined = analytics['_publisher'];
  publisher?.abort?.();
}

/** Loads the SDK and opens a lane with a client of its own. */
export async function openConnection({
  endpoint,
  writeKey,
  limits,
  transport,
  onRetry,
}: ConnectionOptions): Promise<Connection> {
  const { Analytics } = await import('@segment/analytics-node');
  const client = new RecordingClient(transport, limits.maxRetries > 0 ? onRetry : undefined);
  const analytics = new Analytics({
    writeKey,
    host: endpoint.origin,
    path: endpoint.path,
    httpClient: client,
    flushAt: NEVER_FLUSH_AT,
    flushInterval: limits.flushIntervalMs,
    maxRetries: limits.maxRetries,
    httpRequestTimeout: limits.requestTimeoutMs,
    maxTotalBackoffDuration: limits.batchDeadlineMs / 1000,
    maxRateLimitDuration: limits.rateLimitMs / 1000,
  });
  await analytics.ready;
  return {
    async send(batch) {
      const delivery = client.begin();
      const refused = new Set<OutgoingCall>();
      for (const call of batch) {
        try {
          handOver(analytics, call);
        } catch {
          refused.add(call);
        }
      }
      await analytics.flush({ timeout: limits.batchDeadlineMs });
      const attempts = batch.map((call) => (refused.has(call) ? REFUSED : delivery.settle(call.messageId)));
      const settled = (attempt: Attempt) => attempt.outcome === 'accepted' || isOfSdk(attempt) || isRefusal(attempt);
      const failure = attempts.every(settled) ? undefined : (delivery.lastFailure ?? TIMED_OUT);
      return { attempts, requests: delivery.requests, failure };
    },
    cutShort() {
      client.end();
      stopWaiting(analytics);
    },
    close: () => client.close(),
  };
}
