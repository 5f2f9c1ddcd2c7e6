import type { CheckResult } from '../../check/check-result.js';
import { rebuildValue } from '../../check/check-result.js';
import type { LateProblem } from '../../check/late-problem.js';
import type { Summary } from '../../check/summary.js';
import type { ConversationMeasures } from '../../conversations/conversation-measures.js';
import { replyTimes } from '../../conversations/conversation-measures.js';
import type { Problem } from '../../problem/problem.js';
import { conversationIdOf } from '../../record/conversation-id.js';
import { HASH_WORDS, hashId } from '../../record/id-hash.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { AcceptedRecords } from '../../scan/accepted-records.js';
import { AnswerReader } from '../../scan/answer-reader.js';
import { timeOf } from '../../schema/date-time.js';
import type { EventSchema } from '../../schema/event-schema.js';
import type { Writable } from '../../text/writable.js';
import type { ConversationEvent } from './conversation-ledger.js';
import { ConversationLedger } from './conversation-ledger.js';
import { addToCounts } from './counts.js';
import type { ProblemContext } from './example-groups.js';
import { ExampleGroups } from './example-groups.js';
import { FeedbackRatings, ratingIn } from './feedback-ratings.js';
import { FileMaps } from './file-maps.js';
import { KnownNames } from './name-facts.js';
import { ProblemTallies } from './problem-tallies.js';
import { DEFAULT_RELEASE_FIELD, releaseOf } from './release.js';
import { ReleaseShares } from './release-shares.js';
import type { ReportDocument, TimeBucket, TimeChart } from './report-document.js';
import { reportedRecord } from './reported-record.js';
import { SpecCoverage } from './spec-coverage.js';
import { TimeBuckets } from './time-buckets.js';

/** What the document of a run is made with. */
export interface CollectorOptions {
  readonly tool: ReportDocument['tool'];
  readonly showValues: boolean;
  /** Whether only errors are reported. */
  readonly errorsOnly: boolean;
  /** The events that are known, for what never came up. */
  readonly events: readonly EventSchema[];
  /** The field that names an event's release, with dots between its keys. Default: DEFAULT_RELEASE_FIELD. */
  readonly releaseField?: string | undefined;
  /** What the conversations are like, at the end. Default: not known. */
  readonly measures?: ConversationMeasures | undefined;
}

const NONE: readonly Problem[] = [];

function propertyOf(value: JsonObject | undefined, key: string): unknown {
  return isObject(value?.['properties']) ? value['properties'][key] : undefined;
}

/** The whole seconds since 1970 of a timestamp; NaN for what is no date-time. */
function secondsOf(timestamp: unknown): number {
  return typeof timestamp === 'string' ? Math.floor(timeOf(timestamp) / 1000) : Number.NaN;
}

function secondsAt(bytes: Buffer, start: number, length: number): number {
  return secondsOf(bytes.toString('latin1', start, start + length));
}

/** A chart with the times that replies took. */
function withReplies(time: TimeChart, measures: ConversationMeasures | undefined): TimeChart {
  if (measures === undefined) return time;
  const replies = measures.repliesWithin(time.from, time.bucketMs, time.buckets.length);
  const buckets = time.buckets.map((bucket, index): TimeBucket => {
    const histogram = replies[index];
    const { p50Ms, p95Ms } = histogram === undefined ? {} : replyTimes(histogram);
    if (histogram === undefined || p50Ms === undefined || p95Ms === undefined) return bucket;
    return { ...bucket, replies: { count: histogram.count, p50Ms, p95Ms } };
  });
  return { ...time, buckets };
}

