import type { LiveCheck } from '../check/live-check.js';
import { isObject } from '../record/record.js';
import { Tally } from './tally.js';
import { TEST_FIELD } from './test-id.js';

/** How many tests are known at once; the oldest one is evicted, with the state of its conversations. */
const MAX_TESTS = 1000;

/** The longest id of a test, in UTF-16 units; a longer one is cut. */
const MAX_ID = 200;

/** What is known of one test: tests that run side by side share neither counts nor conversations. */
export class TestRun {
  readonly tally = new Tally();
  readonly conversations: LiveCheck | undefined;
  /** The number of the last event before the test was reset; 0 if it never was. */
  readonly since: number;

  constructor(conversations: LiveCheck | undefined, since: number) {
    this.conversations = conversations;
    this.since = since;
  }
}

/** The id of the test that sent an event: from its context, else from its request. */
export function testIdOf(value: Readonly<Record<string, unknown>> | undefined, header: string | undefined) {
  const context = value?.['context'];
  const own = isObject(context) ? context[TEST_FIELD] : undefined;
  const id = typeof own === 'string' && own !== '' ? own : header;
  return id === undefined || id === '' ? undefined : id.slice(0, MAX_ID);
}

/** The tests whose events came, each known by its id. */
export class TestRuns {
  readonly #conversations: () => LiveCheck | undefined;
  readonly #onEnd: (conversations: LiveCheck) => void;
  readonly #runs = new Map<string, TestRun>();

  /**
   * `conversations`: makes the check across the records of one test.
   * `onEnd`: called with it when the test is over.
   */
  constructor(conversations: () => LiveCheck | undefined, onEnd: (conversations: LiveCheck) => void) {
    this.#conversations = conversations;
    this.#onEnd = onEnd;
  }

  /** The test with an id; made if it is new. */
  of(id: string): TestRun {
    return this.#runs.get(id) ?? this.#start(id, 0);
  }

  /** All tests that are not over. */
  all(): Iterable<TestRun> {
    return this.#runs.values();
  }

  /** The test with an id; undefined if none of its events came. */
  known(id: string): TestRun | undefined {
    return this.#runs.get(id);
  }

  /** Starts a test anew. `since`: the number of the newest event, which is not of the new run. */
  reset(id: string, since: number): void {
    this.#end(id);
    this.#start(id, since);
  }

  /** Ends all tests. */
  end(): void {
    for (const id of [...this.#runs.keys()]) this.#end(id);
  }

  #start(id: string, since: number): TestRun {
    const [oldest] = this.#runs.keys();
    if (this.#runs.size >= MAX_TESTS && oldest !== undefined) this.#end(oldest);
    const run = new TestRun(this.#conversations(), since);
    this.#runs.set(id, run);
    return run;
  }

  #end(id: string): void {
    const conversations = this.#runs.get(id)?.conversations;
    this.#runs.delete(id);
    if (conversations !== undefined) this.#onEnd(conversations);
  }
}
