import type { PlainHistogram } from '../conversations/histogram.js';
import { Histogram } from '../conversations/histogram.js';
import type { PlainTimedHistograms } from '../conversations/timed-histograms.js';
import { TimedHistograms } from '../conversations/timed-histograms.js';
import type { Progress, Reply, Stage } from './conversation-progress.js';
import { progressSoFar } from './conversation-progress.js';
import type { BucketReplies, Listed, Measures, ReleaseReplies, TimeChart } from './overview.js';

/** As many stretches of time as the live chart has columns, or some more. */
const MAX_TIMES = 130;

/** How many releases have reply times of their own; replies of further ones count in all others alike. */
const MAX_RELEASES = 20;

/** The measures so far, as plain JSON. */
export interface LiveMeasuresState {
  readonly gone: GoneConversations;
  readonly turns: PlainHistogram;
  readonly replies: PlainHistogram;
  readonly byTime: PlainTimedHistograms;
  readonly byRelease: readonly (readonly [release: string, replies: PlainHistogram])[];
}

/** What is known of the conversations that are no longer kept. */
interface GoneConversations {
  total: number;
  readonly stages: Record<Stage, number>;
  abandoned: number;
  unanswered: number;
}

function noneGone(): GoneConversations {
  return { total: 0, stages: { started: 0, sent: 0, received: 0, feedback: 0, ended: 0 }, abandoned: 0, unanswered: 0 };
}

function copyOf(histogram: Histogram): Histogram {
  const copy = new Histogram();
  copy.merge(histogram);
  return copy;
}

/** The percentiles of reply times; undefined if there are none. */
function percentiles(replies: Histogram): BucketReplies | undefined {
  const [p50Ms, p95Ms] = [replies.percentile(0.5), replies.percentile(0.95)];
  return p50Ms === undefined || p95Ms === undefined ? undefined : { count: replies.count, p50Ms, p95Ms };
}

function addConversation(counts: GoneConversations, turns: Histogram, progress: Progress): void {
  counts.total++;
  for (const stage of progress.stages) counts.stages[stage]++;
  if (progress.isOpen) counts.abandoned++;
  if (progress.sentAt !== null) counts.unanswered++;
  turns.add(progress.turns);
}

function listed(byRelease: ReadonlyMap<string, Histogram>): Listed<ReleaseReplies> {
  const all = [...byRelease].flatMap(([name, replies]) => {
    const found = percentiles(replies);
    return found === undefined ? [] : [{ name, ...found }];
  });
  const isNamed = all.some(({ name }) => name !== '');
  const shown = isNamed ? all.sort((a, b) => b.count - a.count) : [];
  return { shown, total: shown.length };
}

function addReply(all: Histogram, byRelease: Map<string, Histogram>, { ms, release }: Reply): void {
  all.add(ms);
  let ofRelease = byRelease.get(release);
  if (ofRelease === undefined && byRelease.size < MAX_RELEASES) {
    ofRelease = new Histogram();
    byRelease.set(release, ofRelease);
  }
  ofRelease?.add(ms);
}

/** Measures conversations while their events come, in bounded memory: how far they get, turns, and how long replies take. */
export class LiveMeasures {
  #gone = noneGone();
  readonly #turns = new Histogram();
  readonly #replies = new Histogram();
  readonly #byTime = new TimedHistograms(MAX_TIMES);
  readonly #byRelease = new Map<string, Histogram>();

  /** Adds a reply that is final. */
  addReply(reply: Reply): void {
    addReply(this.#replies, this.#byRelease, reply);
    this.#byTime.add(reply.arrivedAt, reply.ms);
  }

  /** Adds a conversation that is kept no longer. */
  addGone(last: Progress): void {
    const { progress, replies } = progressSoFar(last);
    for (const reply of replies) this.addReply(reply);
    addConversation(this.#gone, this.#turns, progress);
  }

  /** All measures, and the chart of the events with the replies that arrived at its times. @param kept the conversations that are kept */
  measured(
    kept: readonly Progress[],
    time: TimeChart | undefined,
  ): { readonly measures: Measures; readonly time: TimeChart | undefined } {
    const counts = { ...this.#gone, stages: { ...this.#gone.stages } };
    const turns = copyOf(this.#turns);
    const late: Reply[] = [];
    for (const one of kept) {
      const { progress, replies } = progressSoFar(one);
      addConversation(counts, turns, progress);
      late.push(...replies);
    }
    const all = copyOf(this.#replies);
    const byRelease = new Map([...this.#byRelease].map(([release, replies]) => [release, copyOf(replies)]));
    for (const reply of late) addReply(all, byRelease, reply);
    const [p50, p95] = [turns.percentile(0.5), turns.percentile(0.95)];
    const found = percentiles(all);
    return {
      measures: {
        ...counts,
        isGoingOn: true,
        turns: { ...(p50 === undefined || p95 === undefined ? {} : { p50, p95 }), max: turns.max },
        replies: {
          count: all.count,
          ...(found === undefined ? {} : { p50Ms: found.p50Ms, p95Ms: found.p95Ms, maxMs: all.max }),
          byRelease: listed(byRelease),
        },
      },
      time: time && this.#withReplies(time, late),
    };
  }

  get state(): LiveMeasuresState {
    return {
      gone: this.#gone,
      turns: this.#turns.toJSON(),
      replies: this.#replies.toJSON(),
      byTime: this.#byTime.toJSON(),
      byRelease: [...this.#byRelease].map(([release, replies]) => [release, replies.toJSON()]),
    };
  }

  load({ gone, turns, replies, byTime, byRelease }: LiveMeasuresState): void {
    this.#gone = gone;
    this.#turns.addPlain(turns);
    this.#replies.addPlain(replies);
    this.#byTime.addPlain(byTime);
    for (const [release, ofRelease] of byRelease) {
      const histogram = new Histogram();
      histogram.addPlain(ofRelease);
      this.#byRelease.set(release, histogram);
    }
  }

  #withReplies(time: TimeChart, late: readonly Reply[]): TimeChart {
    const { from, bucketMs, buckets } = time;
    const byBucket = this.#byTime.within(from, bucketMs, buckets.length);
    for (const { arrivedAt, ms } of late) {
      const index = Math.min(Math.max(Math.floor((arrivedAt - from) / bucketMs), 0), buckets.length - 1);
      byBucket[index] ??= new Histogram();
      byBucket[index].add(ms);
    }
    return {
      ...time,
      buckets: buckets.map((bucket, index) => {
        const replies = byBucket[index] && percentiles(byBucket[index]);
        return replies === undefined ? bucket : { ...bucket, replies };
      }),
    };
  }
}
