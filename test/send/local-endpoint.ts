import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';
import { onTestFinished } from 'vitest';

/** A request as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's size. */
  readonly bytes: number;
  readonly body: { readonly batch: readonly Event[]; readonly writeKey: string; readonly sentAt: string };
}

/** An event on the wire. */
export type Event = Readonly<Record<string, unknown>> & { readonly messageId: string };

/** Answers the request with this number, from 0. */
export type Behaviour = (response: ServerResponse, number: number, received: Received) => unknown;

/** A tracking API on loopback. */
export interface LocalEndpoint {
  readonly url: string;
  readonly requests: readonly Received[];
  /** All events that came in, in their order. */
  readonly events: readonly Event[];
  /** The most requests that were open at one time. */
  readonly mostAtOnce: number;
  /** Called with each request when it has come in. */
  onRequest: (number: number) => void;
  close(): Promise<void>;
}

/** Answers as Segment does. */
export const accept: Behaviour = (response) => {
  response.setHeader('content-type', 'application/json').end('{"success":true}');
};

/** Answers with a status and a body. */
export function answer(status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Answers one request after the other, and the last way for all that follow. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  return (response, number, received) => (behaviours[number] ?? behaviours.at(-1))?.(response, number, received);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Starts an endpoint on a free port, until the test is over. A concurrent test says itself when that is. */
export async function startEndpoint(
  behaviour: Behaviour = accept,
  whenFinished: TestContext['onTestFinished'] = onTestFinished,
): Promise<LocalEndpoint> {
  const requests: Received[] = [];
  let open = 0;
  let mostAtOnce = 0;
  const server = createServer(async (request, response) => {
    open++;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on('close', () => open--);
    const bytes = await bodyOf(request).catch(() => undefined);
    if (bytes === undefined) return;
    const { url = '', headers } = request;
    const text = bytes.toString();
    const body = text === '' ? { batch: [] } : JSON.parse(text);
    const received: Received = { path: url, headers, bytes: bytes.length, body };
    requests.push(received);
    endpoint.onRequest(requests.length - 1);
    behaviour(response, requests.length - 1, received);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: LocalEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get events() {
      return requests.flatMap(({ body }) => body.batch);
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    onRequest: () => {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  whenFinished(() => endpoint.close());
  return endpoint;
}
