import type { CheckResult } from '../../check/check-result.js';
import { isReadable } from '../../check/check-result.js';
import type { LateProblem } from '../../check/late-problem.js';
import type { RepeatedRecord } from '../../check/repeated-record.js';
import type { Summary } from '../../check/summary.js';
import type { ConversationMeasures } from '../../conversations/conversation-measures.js';
import { replyTimes } from '../../conversations/conversation-measures.js';
import type { FileShift } from '../../conversations/gathered-block.js';
import type { Problem } from '../../problem/problem.js';
import type { JsonObject } from '../../record/record.js';
import type { AcceptedRecords } from '../../scan/accepted-records.js';
import type { EventSchema } from '../../schema/event-schema.js';
import { ExampleGroups } from './example-groups.js';
import { FileMaps } from './file-maps.js';
import { ProblemTallies } from './problem-tallies.js';
import type { RecordContents } from './record-contents.js';
import { groupKeyOf, pointersOf, recordContents, ShownContents } from './record-contents.js';
import type { PlainTotals } from './record-totals.js';
import { RecordTotals } from './record-totals.js';
import { DEFAULT_RELEASE_FIELD } from './release.js';
import type { ConversationCounts, ReportDocument, TimeBucket, TimeChart } from './report-document.js';
import type { CoveredEvent } from './spec-coverage.js';
import type { EventsOf } from './troubled-conversations.js';
import { TroubledConversations } from './troubled-conversations.js';
import type { SeenRecord, TroubledRecord } from './troubled-record.js';
import { reportedRecord } from './troubled-record.js';

/** What the document of a run is made with. */
export interface CollectorOptions {
  readonly tool: ReportDocument['tool'];
  readonly showValues: boolean;
  /** Whether only errors are reported. */
  readonly errorsOnly: boolean;
  /** The events that are known, for what never came up. */
  readonly events: readonly (EventSchema | CoveredEvent)[];
  /** The field that names an event's release, with dots between its keys. Default: DEFAULT_RELEASE_FIELD. */
  readonly releaseField?: string | undefined;
  /** What the conversations are like, at the end. Default: not known. */
  readonly measures?: ConversationMeasures | undefined;
  /** Finds the events of conversations, at the end. Default: only events with problems are shown. */
  readonly eventsOf?: EventsOf | undefined;
}

/** The least numbers of messages that conversations are counted by. */
const MESSAGE_STEPS = [0, 1, 2, 3, 4, 5, 6, 10, 20, 50, 100];

/** The place of a record as one number: files are far fewer than two million. */
function placeOf(fileIndex: number, record: number): number {
  return fileIndex * 2 ** 32 + record;
}

/** How many conversations there are, and how many messages they have. */
function conversationCounts(measures: ConversationMeasures | undefined): ConversationCounts {
  const byMessages = MESSAGE_STEPS.map((from, index) => {
    const next = MESSAGE_STEPS[index + 1];
    const conversations = measures?.withMessages(from, next) ?? 0;
    return { from, ...(next === undefined ? {} : { to: next - 1 }), conversations };
  });
  return { total: measures?.total ?? 0, exact: true, byMessages };
}

/** A chart with the beginnings of conversations, and the times that replies took. */
function withConversations(time: TimeChart, measures: ConversationMeasures | undefined): TimeChart {
  if (measures === undefined) return time;
  const replies = measures.repliesWithin(time.from, time.bucketMs, time.buckets.length);
  const begun = measures.begunWithin(time.from, time.bucketMs, time.buckets.length);
  const buckets = time.buckets.map((bucket, index): TimeBucket => {
    const counted = { ...bucket, conversations: begun[index] ?? 0 };
    const histogram = replies[index];
    const { p50Ms, p95Ms } = histogram === undefined ? {} : replyTimes(histogram);
    if (histogram === undefined || p50Ms === undefined || p95Ms === undefined) return counted;
    return { ...counted, replies: { count: histogram.count, p50Ms, p95Ms } };
  });
  return { ...time, buckets };
}

