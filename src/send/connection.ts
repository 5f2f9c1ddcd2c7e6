import { DROPPED } from './delivery.js';
import type { Endpoint } from './endpoint.js';
import type { SendLimits } from './limits.js';
import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isOfSdk, isRefusal } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import type { RecordingClientOptions } from './recording-client.js';
import { RecordingClient } from './recording-client.js';
import type { SdkEvent } from './sdk-client.js';
import { SdkClient } from './sdk-client.js';

/** The result of a batch. */
export interface BatchResult {
  /** One for each call, in their order. */
  readonly attempts: readonly Attempt[];
  /** How many requests it took. */
  readonly requests: number;
  /** The last request that failed, if records were neither accepted nor refused: the network or the endpoint is at fault. */
  readonly failure: FailedAttempt | undefined;
}

/** One client of the SDK, and one batch at a time through it, so that the order of the log holds. */
export interface Connection {
  /** Sends a batch and resolves with its result; never rejects because of the network. */
  send(batch: readonly OutgoingCall[]): Promise<BatchResult>;
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

const REFUSED: FailedAttempt = { outcome: 'rejected', reason: 'refused-by-sdk', retry: false };

/** Returns the bytes of a request's body around its events: `{"batch":[],"writeKey":"...","sentAt":"..."}`. */
export function envelopeBytes(writeKey: string): number {
  return Buffer.byteLength(JSON.stringify({ batch: [], writeKey, sentAt: new Date(0) }));
}

class SdkConnection implements Connection {
  readonly #sdk: SdkClient;
  readonly #client: RecordingClient;
  readonly #limits: SendLimits;

  constructor(sdk: SdkClient, client: RecordingClient, limits: SendLimits) {
    this.#sdk = sdk;
    this.#client = client;
    this.#limits = limits;
  }

  async send(batch: readonly OutgoingCall[]): Promise<BatchResult> {
    const events: SdkEvent[] = [];
    const unsent = new Map<OutgoingCall, FailedAttempt>();
    for (const call of batch) {
      try {
        const event = this.#sdk.eventOf(call);
        if (event === undefined) unsent.set(call, DROPPED);
        else events.push(event);
      } catch {
        unsent.set(call, REFUSED);
      }
    }
    const delivery = this.#client.begin();
    if (events.length > 0) await this.#send(events);
    const { result, requests } = delivery;
    const attempts = batch.map((call) => unsent.get(call) ?? result);
    const isDecided = events.length === 0 || result.outcome === 'accepted' || isOfSdk(result) || isRefusal(result);
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

  /** Sends events. Returns without a result if that takes too long; waits for Retry-After do not count. */
  async #send(events: readonly SdkEvent[]): Promise<void> {
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
    await Promise.race([this.#sdk.send(events), late]);
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
  const { Analytics, Context } = await import('@segment/analytics-node');
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
  return new SdkConnection(new SdkClient(analytics, Context.system()), client, limits);
}
