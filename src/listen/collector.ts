import type { CheckedRecord, CheckRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { countedName } from '../check/check-sources.js';
import type { LiveCheck } from '../check/live-check.js';
import type { Summary } from '../check/summary.js';
import type { Finding } from '../problem/finding.js';
import type { RawRecord } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import type { Arrivals, ReceivedBody } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import type { CheckedEvent } from './checked-event.js';
import { conversationIdOf } from './checked-event.js';
import type { DeliveryProblem, DeliveryProblems, OnDeliveryProblem } from './delivery-problems.js';
import { EventFeed } from './event-feed.js';
import type { ListenLimits } from './limits.js';
import { withRequestHints } from './request-hints.js';
import { ResultsByTime } from './results-by-time.js';
import { Tally } from './tally.js';
import type { TestRun } from './test-runs.js';
import { TestRuns, testIdOf } from './test-runs.js';

/** What a collector is made with. */
export interface CollectorOptions {
  readonly check: CheckRecord;
  /** Makes the check across records; called again after each reset. Default: none. */
  readonly conversations?: () => LiveCheck | undefined;
  /** What problems call the stream of events; each event is one line of it. */
  readonly file: string;
  /** Get every checked event, and every body that could not be read as events, with the problems by the order of arrival. */
  readonly sinks: readonly Sink[];
  /** Get the same events with their own problems, and the problems beside other events by time. Default: none. */
  readonly reports?: readonly Sink[];
  /** How many events are held. */
  readonly keep: number;
  readonly limits: ListenLimits;
  readonly onDeliveryProblem?: OnDeliveryProblem;
}

type BodyParts = Pick<RawRecord, 'bytes' | 'fault' | 'found'>;

/** A body of which only a finding is kept. */
function unkept(found: Finding): BodyParts {
  return { bytes: Buffer.alloc(0), fault: { kind: 'not-kept' }, found: [found] };
}

/** What the check of a body reads that holds no event, or not only events. */
function bodyParts(body: NonNullable<Arrivals['body']>): BodyParts {
  if ('bytes' in body) return body;
  return 'fault' in body ? { bytes: Buffer.alloc(0), fault: body.fault } : unkept(body.found);
}

/** Checks events when they arrive, writes them to its sinks, and holds the last ones. */
export class Collector {
  /** The last events with the results of their checks. */
  readonly feed: EventFeed;
  /** What came since the last reset, by time. */
  readonly byTime: ResultsByTime;
  readonly #options: CollectorOptions;
  readonly #whole = new Tally();
  readonly #tests: TestRuns;
  /** By the order of arrival, for the live page. */
  #sinceReset = new Tally();
  #conversations: LiveCheck | undefined;
  /** The last line of the stream: each event that comes is one. */
  #lines = 0;
  /** The same with the bodies that are not events. */
  #number = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#conversations = options.conversations?.();
    this.#tests = new TestRuns(
      () => options.conversations?.(),
      (conversations) => this.#endConversations(conversations),
    );
    this.feed = new EventFeed({ keep: options.keep, heldBytes: options.limits.heldBytes });
    this.byTime = new ResultsByTime({
      stream: options.file,
      feed: this.feed,
      tests: this.#tests,
      conversations: () => this.#conversations,
    });
  }

  /** Numbers the events that come as lines after these, which the stream had already. */
  continueAfter(lines: number): void {
    this.#lines = lines;
  }

  /** What came since the start, by time once the run has ended. */
  get summary(): Summary {
    return this.#whole.summary;
  }

  get deliveryProblems(): DeliveryProblems {
    return this.#whole.deliveryProblems;
  }

  /** What came since the last reset, as it looked when it arrived. */
  get summarySinceReset(): Summary {
    return this.#sinceReset.summary;
  }

  get deliveryProblemsSinceReset(): DeliveryProblems {
    return this.#sinceReset.deliveryProblems;
  }

  /** What is known of a test; undefined if none of its events came. */
  test(id: string): TestRun | undefined {
    return this.#tests.known(id);
  }

  /** Checks the events of a body. Returns the status that Segment answers with. */
  receive(body: ReceivedBody): 200 | 400 {
    const { path, bytes, testId } = body;
    this.addRequest(bytes.length);
    const tests = new Set<string>();
    const { events, body: rest, status, hasWriteKey } = arrivalsOf(body, this.#options.limits);
    if (!hasWriteKey) this.#addDeliveryProblem({ kind: 'withoutWriteKey', losesEvents: false });
    for (const { text, found } of events) {
      const line = ++this.#lines;
      const raw = { file: this.#options.file, number: line, bytes: Buffer.from(text), line, column: 1, found };
      const record = withRequestHints(this.#options.check(raw), path, false);
      const id = testIdOf(record.value, testId);
      if (id !== undefined) tests.add(id);
      this.#add(record, path, id);
    }
    if (rest !== undefined) this.#checkBody(path, bodyParts(rest), testIdOf(undefined, testId));
    for (const id of tests) this.#tests.of(id).tally.addRequest(bytes.length);
    return status;
  }

  /** Adds a request whose body was not kept, and the finding that says why. `bytes`: how much of the body was seen. */
  receiveUnkept(path: string, bytes: number, found: Finding): void {
    this.addRequest(bytes);
    this.#checkBody(path, unkept(found));
  }

  /** Checks events that were made of something else, such as spans, under the path that it came to. */
  addMade(path: string, texts: readonly string[]): void {
    for (const text of texts) {
      const line = ++this.#lines;
      const raw = { file: this.#options.file, number: line, bytes: Buffer.from(text), line, column: 1 };
      this.#add(this.#options.check(raw), path, undefined);
    }
  }

  /** Spans or records of logs that were not read. `what`: what the request held in place of them. */
  addUnreadTraces(path: string, what: string): void {
    this.#addDeliveryProblem({ kind: 'unknownPaths', name: `POST ${path} as ${safeName(what)}`, losesEvents: true });
  }

  addBrokenOff(): void {
    this.#addDeliveryProblem({ kind: 'brokenOff', losesEvents: true });
  }

  addMalformed(): void {
    this.#addDeliveryProblem({ kind: 'malformed', losesEvents: true });
  }

  addUnknownPath(method: string, path: string): void {
    // Pages are read by GET; Segment’s pixel API sends events by it.
    const reads = (method === 'GET' && !path.startsWith('/v1/pixel/')) || method === 'HEAD' || method === 'OPTIONS';
    this.#addDeliveryProblem({ kind: 'unknownPaths', name: `${method} ${safeName(path)}`, losesEvents: !reads });
  }

  addRefusedOrigin(origin: string): void {
    this.#addDeliveryProblem({ kind: 'refusedOrigins', name: safeName(origin), losesEvents: true });
  }

  /** A valid event that was not forwarded. Nothing is lost here: it was checked and written to the other sinks. */
  addNotForwarded(): void {
    this.#addDeliveryProblem({ kind: 'notForwarded', losesEvents: false });
  }

  /** Spans, traces or conversations of traces that a limit leaves out. The events that were made of them are checked and written. */
  addLimited(kind: 'unreadSpans' | 'evictedTraces' | 'evictedConversations'): void {
    this.#addDeliveryProblem({ kind, losesEvents: false });
  }

  /** Reports the conversation problems that show only at the end. */
  end(): void {
    this.#tests.end();
    const conversations = this.#conversations;
    this.#conversations = undefined;
    if (conversations !== undefined) this.#endConversations(conversations);
  }

  /** Resolves when the sinks can take more. @throws {Failure} if one of them cannot be written. */
  async drain(): Promise<void> {
    for (const sink of [...this.#options.sinks, ...this.#reports]) await sink.drain?.();
  }

  /**
   * Forgets the held events, the state of their conversations and all counts since the last reset. What the sinks got and
   * what `summary` counts stays.
   * `testId`: only those of this test.
   */
  reset(testId?: string): void {
    if (testId !== undefined) {
      this.#tests.reset(testId, this.#number);
      return;
    }
    this.end();
    this.#conversations = this.#options.conversations?.();
    this.#sinceReset = new Tally();
    this.byTime.reset();
    this.feed.reset();
  }

  #endConversations(conversations: LiveCheck): void {
    for (const late of conversations.end()) {
      this.#whole.addLate(late);
      for (const sink of this.#reports) sink.writeLate?.(late);
      this.byTime.addEnded(late);
    }
  }

  get #reports(): readonly Sink[] {
    return this.#options.reports ?? [];
  }

  /** Counts a request with this number of bytes. */
  addRequest(bytes: number): void {
    this.#whole.addRequest(bytes);
    this.#sinceReset.addRequest(bytes);
    this.byTime.tally.addRequest(bytes);
  }

  #addDeliveryProblem(problem: DeliveryProblem): void {
    this.#whole.addDeliveryProblem(problem);
    this.#sinceReset.addDeliveryProblem(problem);
    this.byTime.tally.addDeliveryProblem(problem);
    this.#options.onDeliveryProblem?.(problem);
  }

  /** A body that is not an event: its problems name the request, since no line of the stream holds it. */
  #checkBody(path: string, body: BodyParts, testId?: string): void {
    const raw = { file: `<POST ${path}>`, number: 1, line: 1, column: 1, ...body };
    this.#add(withRequestHints(this.#options.check(raw), path, true), path, testId);
  }

  #add(alone: CheckedRecord, path: string, testId: string | undefined): void {
    const test = testId === undefined ? undefined : this.#tests.of(testId);
    const conversations = test === undefined ? this.#conversations : test.conversations;
    const record = conversations?.check(alone) ?? alone;
    const name = countedName(record);
    for (const tally of [this.#whole, this.byTime.tally, test?.tally]) tally?.addRecord(alone, name);
    this.#sinceReset.addRecord(record, name);
    const event = this.#hold(record, name, path, testId);
    this.byTime.add(event, alone);
    for (const sink of this.#options.sinks) sink.write(record);
    for (const sink of this.#reports) sink.write(alone);
  }

  #hold(
    { raw, value, valid, problems }: CheckedRecord,
    name: string,
    path: string,
    testId: string | undefined,
  ): CheckedEvent {
    const conversationId = conversationIdOf(value);
    const event: CheckedEvent = {
      number: ++this.#number,
      receivedAt: new Date().toISOString(),
      path,
      name,
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(testId === undefined ? {} : { testId }),
      valid,
      problems,
      ...(value === undefined ? {} : { event: value }),
    };
    this.feed.add(event, raw.bytes.length);
    return event;
  }
}
