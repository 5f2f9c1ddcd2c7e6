import type {
  ConversationCounts,
  Coverage,
  EventCount,
  FeedbackCounts,
  FieldCount,
  Listed,
  Measures,
  NameCount,
  ProblemSpan,
  RuleCount,
  TimeChart,
} from '../../overview/overview.js';
import type { Problem, Severity } from '../../problem/problem.js';

export type {
  ConversationCounts,
  Coverage,
  EventCount,
  EventCoverage,
  FeedbackCounts,
  FieldCount,
  FieldCoverage,
  Listed,
  Measures,
  NameCount,
  ProblemSpan,
  ReleaseRatings,
  RuleCount,
  TimeBucket,
  TimeChart,
} from '../../overview/overview.js';

/**
 * What the report page shows: plain JSON, the text of the page’s `<script type="application/json" id="report-document">`; a page
 * without that element is the live one. It is a sample of a log, never the log: every list is capped,
 * with the true total beside it, so that the page stays small for any log. Unless `showsValues` is true, no body, trait or other
 * free text of the log is in it. Names from the log (events, keys, files, ids) are cut to a length and cleaned.
 */
export interface ReportDocument {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** When the run ended: RFC 3339, in UTC. */
  readonly madeAt: string;
  /** Whether the values of the log are shown (`--show-values`); else payloads are masked. */
  readonly showsValues: boolean;
  /** Whether warnings were left out (`--quiet`); the summary counts them all the same. */
  readonly errorsOnly: boolean;
  readonly summary: ReportSummary;
  /** Most frequent first, errors before warnings. */
  readonly rules: Listed<RuleCount>;
  /** Most frequent first. */
  readonly events: Listed<EventCount>;
  /** Fields at fault; most frequent first. */
  readonly fields: Listed<FieldCount>;
  /** In the order in which they were read, those with problems kept before those without. */
  readonly files: Listed<FileMap>;
  /** Over the timestamps of the records; absent if none has one. */
  readonly time?: TimeChart;
  /** Problems of one cause: the same rule, field and hint; errors before warnings, each with the most frequent first. */
  readonly groups: Listed<ExampleGroup>;
  /** The field that names the release of an event: `context.app.version`, or that of `--release-field`. */
  readonly releaseField: string;
  /** The releases that events name; absent if none does. */
  readonly byRelease?: EventsByRelease;
  readonly conversations: ConversationCounts;
  /** What conversations are like; absent if no rule about conversations is on. */
  readonly measures?: Measures;
  /** The conversations with most problems, worst first; `total` counts all conversations with a problem. */
  readonly timelines: Listed<Timeline>;
  /** All conversations with a problem that are known by their ids, worst first. */
  readonly troubled: Listed<TroubledConversation>;
  readonly feedback: FeedbackCounts;
  readonly coverage: Coverage;
}

/** The releases of events, valid ones too. */
export interface EventsByRelease {
  /** How many events were looked at: all of a small log, a sample of a large one. */
  readonly looked: number;
  /** Of these, most first; "" where an event names none. */
  readonly releases: Listed<NameCount>;
}

/** The numbers of a run. */
export interface ReportSummary {
  readonly files: number;
  readonly records: number;
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** With a baseline: how many problems it knows, which the report leaves out. */
  readonly known?: number;
  /** Why the run is incomplete; absent if it is complete. */
  readonly failures?: readonly string[];
}

/** Where in a file its problems lie. */
export interface FileMap {
  readonly file: string;
  readonly records: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
  /** How many records each bucket covers, the last one apart; the first bucket begins with record 1. */
  readonly recordsPerBucket: number;
  /** At most 200, up to the file’s last record. */
  readonly buckets: readonly FileBucket[];
}

export interface FileBucket {
  /** The line on which its first problem stands, to go there; absent if it has none. */
  readonly line?: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Problems of one cause and where the first of them stand. */
export interface ExampleGroup {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly url: string;
  readonly pointer: string;
  readonly path: string;
  readonly count: number;
  /** The events that have them, most frequent first; problems of records without an event are in none. */
  readonly events: Listed<NameCount>;
  /** The releases that their records name, most frequent first; "" where a record names none. Empty if none does. */
  readonly releases: Listed<NameCount>;
  /** When they occurred; absent if none of their records has a time in the chart. */
  readonly span?: ProblemSpan;
  readonly examples: readonly Example[];
  /** Where the last one stands, if it is none of the examples. */
  readonly last?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface Example {
  readonly problem: Problem;
  /** The record that it stands in, with all its problems; absent where none could be kept. */
  readonly record?: ReportedRecord;
}

/** A record with its result; the live page's counterpart is `CheckedEvent`. */
export interface ReportedRecord {
  readonly file: string;
  /** 1-based, within the file. */
  readonly number: number;
  readonly line: number;
  /** Its event’s name, or its call’s in parentheses. */
  readonly name: string;
  readonly conversationId?: string;
  /** `properties.messageId`, which ties messages, actions and feedback together. */
  readonly messageId?: string;
  /** Its timestamp in milliseconds since 1970. */
  readonly at?: number;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /**
   * The record, masked: a text is `(text of 12)`, a number `(number)`; as it is
   * if `showsValues`. Long lists and objects are cut, which a last item or key `…` says. Absent if it could not be read, and in
   * timelines of a large log for records that come late in it.
   */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** One conversation with problems, in the order of the log. */
export interface Timeline {
  readonly conversationId: string;
  readonly errors: number;
  readonly warnings: number;
  /** All of its events; more than `entries` has if it is long. */
  readonly events: number;
  readonly entries: readonly TimelineEntry[];
  /** How many events after the last entry are not shown. */
  readonly after: number;
}

/** A conversation with a problem, as the index lists it. */
export interface TroubledConversation {
  readonly conversationId: string;
  /** Where its first problem stands. */
  readonly file: string;
  readonly line: number;
  readonly errors: number;
  readonly warnings: number;
  /** Its causes, as indices into `groups.shown`, without those that are not shown. */
  readonly groups: readonly number[];
}

export interface TimelineEntry extends ReportedRecord {
  /** How many events of the conversation between the entry before and this one are not shown; absent if none. */
  readonly skipped?: number;
}