/**
 * Gathers what the report page shows, in bounded memory: while a log is checked, or from shards, part by part. What is gathered of
 * the parts of a log is the same as of the whole log.
 */
export class DocumentCollector {
  readonly #options: CollectorOptions;
  readonly #tallies = new ProblemTallies();
  readonly #files = new FileMaps();
  readonly #groups = new ExampleGroups();
  readonly #conversations = new TroubledConversations();
  readonly #shown = new ShownContents();
  readonly #totals: RecordTotals;
  /** What makes the contents of records that are shown, by their places. */
  readonly #contents = new Map<number, () => RecordContents>();
  #fileIndex = 0;
  #file = '';

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { events, releaseField, showValues } = options;
    this.#totals = new RecordTotals({
      ...{ events, releaseField, contents: this.#shown },
      onClean: ({ file, number, bytes }) => {
        this.#contents.set(placeOf(file, number), contentsOfBytes(Buffer.from(bytes), [], showValues));
      },
    });
  }

  beginFile(file: string, index: number): void {
    this.#file = file;
    this.#fileIndex = index;
    this.#totals.beginFile(index);
  }

  /** Adds a record. */
  write(record: CheckResult): void {
    this.#add(record, this.#totals.write(record));
  }

  /** Adds a record whose findings are known from another one. */
  writeRepeated(record: RepeatedRecord): void {
    this.#add(record.result, this.#totals.writeRepeated(record));
  }

  #add(record: CheckResult, seen: SeenRecord | undefined): void {
    const { raw, valid, problems, all = problems } = record;
    const { number, line } = raw;
    this.#files.reached(this.#fileIndex, this.#file, number);
    if (seen === undefined) return;
    const { showValues } = this.#options;
    const keep = () =>
      isReadable(record) ? contentsOfBytes(Buffer.from(raw.bytes), pointersOf(all), showValues) : () => ({});
    this.addTroubled({
      ...seen,
      fileIndex: this.#fileIndex,
      file: this.#file,
      number,
      line,
      valid,
      problems,
      all,
      keep,
    });
  }

  /** Adds records of a run that the scanner accepted, `from` inclusive, `to` exclusive. */
  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    if (to <= from) return;
    this.#files.reached(this.#fileIndex, this.#file, run.numberOf(to - 1));
    this.#totals.writeAccepted(run, from, to);
  }

  /**
   * Adds the records of the next part of the log, but for their problems.
   * @param names of all files @param shifts where the files of the part stand @param records how many each of them has
   */
  addTotals(
    totals: PlainTotals,
    names: readonly string[],
    shifts: readonly FileShift[],
    records: readonly number[],
  ): void {
    for (const [index, { fileIndex, records: before }] of shifts.entries()) {
      const count = records[index] ?? 0;
      if (count > 0) this.#files.reached(fileIndex, names[fileIndex] ?? '', before + count);
    }
    this.#totals.addPlain(totals, shifts);
  }

  /** Adds the contents of a record without problems. Called for those of a part before `addTotals`, in order. */
  addClean(fileIndex: number, number: number, bytes: number, contents: RecordContents): void {
    if (this.#shown.admitsClean(bytes)) this.#contents.set(placeOf(fileIndex, number), keptContents(contents));
  }

  /** Adds the problems of a record. Called for those of a part after `addTotals`, in order. */
  addTroubled(given: TroubledRecord): void {
    const problems = this.#reported(given.problems);
    const record = problems === given.problems ? given : { ...given, problems };
    const { fileIndex, number, valid, all, name, at = Number.NaN, bytes, release } = record;
    const keys = all.map(groupKeyOf);
    const contents = this.#shown.admitsTroubled(keys, bytes) ? record.keep() : undefined;
    if (contents !== undefined) this.#contents.set(placeOf(fileIndex, number), contents);
    if (!valid || problems.length > 0) this.#files.addProblems(fileIndex, number, valid, problems);
    if (problems.length === 0) return;
    const seconds = Math.floor(at / 1000);
    this.#totals.time.addProblems(seconds, problems.length);
    const show = contents && (() => reportedRecord(record, contents()));
    const areAll = problems.length === all.length;
    const causes = problems.map((problem, index) => {
      this.#tallies.add(problem);
      this.#tallies.addOfEvent(name, problem, false);
      const key = areAll ? keys[index] : undefined;
      return this.#groups.add(problem, { seconds, release, key, ...(show && { show }) });
    });
    this.#conversations.add(record, causes, contents !== undefined);
  }

  /** Adds a problem of a record that was added before. */
  writeLate(late: LateProblem): void {
    const { problem, fileIndex, ofValid, conversationId, countedName = '(track)', at = Number.NaN } = late;
    if (this.#reported([problem]).length === 0) return;
    const { record, severity, event = countedName } = problem;
    const becomesInvalid = ofValid && severity === 'error';
    this.#files.addProblems(fileIndex, record, !becomesInvalid, [problem]);
    const seconds = Math.floor(at / 1000);
    this.#totals.time.addProblems(seconds, 1);
    this.#tallies.add(problem);
    this.#tallies.addOfEvent(event, problem, becomesInvalid);
    const release = this.#totals.releases.releaseAt(fileIndex, record);
    const cause = this.#groups.add(problem, { seconds, release });
    if (conversationId !== undefined) this.#conversations.addLate(conversationId, late, cause);
  }

  /** All that was gathered; nothing of it is cut to a size. */
  document(summary: Summary, madeAt: Date): ReportDocument {
    const { tool, showValues, errorsOnly, measures, releaseField, eventsOf = () => [] } = this.#options;
    const { files, records, valid, invalid, errors, warnings, bytes, durationMs, baseline, failures } = summary;
    const totals = this.#totals;
    const time = totals.time.chart();
    const { groups, placeOf: placeOfGroup } = this.#groups.listed(time);
    const byRelease = totals.releases.listed();
    return {
      version: 1,
      tool,
      madeAt: madeAt.toISOString(),
      showsValues: showValues,
      errorsOnly,
      summary: {
        ...{ files, records, valid, invalid, errors, warnings, bytes, durationMs },
        ...(baseline === undefined ? {} : { known: baseline.known }),
        ...(failures === undefined ? {} : { failures }),
      },
      rules: this.#tallies.rules(),
      events: this.#tallies.events(totals.names()),
      fields: this.#tallies.fields(),
      files: this.#files.listed(),
      ...(time === undefined ? {} : { time: withConversations(time, measures) }),
      groups,
      releaseField: releaseField ?? DEFAULT_RELEASE_FIELD,
      ...(byRelease === undefined ? {} : { byRelease }),
      conversations: conversationCounts(measures),
      ...(summary.conversations && { measures: summary.conversations }),
      timelines: this.#conversations.timelines(eventsOf, (file, number) => this.#contentsAt(file, number)),
      troubled: this.#conversations.listed(placeOfGroup),
      feedback: totals.feedback.counts(),
      coverage: { events: totals.coverage.listed() },
    };
  }

  #contentsAt(fileIndex: number, record: number): RecordContents {
    return this.#contents.get(placeOf(fileIndex, record))?.() ?? {};
  }

  #reported(problems: readonly Problem[]): readonly Problem[] {
    return this.#options.errorsOnly ? problems.filter(({ severity }) => severity === 'error') : problems;
  }
}

/** What makes the contents of a record that could be read. */
function contentsOfBytes(bytes: Buffer, pointers: readonly string[], showValues: boolean): () => RecordContents {
  return () => recordContents(JSON.parse(bytes.toString()) as JsonObject, pointers, showValues);
}

/** Contents as text, which takes less memory than the object. */
export function keptContents(contents: RecordContents): () => RecordContents {
  const json = JSON.stringify(contents);
  return () => JSON.parse(json) as RecordContents;
}
