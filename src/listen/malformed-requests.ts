import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Counts requests that are answered before they reach the app: those that are not HTTP, have no Host header, or an address
 * that is not one. Their events would be lost without a trace.
 */
export class MalformedRequests {
  readonly #reached = new WeakSet<IncomingMessage>();
  /** Sockets with a request that reached the app; if such a request breaks off, the app counts it. */
  readonly #inApp = new WeakSet<Socket>();
  readonly #onMalformed: () => void;

  /** `onMalformed`: called for each such request. */
  constructor(onMalformed: () => void) {
    this.#onMalformed = onMalformed;
  }

  /** Marks a request that reached the app. */
  markReached(incoming: IncomingMessage): void {
    this.#reached.add(incoming);
    this.#inApp.add(incoming.socket);
  }

  watch(server: Server): void {
    server.prependListener('request', (incoming, response) => {
      response.once('close', () => {
        this.#inApp.delete(incoming.socket);
        if (!this.#reached.has(incoming)) this.#onMalformed();
      });
    });
    server.on('connection', (socket) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        // The codes of Node’s HTTP parser.
        if (error.code?.startsWith('HPE_') === true && !this.#inApp.has(socket)) this.#onMalformed();
      });
    });
  }
}
