import type { HTTPClient, HTTPClientRequest, HTTPResponse } from '@segment/analytics-node';
import type { Answer } from './answer.js';
import { classifyAnswer, retryAfterSeconds } from './answer.js';
import { Delivery } from './delivery.js';
import { classifyNetworkFault } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';
import type { RequestWatch } from './request-watch.js';
import { watchRequest } from './request-watch.js';

const NOTHING = Buffer.alloc(0);

/** How much of an answer's body is read, in bytes. Answers that list each event of a batch have some hundred kilobytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The longest time between two tries that a growing row of rate limits leads to, in seconds; Retry-After may ask for more. */
const MAX_OWN_WAIT_SECONDS = 15;

/** Brings a request to the endpoint, as `fetch` does. It copies the body, which is used again for other requests, before it returns. */
export type Transport = (url: string, request: RequestInit & { readonly body: Buffer }) => Promise<Response>;

/** Options of a client. */
export interface RecordingClientOptions {
  /** Default: `fetch`. */
  readonly transport?: Transport | undefined;
  /** How long a batch may wait because of Retry-After, all its tries together, in milliseconds. Default: no limit. */
  readonly rateLimitMs?: number | undefined;
  /** Called with each request that failed and is made again. */
  readonly onRetry?: ((attempt: FailedAttempt) => void) | undefined;
  /** Called with the milliseconds for which the endpoint wants no request. */
  readonly onPause?: ((ms: number) => void) | undefined;
}

/** The SDK gives a batch up at this answer, without another try. */
const GIVE_UP: HTTPResponse = { status: 400, statusText: 'Not delivered' };

/** The SDK tries again after this answer, with growing waits. */
const TRY_AGAIN: HTTPResponse = { status: 408, statusText: 'Try again' };

/** How the SDK's body of a request without events begins. */
const NO_EVENTS = '{"batch":[]';

/** The memory of the body of a request that is made. */
let bodyMemory: Buffer = NOTHING;

/** The SDK's body of a request without events, with events in their place, until the next call. `events`: their JSON, with commas between them. */
function withEvents(body: string, events: Buffer): Buffer {
  if (!body.startsWith(NO_EVENTS)) throw new Error('the SDK writes another body');
  const at = NO_EVENTS.length - 1;
  const length = events.length + Buffer.byteLength(body);
  if (bodyMemory.length < length) bodyMemory = Buffer.allocUnsafeSlow(2 * length);
  const start = bodyMemory.write(body.slice(0, at));
  const end = start + events.copy(bodyMemory, start);
  return bodyMemory.subarray(0, end + bodyMemory.write(body.slice(at), end));
}

async function readBody({ body }: Response): Promise<{ body: string; isCut: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, which frees the connection.
  for await (const piece of body ?? []) {
    pieces.push(piece);
    size += piece.length;
    if (size > MAX_BODY_BYTES) break;
  }
  return { body: Buffer.concat(pieces).toString(), isCut: size > MAX_BODY_BYTES };
}

function toAnswer({ status, headers }: Response, body: { body: string; isCut: boolean }): Answer {
  const location = headers.get('location');
  return {
    status,
    contentType: headers.get('content-type') ?? '',
    ...body,
    ...(location === null ? {} : { location }),
  };
}

/**
 * The SDK's HTTP client: one request, no redirects, one time limit for all of it, and a record of what was really sent and
 * answered. The SDK itself counts 3xx as delivered, and events that never left.
 */
export class RecordingClient implements HTTPClient {
  readonly #options: RecordingClientOptions;
  readonly #underWay = new Set<AbortController>();
  #delivery = new Delivery();
  #events: Buffer = NOTHING;
  /** When the batch must not wait for a rate limit any longer, on the clock of `Date.now()`. */
  #rateLimitEnd: number | undefined;
  #rateLimits = 0;
  #pausedMs = 0;
  #ending = false;
  #closed = false;

  constructor(options: RecordingClientOptions = {}) {
    this.#options = options;
  }

