import type { CheckRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { countedName } from '../check/check-sources.js';
import type { ConversationCheck, LateProblem } from '../check/conversation-check.js';
import type { Summary } from '../check/summary.js';
import { NameCounts, SummaryCounter } from '../check/summary.js';
import type { Finding } from '../problem/finding.js';
import type { RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import type { ReceivedBody } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import type { CheckedEvent } from './checked-event.js';
import type { DeliveryProblems } from './delivery-problems.js';
import { EventFeed } from './event-feed.js';
import type { ListenLimits } from './limits.js';

/** What a collector is made with. */
export interface CollectorOptions {
  readonly check: CheckRecord;
  /** Makes the stage that looks at events beside each other; asked anew after each reset. Default: none. */
  readonly conversations?: () => ConversationCheck | undefined;
  /** What problems call the stream of events; each event is one line of it. */
  readonly file: string;
  /** Get every event with its verdict, and what came in place of one, too. */
  readonly sinks: readonly Sink[];
  /** How many events are held. */
  readonly keep: number;
  readonly limits: ListenLimits;
  /** Hears of each mishap when it happens, with what `Mishaps` counts it under. */
  readonly onDeliveryProblem?: (kind: keyof DeliveryProblems, name?: string) => void;
}

/** One tally of what came, from some moment on. */
class Tally {
  readonly #counter = new SummaryCounter();
  readonly #start = performance.now();
  requests = 0;

  add(record: Parameters<SummaryCounter['add']>[0], name: string): void {
    this.#counter.add(record, name);
  }

  addLate(late: LateProblem): void {
    this.#counter.addLate(late);
  }

  /** So many conversations were let go to bound the memory. */
  dropped(conversations: number): void {
    this.#counter.conversationsDropped += conversations;
  }

  received(bytes: number): void {
    this.requests++;
    this.#counter.bytes += bytes;
  }

  summary(): Summary {
    const { files, ...counted } = this.#counter.summary(Math.round(performance.now() - this.#start));
    return { files, requests: this.requests, ...counted };
  }
}

/** Judges events the moment they arrive, hands them to its sinks, and holds the last ones. */
export class Collector {
  /** The last events with their verdicts, and a way to follow them. */
  readonly feed: EventFeed;
  readonly #options: CollectorOptions;
  readonly #whole = new Tally();
  #sinceReset = new Tally();
  #conversations: ConversationCheck | undefined;
  /** Of events, each a line of the stream; and of all that came, with what was no event. */
  #lines = 0;
  #number = 0;
  #brokenOff = 0;
  #withoutWriteKey = 0;
  readonly #unknownPaths = new NameCounts();
  readonly #refusedOrigins = new NameCounts();

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#conversations = options.conversations?.();
    this.feed = new EventFeed({ keep: options.keep, heldBytes: options.limits.heldBytes });
  }

  /** All that came since the start. */
  get summary(): Summary {
    return this.#whole.summary();
  }

  /** All that came since the last reset. */
  get summarySinceReset(): Summary {
    return this.#sinceReset.summary();
  }

  get deliveryProblems(): DeliveryProblems {
    return {
      brokenOff: this.#brokenOff,
      withoutWriteKey: this.#withoutWriteKey,
      unknownPaths: this.#unknownPaths.toObject(),
      refusedOrigins: this.#refusedOrigins.toObject(),
    };
  }

  /** Takes a body, and returns the status that Segment answers with. */
  take(body: ReceivedBody): 200 | 400 {
    this.#received(body.bytes.length);
    const { events, unreadable, status, hasWriteKey } = arrivalsOf(body, this.#options.limits);
    if (!hasWriteKey) this.#noteWithoutKey();
    for (const { text, found } of events) {
      const line = ++this.#lines;
      const bytes = Buffer.from(text);
      this.#judge({ file: this.#options.file, number: line, bytes, line, column: 1, found }, body.path);
    }
    if (unreadable !== undefined) this.#judge(this.#inPlaceOfEvent(body.path, unreadable), body.path);
    return status;
  }

  /** Takes a request of whose body nothing could be kept, and why. */
  takeNothing(path: string, bytes: number, found: Finding): void {
    this.#received(bytes);
    const raw = this.#inPlaceOfEvent(path, Buffer.alloc(0));
    this.#judge({ ...raw, fault: { kind: 'not-kept' }, found: [found] }, path);
  }

  noteBrokenOff(): void {
    this.#brokenOff++;
    this.#options.onDeliveryProblem?.('brokenOff');
  }

  noteUnknownPath(method: string, path: string): void {
    const name = `${method} ${safeName(path)}`;
    this.#unknownPaths.add(name);
    this.#options.onDeliveryProblem?.('unknownPaths', name);
  }

  noteRefusedOrigin(origin: string): void {
    const name = safeName(origin);
    this.#refusedOrigins.add(name);
    this.#options.onDeliveryProblem?.('refusedOrigins', name);
  }

  /** Says what is left to say of conversations: their events have all come. */
  end(): void {
    const conversations = this.#conversations;
    this.#conversations = undefined;
    if (conversations === undefined) return;
    this.#whole.dropped(conversations.dropped);
    for (const late of conversations.end()) {
      this.#whole.addLate(late);
      for (const sink of this.#options.sinks) sink.writeLate?.(late);
    }
  }

  /** Settles when the sinks have room for more. @throws {Failure} if one of them cannot be written. */
  async settle(): Promise<void> {
    for (const sink of this.#options.sinks) await sink.drain?.();
  }

  /**
   * Forgets the events that are held and how their conversations stood, and begins `summarySinceReset` anew. What the sinks
   * got stays as it is.
   */
  reset(): void {
    this.end();
    this.#conversations = this.#options.conversations?.();
    this.#sinceReset = new Tally();
    this.feed.reset();
  }

  #noteWithoutKey(): void {
    this.#withoutWriteKey++;
    this.#options.onDeliveryProblem?.('withoutWriteKey');
  }

  #received(bytes: number): void {
    this.#whole.received(bytes);
    this.#sinceReset.received(bytes);
  }

  /** A body that is no event: its problems name the request, since no line of the stream holds it. */
  #inPlaceOfEvent(path: string, bytes: Buffer): RawRecord {
    return { file: `<POST ${path}>`, number: 1, bytes, line: 1, column: 1 };
  }

  #judge(raw: RawRecord, path: string): void {
    const alone = this.#options.check(raw);
    const record = this.#conversations?.check(alone) ?? alone;
    const { value, valid, problems } = record;
    const name = countedName(record);
    this.#whole.add(record, name);
    this.#sinceReset.add(record, name);
    const conversationId = isObject(value?.['properties']) ? value['properties']['conversationId'] : undefined;
    const judged: CheckedEvent = {
      number: ++this.#number,
      receivedAt: new Date().toISOString(),
      path,
      name,
      ...(typeof conversationId === 'string' ? { conversationId } : {}),
      valid,
      problems,
      ...(value === undefined ? {} : { event: value }),
    };
    this.feed.add(judged, raw.bytes.length);
    for (const sink of this.#options.sinks) sink.write(record);
  }
}
