import type { CheckedRecord } from '../check/check-record.js';
import type { LateProblem } from '../check/late-problem.js';
import type { LiveCheck } from '../check/live-check.js';
import type { Summary } from '../check/summary.js';
import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import type { CheckedEvent } from './checked-event.js';
import type { DeliveryProblems } from './delivery-problems.js';
import type { EventFeed } from './event-feed.js';
import { Tally } from './tally.js';
import type { TestRuns } from './test-runs.js';

/** How many problems of tests that are over are kept at least. */
const MAX_ENDED = 10_000;

/** What an event is by itself. */
interface OwnResult {
  /** Its line in the stream of events; 0 for a body that is not an event. */
  readonly line: number;
  readonly problems: readonly Problem[];
}

/** What the results are made from. */
export interface ResultsByTimeOptions {
  /** The name of the stream of events in problems. */
  readonly stream: string;
  readonly feed: EventFeed;
  readonly tests: TestRuns;
  /** The check of events that name no test. */
  readonly conversations: () => LiveCheck | undefined;
}

/** The results since the last reset as a log has them: events are compared by their time, not by the order of their arrival. */
export class ResultsByTime {
  readonly #options: ResultsByTimeOptions;
  /** Problems of tests that are over. */
  #ended: LateProblem[] = [];
  /** The results of the events that are held. */
  readonly #own = new WeakMap<CheckedEvent, OwnResult>();
  /** Counts events with the problems that they have by themselves. */
  tally = new Tally();

  constructor(options: ResultsByTimeOptions) {
    this.#options = options;
  }

  /** Adds an event that is held, with its result by itself. */
  add(event: CheckedEvent, { raw, problems }: CheckedRecord): void {
    const line = raw.file === this.#options.stream ? raw.number : 0;
    this.#own.set(event, { line, problems });
  }

  /** Adds a problem of a test that is over. */
  addEnded(late: LateProblem): void {
    this.#ended.push(late);
    if (this.#ended.length > 2 * MAX_ENDED) this.#ended = this.#ended.slice(-MAX_ENDED);
  }

  reset(): void {
    this.tally = new Tally();
    this.#ended = [];
  }

  /** The counts since the last reset, or those of a test. */
  summary(testId?: string): Summary & DeliveryProblems {
    const test = testId === undefined ? undefined : this.#options.tests.known(testId);
    const tally = testId === undefined ? this.tally : (test?.tally ?? new Tally());
    return { ...tally.summaryWith(this.#problems(testId)), ...tally.deliveryProblems };
  }

  /** Returns a function that gives the problems of an event that is held: its own, and those beside other events so far. */
  problemsOf(testId?: string): (event: CheckedEvent) => readonly Problem[] {
    const [oldest] = this.#options.feed.after(0, 1);
    const first = (oldest && this.#own.get(oldest)?.line) ?? 0;
    const byLine = new Map<number, Problem[]>();
    for (const { problem } of this.#problems(testId)) {
      if (problem.record < first) continue;
      const ofLine = byLine.get(problem.record) ?? [];
      if (ofLine.push(problem) === 1) byLine.set(problem.record, ofLine);
    }
    return (event) => {
      const { line, problems } = this.#own.get(event) ?? { line: 0, problems: event.problems };
      const others = byLine.get(line);
      return others === undefined ? problems : [...problems, ...others].sort(byPlace);
    };
  }

  *#problems(testId: string | undefined): Generator<LateProblem> {
    const { tests, conversations } = this.#options;
    if (testId !== undefined) {
      yield* tests.known(testId)?.conversations?.problemsSoFar() ?? [];
      return;
    }
    yield* this.#ended;
    yield* conversations()?.problemsSoFar() ?? [];
    for (const test of tests.all()) yield* test.conversations?.problemsSoFar() ?? [];
  }
}
