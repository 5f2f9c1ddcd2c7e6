import type { Batch, BatchedCall } from './batch.js';
import type { Endpoint } from './endpoint.js';
import type { SendLimits } from './limits.js';
import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isOfSdk, isRefusal } from './outcome.js';
import type { RecordingClientOptions } from './recording-client.js';
import { RecordingClient } from './recording-client.js';
import { SdkPublisher } from './sdk-client.js';

/** The result of a batch. */
export interface BatchResult {
  /** One for each call, in their order. */
  readonly attempts: readonly Attempt[];
  /** How many requests it took. */
  readonly requests: number;
  /** The last request that failed, if records were neither accepted nor refused: the network or the endpoint is at fault. */
  readonly failure: FailedAttempt | undefined;
}

/** One publisher of the SDK, and one batch at a time through it, so that the order of the log holds. */
export interface Connection {
  /** Sends some calls of a batch that follow each other. Resolves with their result; never rejects because of the network. */
  send(calls: readonly BatchedCall[], batch: Batch): Promise<BatchResult>;
  /** Lets the request under way end, and retries nothing. */
  cutShort(): void;
  close(): void;
}

/** Options of a connection. */
export interface ConnectionOptions extends Omit<RecordingClientOptions, 'rateLimitMs'> {
  readonly endpoint: Endpoint;
  readonly writeKey: string;
  readonly limits: SendLimits;
}

const NO_EVENTS = Buffer.alloc(0);

/** Returns the bytes of a request's body around its events: `{"batch":[],"writeKey":"...","sentAt":"..."}`. */
export function envelopeBytes(writeKey: string): number {
  return Buffer.byteLength(JSON.stringify({ batch: [], writeKey, sentAt: new Date(0) }));
}

class SdkConnection implements Connection {
  readonly #sdk: SdkPublisher;
  readonly #client: RecordingClient;
  readonly #limits: SendLimits;

  constructor(sdk: SdkPublisher, client: RecordingClient, limits: SendLimits) {
    this.#sdk = sdk;
    this.#client = client;
    this.#limits = limits;
  }

  async send(calls: readonly BatchedCall[], batch: Batch): Promise<BatchResult> {
    const events = batch.eventsOf(calls);
    const delivery = this.#client.begin(events ?? NO_EVENTS);
    if (events !== undefined) await this.#send();
    const { result, requests } = delivery;
    const attempts = calls.map(({ event }) => (event.outcome === undefined ? result : event));
    const isDecided = events === undefined || result.outcome === 'accepted' || isOfSdk(result) || isRefusal(result);
    return { attempts, requests, failure: isDecided ? undefined : (delivery.lastFailure ?? TIMED_OUT) };
  }

  cutShort(): void {
    this.#client.end();
    this.#sdk.stopWaiting();
  }

  close(): void {
    this.#client.close();
    this.#sdk.stopWaiting();
  }

  /** Makes the requests. Returns without a result if that takes too long; waits for Retry-After do not count. */
  async #send(): Promise<void> {
    const { batchDeadlineMs } = this.#limits;
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      const wait = (): void => {
        const left = start + batchDeadlineMs + this.#client.pausedMs - performance.now();
        if (left <= 0) resolve();
        else timer = setTimeout(wait, left);
      };
      wait();
    });
    await Promise.race([this.#sdk.send(), late]);
    clearTimeout(timer);
  }
}

/** Loads the SDK and opens a connection with a client of its own. */
export async function openConnection({
  endpoint,
  writeKey,
  limits,
  transport,
  onRetry,
  onPause,
}: ConnectionOptions): Promise<Connection> {
  const { Analytics } = await import('@segment/analytics-node');
  const { rateLimitMs, batchDeadlineMs } = limits;
  const retries = limits.maxRetries > 0 ? onRetry : undefined;
  const client = new RecordingClient({ transport, rateLimitMs, onRetry: retries, onPause });
  const analytics = new Analytics({
    writeKey,
    host: endpoint.origin,
    path: endpoint.path,
    httpClient: client,
    maxRetries: limits.maxRetries,
    httpRequestTimeout: limits.requestTimeoutMs,
    maxTotalBackoffDuration: batchDeadlineMs / 1000,
    // The client gives up first: the SDK would wait for all of this time and then not ask again.
    maxRateLimitDuration: (rateLimitMs + batchDeadlineMs) / 1000,
  });
  await analytics.ready;
  return new SdkConnection(new SdkPublisher(analytics), client, limits);
}
