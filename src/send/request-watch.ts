import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/**
 * How far a request got. `unseen`: it was not made by undici, on which Node's `fetch` is built, so nothing is known.
 * `waiting`: it waits for a connection, with its TLS handshake, and for the tunnel of a proxy. `sent`: its headers were written.
 */
export type RequestState = 'unseen' | 'waiting' | 'sent';

/** A request that is watched. */
export interface RequestWatch {
  state: RequestState;
}

const current = new AsyncLocalStorage<RequestWatch>();
const watches = new WeakMap<object, RequestWatch>();
let isSubscribed = false;

/** Subscribes to what undici publishes about its requests: the errors of a request do not tell how far it got. */
function subscribeOnce(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe('undici:request:create', (message) => {
    const { request } = message as { readonly request: { readonly method: string } };
    const watch = current.getStore();
    // The request for a tunnel holds no records.
    if (watch === undefined || request.method === 'CONNECT') return;
    watch.state = 'waiting';
    watches.set(request, watch);
  });
  subscribe('undici:client:sendHeaders', (message) => {
    const watch = watches.get((message as { readonly request: object }).request);
    if (watch !== undefined) watch.state = 'sent';
  });
}

/** Makes a request. While it is made, and when it has failed, `watch.state` is how far it got. */
export function watchRequest<Result>(watch: RequestWatch, request: () => Promise<Result>): Promise<Result> {
  subscribeOnce();
  return current.run(watch, request);
}
