import type { HTTPClient, HTTPClientRequest, HTTPResponse } from '@segment/analytics-node';
import { isObject } from '../record/record.js';
import { classifyAnswer, retryAfterSeconds } from './answer.js';
import { Delivery } from './delivery.js';
import { classifyNetworkFault, TIMED_OUT } from './network-fault.js';
import type { Attempt, FailedAttempt } from './outcome.js';

/** An answer to a batch has a few bytes; whoever says more is cut short. */
const LONGEST_BODY = 64 * 1024;

/** Brings a request to the endpoint, as `fetch` does. */
export type Transport = (url: string, request: RequestInit & { readonly body: string }) => Promise<Response>;

/** What the SDK gives up at, without another try. */
const GIVE_UP: HTTPResponse = { status: 400, statusText: 'Not delivered' };

/** The messageIds that stand in the body of a request, as it goes out. */
function messageIdsIn(body: string): string[] {
  const { batch } = JSON.parse(body) as { batch: readonly unknown[] };
  return batch.map((event) => String(isObject(event) ? event['messageId'] : undefined));
}

async function readBody({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, which frees the connection.
  for await (const piece of body ?? []) {
    pieces.push(piece);
    size += piece.length;
    if (size > LONGEST_BODY) break;
  }
  return Buffer.concat(pieces).toString();
}

/**
 * The SDK's way to the network: one request, no redirects, one time limit for all of it, and a record of what was truly sent
 * and truly answered. The SDK itself counts 3xx as delivered, and events that never left.
 */
export class RecordingClient implements HTTPClient {
  #delivery = new Delivery();
  readonly #underWay = new Set<AbortController>();
  readonly #transport: Transport;
  #ending = false;
  #closed = false;

  readonly #onRetry: ((attempt: FailedAttempt) => void) | undefined;

  /** `onRetry` hears of each request that failed and is made again. */
  constructor(transport: Transport = fetch, onRetry?: (attempt: FailedAttempt) => void) {
    this.#transport = transport;
    this.#onRetry = onRetry;
  }

  /** Starts the account of a batch. */
  begin(): Delivery {
    this.#delivery = new Delivery();
    return this.#delivery;
  }

  /** No more retries: a request under way may end, and none comes after it. */
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
    const note = delivery.request(messageIdsIn(request.body));
    const { attempt, response } = await this.#attempt(request);
    note(attempt);
    if (attempt.outcome === 'accepted') return { status: 200, statusText: 'OK' };
    if (!attempt.retry || this.#ending || this.#closed) return GIVE_UP;
    this.#onRetry?.(attempt);
    // The SDK takes an error for a broken connection. The original one is not for its eyes: it may quote the request.
    if (response === undefined) throw new Error(attempt.reason);
    const header = response.headers.get('retry-after');
    const seconds = header === null ? undefined : retryAfterSeconds(header, Date.now());
    if (seconds === undefined) return { status: response.status, statusText: response.statusText };
    // Of a 503 the SDK would not obey it (RFC 9110, 10.2.3 allows it there, too).
    return { status: 429, statusText: response.statusText, headers: { 'retry-after': String(seconds) } };
  }

  async #attempt(request: HTTPClientRequest): Promise<{ attempt: Attempt; response?: Response }> {
    const { url, method, headers, body, httpRequestTimeout } = request;
    const controller = new AbortController();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      controller.abort();
    }, httpRequestTimeout);
    this.#underWay.add(controller);
    let response: Response | undefined;
    try {
      response = await this.#transport(url, { method, headers, body, redirect: 'manual', signal: controller.signal });
      const said = await readBody(response);
      return { attempt: classifyAnswer(toAnswer(response, said)), response };
    } catch (error) {
      // A status that says no is an answer, whatever happens to its body; one that says yes is none without it.
      if (response !== undefined && !response.ok) return { attempt: classifyAnswer(toAnswer(response, '')), response };
      return { attempt: late ? TIMED_OUT : classifyNetworkFault(error) };
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(controller);
    }
  }
}

function toAnswer({ status, headers }: Response, body: string): Parameters<typeof classifyAnswer>[0] {
  const location = headers.get('location');
  return { status, contentType: headers.get('content-type') ?? '', body, ...(location === null ? {} : { location }) };
}
