import { setMaxListeners } from 'node:events';
import type { Analytics, Plugin } from '@segment/analytics-node';
import type { Endpoint } from './endpoint.js';
import type { SendLimits } from './limits.js';
import { TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import { isOfSdk, isRefusal } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';
import { handOver } from './outgoing-call.js';
import type { RecordingClientOptions } from './recording-client.js';
import { RecordingClient } from './recording-client.js';

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

/** More events than a batch ever has: only `flush` is to send. */
const NEVER_FLUSH_AT = 1_000_000;

const REFUSED: FailedAttempt = { outcome: 'rejected', reason: 'refused-by-sdk', retry: false };

/** Returns the bytes of a request's body around its events: `{"batch":[],"writeKey":"...","sentAt":"..."}`. */
export function envelopeBytes(writeKey: string): number {
  return Buffer.byteLength(JSON.stringify({ batch: [], writeKey, sentAt: new Date(0) }));
}

/** The part of the SDK that sends. It is not public; what is done with it here is left out should it be gone one day. */
function publisherOf(
  analytics: Analytics,
): { abort?: () => void; readonly _abortController?: AbortController } | undefined {
  return analytics['_publisher'];
}

/** Stops the SDK's waiting between two tries. Without this, an interrupt only takes longer. */
function stopWaiting(analytics: Analytics): void {
  publisherOf(analytics)?.abort?.();
}

/** The SDK adds a listener to its signal for each wait and removes none, of which Node warns after ten. */
function allowManyWaits(analytics: Analytics): void {
  const signal = publisherOf(analytics)?._abortController?.signal;
  if (signal !== undefined) setMaxListeners(0, signal);
}

/** What a page has in its properties in place of what the SDK writes there; nothing if that is right. */
type OwnCategory = { readonly category?: unknown };

/** The SDK writes a page's `category` over the `category` in its properties; this puts the record's own back. */
function keepOwnCategories(ownCategories: ReadonlyMap<string, OwnCategory[]>): Plugin {
  return {
    name: 'Own categories',
    type: 'before',
    version: '1.0.0',
    isLoaded: () => true,
    load: () => Promise.resolve(),
    page(context) {
      const { messageId = '', properties } = context.event;
      const own = ownCategories.get(messageId)?.shift();
      if (own !== undefined) Object.assign(properties ?? {}, own);
      return context;
    },
  };
}

class SdkConnection implements Connection {
  readonly #analytics: Analytics;
  readonly #client: RecordingClient;
  readonly #limits: SendLimits;
  /** By messageId, which several pages may share: one for each of them, in their order. */
  readonly #ownCategories = new Map<string, OwnCategory[]>();
  #keepsCategories = false;

  constructor(analytics: Analytics, client: RecordingClient, limits: SendLimits) {
    this.#analytics = analytics;
    this.#client = client;
    this.#limits = limits;
  }

  async send(batch: readonly OutgoingCall[]): Promise<BatchResult> {
    await this.#keepCategories(batch);
    const delivery = this.#client.begin();
    const refused = new Set<OutgoingCall>();
    for (const call of batch) {
      try {
        this.#handOver(call);
      } catch {
        refused.add(call);
      }
    }
    await this.#flush();
    const attempts = batch.map((call) => (refused.has(call) ? REFUSED : delivery.resultOf(call.messageId)));
    const isDecided = (attempt: Attempt) => attempt.outcome === 'accepted' || isOfSdk(attempt) || isRefusal(attempt);
    const failure = attempts.every(isDecided) ? undefined : (delivery.lastFailure ?? TIMED_OUT);
    return { attempts, requests: delivery.requests, failure };
  }

  cutShort(): void {
    this.#client.end();
    stopWaiting(this.#analytics);
  }

  close(): void {
    this.#client.close();
  }

  /** Sends what was handed over. Returns without a result if that takes too long; waits for Retry-After do not count. */
  async #flush(): Promise<void> {
    const { batchDeadlineMs, rateLimitMs } = this.#limits;
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
    await Promise.race([this.#analytics.flush({ timeout: batchDeadlineMs + rateLimitMs }), late]);
    clearTimeout(timer);
  }

  /** Prepares for pages with categories of their own. */
  async #keepCategories(batch: readonly OutgoingCall[]): Promise<void> {
    this.#ownCategories.clear();
    // A plugin costs time with each event; few logs need this one.
    if (this.#keepsCategories || !batch.some(({ ownCategory }) => ownCategory !== undefined)) return;
    this.#keepsCategories = true;
    await this.#analytics.register(keepOwnCategories(this.#ownCategories));
  }

  /** Hands a call to the SDK. @throws what the SDK throws for it. */
  #handOver(call: OutgoingCall): void {
    const { messageId, ownCategory } = call;
    if (call.call !== 'page' || !this.#keepsCategories) {
      handOver(this.#analytics, call);
      return;
    }
    const known = this.#ownCategories.get(messageId) ?? [];
    this.#ownCategories.set(messageId, known);
    known.push(ownCategory === undefined ? {} : { category: ownCategory });
    try {
      handOver(this.#analytics, call);
    } catch (error) {
      known.pop();
      throw error;
    }
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
    flushAt: NEVER_FLUSH_AT,
    flushInterval: limits.flushIntervalMs,
    maxRetries: limits.maxRetries,
    httpRequestTimeout: limits.requestTimeoutMs,
    maxTotalBackoffDuration: batchDeadlineMs / 1000,
    // The client gives up first: the SDK would wait for all of this time and then not ask again.
    maxRateLimitDuration: (rateLimitMs + batchDeadlineMs) / 1000,
  });
  await analytics.ready;
  allowManyWaits(analytics);
  return new SdkConnection(analytics, client, limits);
}
