import type { Problem, Severity } from '../../problem/problem.js';

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
  /** Problems that are equal but for their place; errors before warnings, each with the most frequent first. */
  readonly groups: Listed<ExampleGroup>;
  readonly conversations: ConversationCounts;
  /** The conversations with most problems, worst first; `total` counts all conversations with a problem. */
  readonly timelines: Listed<Timeline>;
  readonly feedback: FeedbackCounts;
  readonly coverage: Coverage;
}

/** A capped list: what is shown of it, and how many there are. */
export interface Listed<Item> {
  readonly shown: readonly Item[];
  readonly total: number;
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
}

export interface RuleCount {
  readonly rule: string;
  readonly severity: Severity;
  /** The fault in a few words. */
  readonly title: string;
  /** Where the rule is explained: an https address of the project’s own. */
  readonly url: string;
  readonly count: number;
}

export interface EventCount {
  /** The event’s name, or its call’s in parentheses: `(identify)`, `(unreadable)`. */
  readonly name: string;
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
}

export interface FieldCount {
  /** As people write it: `properties.rating`, with `*` for an array’s index; "" for the record as a whole. */
  readonly path: string;
  readonly errors: number;
  readonly warnings: number;
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

/** Events and conversations over the time that the records name. */
export interface TimeChart {
  /** Where the first bucket begins: milliseconds since 1970. */
  readonly from: number;
  /** How long each bucket is: a second, a minute, an hour, a day or a few of them, in milliseconds. */
  readonly bucketMs: number;
  /** At most 200, without a gap. */
  readonly buckets: readonly TimeBucket[];
  /** Records without a timestamp that can be read, or with one far from all others. */
  readonly without: number;
}

export interface TimeBucket {
  readonly valid: number;
  readonly invalid: number;
  /** Conversations whose first event in the log lies in this bucket. */
  readonly conversations: number;
}

/** Equal problems and where the first of them stand. */
export interface ExampleGroup {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly url: string;
  readonly event?: string;
  readonly pointer: string;
  readonly path: string;
  readonly count: number;
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
   * if `showsValues`. Long lists and objects are cut, which a last item or key `…` says. Absent if it could not be read.
   */
  readonly event?: Readonly<Record<string, unknown>>;
}

export interface ConversationCounts {
  readonly total: number;
  /** False if `total` is an estimate, since there were too many conversations to keep each. */
  readonly exact: boolean;
  /** The number of conversations by number of messages, `from` and `to` inclusive; without gaps, the last range open (`to` absent). */
  readonly byMessages: readonly { readonly from: number; readonly to?: number; readonly conversations: number }[];
}

/** One conversation with problems, in the order of the log. */
export interface Timeline {
  readonly conversationId: string;
  readonly errors: number;
  readonly warnings: number;
  /** All of its events that were seen; more than `entries` has if it is long or began long before its first problem. */
  readonly events: number;
  readonly entries: readonly TimelineEntry[];
  /** How many events after the last entry are not shown. */
  readonly after: number;
}

export interface TimelineEntry extends ReportedRecord {
  /** How many events of the conversation between the entry before and this one are not shown; absent if none. */
  readonly skipped?: number;
}

/** The ratings of `Feedback Submitted`. */
export interface FeedbackCounts {
  readonly events: number;
  /** How many of them have a number as their rating. */
  readonly rated: number;
  /** By rating, in ascending order; `total` counts the different ones. */
  readonly ratings: Listed<{ readonly rating: number; readonly count: number }>;
  /** The mean of the ratings; absent if there are none. */
  readonly mean?: number;
}

/** What of the known events came up. */
export interface Coverage {
  /** Every known event, those of the spec first. */
  readonly events: Listed<EventCoverage>;
}

export interface EventCoverage {
  readonly name: string;
  /** Where its schema comes from: Segment’s spec, schemas of the user’s own, or a tracking plan. */
  readonly origin: 'spec' | 'own' | 'plan';
  readonly count: number;
  /** How many of its records were looked at for fields: all of a small log, the first ones and a sample of a large one. */
  readonly looked: number;
  /** The fields that its schema describes, in `properties` and at the top level. */
  readonly fields: Listed<FieldCoverage>;
}

export interface FieldCoverage {
  readonly path: string;
  readonly required: boolean;
  /** In how many of the records that were looked at it is there. */
  readonly seen: number;
}