/** Gathers what the report page shows while a log is checked, in bounded memory. */
export class DocumentCollector {
  readonly #options: CollectorOptions;
  readonly #tallies = new ProblemTallies();
  readonly #files = new FileMaps();
  readonly #time = new TimeBuckets();
  readonly #groups = new ExampleGroups();
  readonly #ledger: ConversationLedger;
  readonly #feedback = new FeedbackRatings();
  readonly #coverage: SpecCoverage;
  readonly #names: KnownNames;
  readonly #shares = new ReleaseShares();
  readonly #reader = new AnswerReader();
  readonly #hash = new Int32Array(HASH_WORDS);
  readonly #releasePath: readonly string[];
  /** The last key of that path as JSON. */
  readonly #releaseKey: Buffer;
  /** One event for all that were accepted: they come by the million. */
  readonly #accepted: Writable<ConversationEvent> = {
    ...{ file: '', number: 0, line: 0, name: '', valid: true, problems: NONE },
    ...{ isMessage: false, start: undefined, length: 0 },
  };

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#releasePath = (options.releaseField ?? DEFAULT_RELEASE_FIELD).split('.');
    this.#releaseKey = Buffer.from(JSON.stringify(this.#releasePath.at(-1)));
    this.#ledger = new ConversationLedger(options.showValues);
    this.#coverage = new SpecCoverage(options.events);
    this.#names = new KnownNames(this.#tallies, this.#coverage);
  }

  /** Adds a record that was parsed. */
  write(record: CheckResult): void {
    const { raw, valid, call } = record;
    const value = rebuildValue(record);
    const { file, number, line, bytes } = raw;
    const problems = this.#reported(record.problems);
    const { name, tally, sightings, isMessage, isFeedback } = this.#names.ofBuilt(record);
    this.#files.reached(file, number);
    if (!valid || problems.length > 0) this.#files.addProblems(file, number, valid, problems);
    if (valid) tally.valid++;
    else tally.invalid++;
    const seconds = secondsOf(value?.['timestamp']);
    this.#time.add(seconds, valid);
    if (value !== undefined && sightings?.count() === true) sightings.look(value);
    const needsRelease = isFeedback || problems.length > 0;
    const release = needsRelease ? releaseOf(value, this.#releasePath) : '';
    if (isFeedback) this.#addFeedback(propertyOf(value, 'rating'), seconds, release);
    const { showValues } = this.#options;
    const show = () =>
      reportedRecord({ file, number, line, name, valid, problems, value, found: record.problems }, showValues);
    if (problems.length > 0) this.#time.addProblems(seconds, problems.length);
    const causes = problems.map((problem) => {
      addToCounts(tally, problem);
      return this.#addProblem(problem, { seconds, release, show });
    });
    const id = call === undefined || call === 'track' ? conversationIdOf(value, record.problems) : undefined;
    if (id === undefined) return;
    const start = this.#ledger.recent.copy(bytes);
    const event = { file, number, line, name, isMessage, valid, problems, start, length: bytes.length };
    if (this.#ledger.add(event, id, causes)) this.#time.addConversation(seconds);
    hashId(id, this.#hash);
    const word = this.#hash[0] as number;
    if (this.#shares.wants(word)) this.#shares.add(word, releaseOf(value, this.#releasePath));
  }

  /** Adds records of a run that the scanner accepted, `from` inclusive, `to` exclusive. */
  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    if (to <= from) return;
    const { chunk, file } = run;
    this.#files.reached(file, run.numberOf(to - 1));
    const start = run.beginOf(from);
    const copied = this.#ledger.recent.copy(chunk.subarray(start, run.endOf(to - 1)));
    const event = this.#accepted;
    event.file = file;
    const reader = this.#reader;
    reader.moveTo(run, from);
    for (let index = from; index < to; index++, reader.next()) {
      const { name, tally, sightings, isMessage, isFeedback, isTrack } = this.#names.ofAccepted(reader.name);
      tally.valid++;
      const timeLength = reader.timestampLength;
      const seconds = timeLength === 0 ? Number.NaN : secondsAt(chunk, run.startOf(index, 'timestamp'), timeLength);
      this.#time.add(seconds, true);
      if (sightings?.count() === true) sightings.look(JSON.parse(run.rawOf(index).bytes.toString()) as JsonObject);
      if (isFeedback) this.#addAcceptedFeedback(run.rawOf(index).bytes, seconds);
      const { conversationAt } = reader;
      if (!isTrack || conversationAt < 0) continue;
      const begin = run.beginOf(index);
      event.number = run.numberOf(index);
      event.line = run.lineOf(index);
      event.name = name;
      event.isMessage = isMessage;
      event.start = copied === undefined ? undefined : copied + begin - start;
      event.length = run.endOf(index) - begin;
      const isNew = this.#ledger.addAccepted(event, reader.hashes, conversationAt);
      const word = reader.hashes[conversationAt] as number;
      if (this.#shares.wants(word)) this.#shares.add(word, this.#releaseIn(chunk.subarray(begin, run.endOf(index))));
      if (isNew) this.#time.addConversation(seconds);
    }
  }

  /** Adds a problem of a record that was added before. */
  writeLate({ problem, ofValid, conversationId, countedName, at = Number.NaN }: LateProblem): void {
    if (this.#reported([problem]).length === 0) return;
    const { file, record, severity } = problem;
    const becomesInvalid = ofValid && severity === 'error';
    this.#files.addProblems(file, record, !becomesInvalid, [problem]);
    const seconds = Math.floor(at / 1000);
    this.#time.addProblems(seconds, 1);
    const cause = this.#addProblem(problem, { seconds, release: undefined });
    const kept = conversationId === undefined ? undefined : this.#ledger.addLate(conversationId, problem, cause);
    const name = problem.event ?? countedName ?? kept?.name;
    if (name === undefined) return;
    const tally = this.#tallies.event(name);
    addToCounts(tally, problem);
    if (!becomesInvalid) return;
    tally.valid--;
    tally.invalid++;
  }

  /** All that was gathered; nothing of it is cut to a size. */
  document(summary: Summary, madeAt: Date): ReportDocument {
    const { tool, showValues, errorsOnly, measures } = this.#options;
    const { files, records, valid, invalid, errors, warnings, bytes, durationMs, baseline } = summary;
    const time = this.#time.chart();
    const { groups, placeOf } = this.#groups.listed(time);
    const byRelease = this.#shares.listed();
    return {
      version: 1,
      tool,
      madeAt: madeAt.toISOString(),
      showsValues: showValues,
      errorsOnly,
      summary: {
        ...{ files, records, valid, invalid, errors, warnings, bytes, durationMs },
        ...(baseline === undefined ? {} : { known: baseline.known }),
      },
      rules: this.#tallies.rules(),
      events: this.#tallies.events(),
      fields: this.#tallies.fields(),
      files: this.#files.listed(),
      ...(time === undefined ? {} : { time: withReplies(time, measures) }),
      groups,
      releaseField: this.#releasePath.join('.'),
      ...(byRelease === undefined ? {} : { byRelease }),
      conversations: this.#ledger.counts(),
      ...(summary.conversations && { measures: summary.conversations }),
      timelines: this.#ledger.timelines(),
      troubled: this.#ledger.troubled(placeOf),
      feedback: this.#feedback.counts(),
      coverage: { events: this.#coverage.listed() },
    };
  }

  #reported(problems: readonly Problem[]): readonly Problem[] {
    return this.#options.errorsOnly ? problems.filter(({ severity }) => severity === 'error') : problems;
  }

  /** Returns the number of the group that the problem is in, if it is in one. */
  #addProblem(problem: Problem, context: ProblemContext): number | undefined {
    this.#tallies.add(problem);
    return this.#groups.add(problem, context);
  }

  #addFeedback(rating: unknown, seconds: number, release: string): void {
    this.#feedback.add(rating, release);
    if (typeof rating === 'number') this.#time.addRating(seconds, rating);
  }

  /** Adds valid feedback from its bytes. */
  #addAcceptedFeedback(bytes: Buffer, seconds: number): void {
    this.#addFeedback(ratingIn(bytes), seconds, this.#releaseIn(bytes));
  }

  /** The release that a valid record names; it is parsed only if it may name one. */
  #releaseIn(bytes: Buffer): string {
    if (!bytes.includes(this.#releaseKey)) return '';
    return releaseOf(JSON.parse(bytes.toString()) as JsonObject, this.#releasePath);
  }
}
