import type { CheckedEvent } from './listen/checked-event.js';
import type { ListenSummary } from './listen/listen-summary.js';
import type { Problem } from './problem/problem.js';

export type { CheckedEvent } from './listen/checked-event.js';
export type { ListenSummary } from './listen/listen-summary.js';

/** Options for waiting. */
export interface WaitOptions {
  /** Default: 5,000. */
  readonly timeoutMs?: number;
}

/**
 * A client of a running `copilot-events listen`. Every method rejects with an Error if no collector answers.
 */
export interface ListenClient {
  readonly url: string;
  /** The counts since the last reset. */
  summary(): Promise<ListenSummary>;
  /** The events since the last reset with the results of their checks, in the order of arrival: at most the last 1,000, or `--keep`. */
  events(): Promise<readonly CheckedEvent[]>;
  /** The problems of those events. */
  problems(): Promise<readonly Problem[]>;
  /** Forgets all events and counts, for the next test. The report at the end still has them. */
  reset(): Promise<void>;
  /** Waits until `count` events have come since the last reset, and returns them. Rejects if they do not come in time. */
  waitForEvents(count: number, options?: WaitOptions): Promise<readonly CheckedEvent[]>;
}

const POLL_MS = 25;

/**
 * Makes a client for a test suite that runs under `copilot-events listen --exec`.
 * @param url the address of the collector. Default: SEGMENT_HOST, which `--exec` sets.
 * @throws {Error} if there is none.
 */
export function listenClient(url: string | undefined = process.env['SEGMENT_HOST']): ListenClient {
  if (url === undefined || !URL.canParse(url)) {
    throw new Error('no collector is named: run the tests under copilot-events listen --exec, or give its address');
  }
  const base = new URL(url).origin;
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Response> => {
    const response = await fetch(base + path, { method }).catch((cause: unknown) => {
      throw new Error(`no collector listens at ${base}`, { cause });
    });
    if (!response.ok) throw new Error(`${method} ${base}${path} was answered ${response.status}; is it a collector?`);
    return response;
  };
  const summary = async () => (await (await ask('GET', '/_/summary')).json()) as ListenSummary;
  const events = async () => ((await (await ask('GET', '/_/events')).json()) as { events: CheckedEvent[] }).events;
  return {
    url: base,
    summary,
    events,
    async problems() {
      return ((await (await ask('GET', '/_/problems')).json()) as { problems: Problem[] }).problems;
    },
    async reset() {
      await ask('POST', '/_/reset');
    },
    async waitForEvents(count, { timeoutMs = 5000 } = {}) {
      const start = performance.now();
      for (;;) {
        const { records } = await summary();
        if (records >= count) return events();
        if (performance.now() - start >= timeoutMs) {
          throw new Error(`only ${records} of ${count} events came within ${timeoutMs} ms`);
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}
