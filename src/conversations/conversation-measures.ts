import { ENDED, FEEDBACK, hasKind, kindSet, RECEIVED, SENT, STARTED } from './event-kind.js';
import type { FactRow } from './fact-row.js';
import type { PlainHistogram } from './histogram.js';
import { Histogram } from './histogram.js';
import type { PlainTimedCounts } from './timed-counts.js';
import { TimedCounts } from './timed-counts.js';
import type { PlainTimedHistograms } from './timed-histograms.js';
import { TimedHistograms } from './timed-histograms.js';

/** What the conversations of a log are like, in numbers. `schemas/report.schema.json` describes it. */
export interface ConversationSummary {
  readonly total: number;
  /** How many conversations have at least one event of a kind. */
  readonly stages: ConversationStages;
  /** How many began with `Conversation Started`, and have no `Conversation Ended` after it. */
  readonly abandoned: number;
  /** In how many the last message is a `Message Sent`. */
  readonly unanswered: number;
  /** Turns per conversation; a turn is one `Message Sent` or several, and the `Message Received` behind them. */
  readonly turns: { readonly p50?: number; readonly p95?: number; readonly max: number };
  /** The time from a `Message Sent` to the `Message Received` that follows it. */
  readonly replies: { readonly count: number } & ReplyTimes;
}

/** Percentiles, at most 1.6 % too low or too high, and the exact maximum. Absent if there is none. */
export interface ReplyTimes {
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
}

export interface ConversationStages {
  readonly started: number;
  readonly sent: number;
  readonly received: number;
  readonly feedback: number;
  readonly ended: number;
}

/** The measures of some conversations as plain data. */
export interface PlainMeasures extends Pick<ConversationSummary, 'total' | 'abandoned' | 'unanswered'> {
  readonly withKind: readonly number[];
  readonly turns: PlainHistogram;
  readonly replies: PlainHistogram;
  readonly repliesByTime: PlainTimedHistograms;
  readonly messages: PlainHistogram;
  readonly begun: PlainTimedCounts;
}

const STAGES = { started: STARTED, sent: SENT, received: RECEIVED, feedback: FEEDBACK, ended: ENDED };

const STAGE_KINDS = Object.values(STAGES);

const UNKNOWN = Number.NaN;

/** In how many stretches of time the beginnings of conversations are counted. */
const MAX_BEGUN = 4000;

/** Percentiles of a histogram of reply times. */
export function replyTimes(replies: Histogram): ReplyTimes {
  const [p50Ms, p95Ms] = [replies.percentile(0.5), replies.percentile(0.95)];
  return p50Ms === undefined || p95Ms === undefined ? {} : { p50Ms, p95Ms, maxMs: replies.max };
}

/**
 * Measures conversations, one after the other, each by its records in the order of time. The result does not depend on the order of
 * the conversations, nor on how a log is cut into files and shards.
 */
export class ConversationMeasures {
  #total = 0;
  readonly #withKind = new Float64Array(Math.max(...STAGE_KINDS) + 1);
  #abandoned = 0;
  #unanswered = 0;
  readonly #turns = new Histogram();
  readonly #replies = new Histogram();
  readonly #repliesByTime = new TimedHistograms();
  readonly #messages = new Histogram();
  readonly #begun = new TimedCounts(MAX_BEGUN);
  // The conversation of the moment.
  #kinds = 0;
  #isOpen = false;
  #isWaiting = false;
  #turnCount = 0;
  #sentAt = UNKNOWN;
  #messageCount = 0;
  #begunAt = UNKNOWN;

  /** Begins with a conversation. */
  begin(): void {
    this.#kinds = 0;
    this.#isOpen = false;
    this.#isWaiting = false;
    this.#turnCount = 0;
    this.#messageCount = 0;
    this.#begunAt = UNKNOWN;
  }

