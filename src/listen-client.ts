import type { CheckedEvent } from './listen/checked-event.js';
import type { ListenSummary } from './listen/listen-summary.js';
import { TEST_FIELD, TEST_HEADER } from './listen/test-id.js';
import type { Problem } from './problem/problem.js';

export type { CheckedEvent } from './listen/checked-event.js';
export type { ListenSummary } from './listen/listen-summary.js';

/** Options for waiting. */
export interface WaitOptions {
  /** Default: 5,000. */
  readonly timeoutMs?: number;
}

/** Which events are asked for. Default: all. */
export interface EventQuery {
  /** The name of an event as it was sent, or of a call such as `identify`. */
  readonly name?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly userId?: string | undefined;
  readonly valid?: boolean | undefined;
}

/** Options of a client. */
export interface ListenClientOptions {
  /**
   * The id of a test, at most 200 characters: the client is then concerned with the events of this test only, so that tests may
   * run side by side. Events are of the test if they are sent with `context` or in a request with `headers`.
   * Default: none; the client is concerned with all events.
   */
  readonly testId?: string;
}

/**
 * A client of a running `copilot-events listen`. Every method rejects with an Error if no collector answers.
 */
export interface ListenClient {
  readonly url: string;
  /** What `track({ ..., context })` takes to make an event one of the client’s test; empty without a `testId`. */
  readonly context: Readonly<Record<string, string>>;
  /** The same as headers of a request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The counts since the last reset. */
  summary(): Promise<ListenSummary>;
  /** The events since the last reset with the results of their checks, in the order of arrival: at most the last 1,000, or `--keep`. */
  events(query?: EventQuery): Promise<readonly CheckedEvent[]>;
  /** The problems of those events. */
  problems(query?: EventQuery): Promise<readonly Problem[]>;
  /** Forgets all events and counts, for the next test. The report at the end still has them. */
  reset(): Promise<void>;
  /** Waits until `count` events have come since the last reset, and returns them. Rejects if they do not come in time. */
  waitForEvents(count: number, options?: WaitOptions & EventQuery): Promise<readonly CheckedEvent[]>;
}

const POLL_MS = 25;

/** The query of a request; empty if nothing is asked for. */
function queryText(values: Readonly<Record<string, string | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

/**
 * Makes a client for a test suite that runs under `copilot-events listen --exec`.
 * @param url the address of the collector. Default: SEGMENT_HOST, which `--exec` sets.
 * @throws {Error} if there is none, or if it is not an address.
 */
export function listenClient(
  url: string | undefined = process.env['SEGMENT_HOST'],
  { testId }: ListenClientOptions = {},
): ListenClient {
  if (url === undefined || url === '') {
    throw new Error('no collector is named: run the tests under copilot-events listen --exec, or give its address');
  }
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new Error('the address of the collector cannot be read: write it like http://127.0.0.1:8787');
  }
  const base = new URL(url).origin;
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Response> => {
    const response = await fetch(base + path, { method }).catch((cause: unknown) => {
      throw new Error(`no collector listens at ${base}`, { cause });
    });
    if (!response.ok) throw new Error(`${method} ${base}${path} was answered ${response.status}; is it a collector?`);
    return response;
  };
  const list = async <Item>(kind: 'events' | 'problems', query: EventQuery = {}): Promise<readonly Item[]> => {
    const answer = await ask('GET', `/_/${kind}${queryText({ ...query, testId })}`);
    return ((await answer.json()) as Record<typeof kind, Item[]>)[kind];
  };
  const summary = async () => (await (await ask('GET', `/_/summary${queryText({ testId })}`)).json()) as ListenSummary;
  const events = (query?: EventQuery) => list<CheckedEvent>('events', query);
  return {
    url: base,
    context: testId === undefined ? {} : { [TEST_FIELD]: testId },
    headers: testId === undefined ? {} : { [TEST_HEADER]: testId },
    summary,
    events,
    problems: (query) => list<Problem>('problems', query),
    async reset() {
      await ask('POST', `/_/reset${queryText({ testId })}`);
    },
    async waitForEvents(count, { timeoutMs = 5000, ...query } = {}) {
      const start = performance.now();
      // The summary counts events that are evicted, too; it cannot count those of a query.
      const isCounted = Object.values(query).every((value) => value === undefined);
      for (;;) {
        const found = isCounted ? undefined : await events(query);
        const came = found?.length ?? (await summary()).records;
        if (came >= count) return found ?? events();
        if (performance.now() - start >= timeoutMs) {
          throw new Error(`only ${came} of ${count} events came within ${timeoutMs} ms`);
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}