  /**
   * Starts the record of a batch. `events`: the JSON of its events, with commas between them. They stand in its requests, whatever
   * the SDK is given.
   */
  begin(events: Buffer): Delivery {
    this.#events = events;
    this.#delivery = new Delivery();
    this.#rateLimitEnd = undefined;
    this.#rateLimits = 0;
    this.#pausedMs = 0;
    return this.#delivery;
  }

  /** How long the batch waits because of Retry-After, all its tries together, in milliseconds. */
  get pausedMs(): number {
    return this.#pausedMs;
  }

  /** Ends the retries: a request under way may end, and none comes after it. */
  end(): void {
    this.#ending = true;
  }

  /** Breaks off what is under way; nothing goes out any more. */
  close(): void {
    this.#closed = true;
    for (const controller of this.#underWay) controller.abort();
  }

  async makeRequest(request: HTTPClientRequest): Promise<HTTPResponse> {
    const delivery = this.#delivery;
    if (this.#closed || (this.#ending && delivery.requests > 0)) return GIVE_UP;
    const record = delivery.request();
    const { attempt, response } = await this.#attempt(request);
    const wait = attempt.outcome !== 'accepted' && attempt.retry ? this.#waitFor(response) : undefined;
    const final = typeof wait === 'object' ? { ...(attempt as FailedAttempt), retry: false, ...wait } : attempt;
    record(final);
    if (final.outcome === 'accepted') return { status: 200, statusText: 'OK' };
    if (!final.retry || this.#ending || this.#closed) return GIVE_UP;
    this.#options.onRetry?.(final);
    // The SDK takes an error for a broken connection. It must not get the original one, which may quote the request.
    if (response === undefined) throw new Error(final.reason);
    if (typeof wait !== 'number') return TRY_AGAIN;
    this.#pausedMs += wait * 1000;
    this.#options.onPause?.(wait * 1000);
    // The SDK obeys Retry-After of a 429 only (RFC 9110, 10.2.3 allows it with other answers, too).
    return { status: 429, statusText: response.statusText, headers: { 'retry-after': String(wait) } };
  }

  /** The seconds that an answer wants us to wait, if it does; as an object if a batch never waits for that long. */
  #waitFor(response: Response | undefined): number | { readonly retryAfter: number } | undefined {
    const header = response?.headers.get('retry-after');
    const now = Date.now();
    const seconds = header === undefined || header === null ? undefined : retryAfterSeconds(header, now);
    if (seconds === undefined) return undefined;
    this.#rateLimits++;
    // The SDK gives up after 20 tries; an endpoint that asks for a second each time gets more time than that.
    const wait = Math.max(seconds, Math.min(this.#rateLimits, MAX_OWN_WAIT_SECONDS));
    this.#rateLimitEnd ??= now + (this.#options.rateLimitMs ?? Number.POSITIVE_INFINITY);
    return now + wait * 1000 > this.#rateLimitEnd ? { retryAfter: wait } : wait;
  }

  async #attempt(request: HTTPClientRequest): Promise<{ attempt: Attempt; response?: Response }> {
    const { url, method, headers, httpRequestTimeout } = request;
    const { transport = fetch } = this.#options;
    const body = withEvents(request.body, this.#events);
    const controller = new AbortController();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      controller.abort();
    }, httpRequestTimeout);
    this.#underWay.add(controller);
    const watch: RequestWatch = { state: 'unseen' };
    let response: Response | undefined;
    try {
      const { signal } = controller;
      response = await watchRequest(watch, () => transport(url, { method, headers, body, redirect: 'manual', signal }));
      return { attempt: classifyAnswer(toAnswer(response, await readBody(response))), response };
    } catch (error) {
      // A status that says no is an answer, whatever happens to its body; one that says yes is none without it.
      if (response !== undefined && !response.ok) {
        return { attempt: classifyAnswer(toAnswer(response, { body: '', isCut: false })), response };
      }
      return { attempt: classifyNetworkFault(error, { late, url, state: watch.state }) };
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(controller);
    }
  }
}
