import type { Severity } from '../problem/problem.js';

/** A capped list: what is shown of it, and how many there are. */
export interface Listed<Item> {
  readonly shown: readonly Item[];
  readonly total: number;
}

/** A name and how often it came up. */
export interface NameCount {
  readonly name: string;
  readonly count: number;
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
  /** Conversations whose first event lies in this bucket. */
  readonly conversations: number;
  /** Problems of the records in this bucket, without repeated message ids, which are known only at the end of the log. */
  readonly problems: number;
  /** Ratings of feedback in this bucket, and their sum. */
  readonly rated: number;
  readonly ratingSum: number;
  /** How long messages of this bucket waited for their reply; absent if none of them got one, or if that is not known. */
  readonly replies?: BucketReplies;
}

/** The times from a message to its reply. */
export interface BucketReplies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** What conversations are like. Percentiles are at most 1.6 % too low or too high; absent where there is nothing to count. */
export interface Measures {
  readonly total: number;
  /** How many conversations have at least one event of a kind. */
  readonly stages: {
    readonly started: number;
    readonly sent: number;
    readonly received: number;
    readonly feedback: number;
    readonly ended: number;
  };
  /** How many began, and did not end after that. */
  readonly abandoned: number;
  /** In how many the last message is one of the user. */
  readonly unanswered: number;
  /** Turns per conversation: messages of the user, and the reply to them. */
  readonly turns: { readonly p50?: number; readonly p95?: number; readonly max: number };
  /** The time from a message of the user to the reply. */
  readonly replies: {
    readonly count: number;
    readonly p50Ms?: number;
    readonly p95Ms?: number;
    readonly maxMs?: number;
    /** By the release of the reply, most replies first; "" where its event names none. Absent if that is not known. */
    readonly byRelease?: Listed<ReleaseReplies>;
  };
  /** Whether more events may come, as on the live page, so that what is abandoned or unanswered need not stay so. */
  readonly isGoingOn?: boolean;
}

/** The times of the replies of one release. */
export interface ReleaseReplies extends BucketReplies {
  readonly name: string;
}

export interface ConversationCounts {
  readonly total: number;
  /** False if `total` is an estimate, since there were too many conversations to keep each. */
  readonly exact: boolean;
  /** The number of conversations by number of messages, `from` and `to` inclusive; without gaps, the last range open (`to` absent). */
  readonly byMessages: readonly { readonly from: number; readonly to?: number; readonly conversations: number }[];
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
  /** By release, most ratings first; "" where the event names none. Empty if none names one. */
  readonly byRelease: Listed<ReleaseRatings>;
}

/** The ratings of one release. */
export interface ReleaseRatings {
  readonly name: string;
  readonly rated: number;
  readonly mean: number;
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
  /** How many of its records were looked at for fields: all of a small log, a sample of a large one. */
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

/** When problems occurred, in the buckets of the chart of all records. Milliseconds since 1970. */
export interface ProblemSpan {
  readonly first: number;
  readonly last: number;
  /** One count for each bucket of the chart of all events. */
  readonly counts: readonly number[];
}

/** The data of charts and tables, on the live page and in a report. */
export interface Overview {
  /** Most frequent first, errors before warnings. */
  readonly rules: Listed<RuleCount>;
  /** Most frequent first. */
  readonly events: Listed<EventCount>;
  /** Fields at fault; most frequent first. */
  readonly fields: Listed<FieldCount>;
  /** Absent if no record has a time. */
  readonly time?: TimeChart;
  readonly conversations: ConversationCounts;
  readonly feedback: FeedbackCounts;
  readonly coverage: Coverage;
  /** What conversations are like; absent if that is not known. */
  readonly measures?: Measures;
}