  /** Adds its next record. @param isRepeated whether it is a message whose id an earlier message has: it was logged twice */
  add(record: FactRow, isRepeated: boolean): void {
    const { kind } = record;
    this.#kinds |= kindSet(kind);
    if (Number.isNaN(this.#begunAt)) this.#begunAt = record.ownTime;
    if (kind === SENT || kind === RECEIVED) this.#messageCount++;
    if (kind === STARTED) this.#isOpen = true;
    else if (kind === ENDED) this.#isOpen = false;
    else if (isRepeated) return;
    else if (kind === SENT) {
      this.#isWaiting = true;
      this.#sentAt = record.ownTime;
    } else if (kind === RECEIVED && this.#isWaiting) {
      this.#isWaiting = false;
      this.#turnCount++;
      const time = record.ownTime - this.#sentAt;
      if (Number.isNaN(time)) return;
      this.#replies.add(time);
      this.#repliesByTime.add(this.#sentAt, time);
    }
  }

  /** Ends a conversation. One without a readable record does not count. */
  end(): void {
    if (this.#kinds === 0) return;
    this.#total++;
    for (const kind of STAGE_KINDS) {
      if (hasKind(this.#kinds, kind)) this.#withKind[kind] = (this.#withKind[kind] as number) + 1;
    }
    if (this.#isOpen) this.#abandoned++;
    if (this.#isWaiting) this.#unanswered++;
    this.#turns.add(this.#turnCount);
    this.#messages.add(this.#messageCount);
    this.#begun.add(Math.floor(this.#begunAt / 1000));
  }

  /** All of it as plain data. */
  toJSON(): PlainMeasures {
    return {
      total: this.#total,
      withKind: [...this.#withKind],
      abandoned: this.#abandoned,
      unanswered: this.#unanswered,
      turns: this.#turns.toJSON(),
      replies: this.#replies.toJSON(),
      repliesByTime: this.#repliesByTime.toJSON(),
      messages: this.#messages.toJSON(),
      begun: this.#begun.toJSON(),
    };
  }

  /** Adds the measures of other conversations, which were plain data. */
  addPlain(measures: PlainMeasures): void {
    const { total, withKind, abandoned, unanswered, turns, replies, repliesByTime, messages, begun } = measures;
    this.#total += total;
    for (const [kind, count] of withKind.entries()) this.#withKind[kind] = (this.#withKind[kind] as number) + count;
    this.#abandoned += abandoned;
    this.#unanswered += unanswered;
    this.#turns.addPlain(turns);
    this.#replies.addPlain(replies);
    this.#repliesByTime.addPlain(repliesByTime);
    this.#messages.addPlain(messages);
    this.#begun.addPlain(begun);
  }

  summary(): ConversationSummary {
    const stages = Object.entries(STAGES).map(([name, kind]) => [name, this.#withKind[kind] as number] as const);
    const [p50, p95] = [this.#turns.percentile(0.5), this.#turns.percentile(0.95)];
    return {
      total: this.#total,
      stages: Object.fromEntries(stages) as unknown as ConversationStages,
      abandoned: this.#abandoned,
      unanswered: this.#unanswered,
      turns: { ...(p50 === undefined || p95 === undefined ? {} : { p50, p95 }), max: this.#turns.max },
      replies: { count: this.#replies.count, ...replyTimes(this.#replies) },
    };
  }

  /** How many conversations there are. */
  get total(): number {
    return this.#total;
  }

  /** How many conversations have so many messages. @param from up to 100 or so @param to exclusive. Default: no limit. */
  withMessages(from: number, to = Number.POSITIVE_INFINITY): number {
    return this.#messages.between(from, to);
  }

  /** How many conversations begin in each of the buckets of a chart. */
  begunWithin(from: number, bucketMs: number, count: number): readonly number[] {
    return this.#begun.within(from, bucketMs, count)?.counts ?? [];
  }

  /** The reply times in the buckets of a chart, by when the message was sent; undefined for one without a reply. */
  repliesWithin(from: number, bucketMs: number, count: number): (Histogram | undefined)[] {
    return this.#repliesByTime.within(from, bucketMs, count);
  }
}
