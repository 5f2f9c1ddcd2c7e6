import type { DoubtLimits } from '../check/doubtful-problems.js';
import type { RecordCounts } from '../check/summary.js';
import type { PlainMeasures } from '../conversations/conversation-measures.js';
import type { FailureCode } from '../failure.js';
import type { ByteRange } from '../input/text-chunks.js';
import type { Level } from '../problem/problem.js';
import type { CoveredEvent } from '../report/html/spec-coverage.js';
import type { KnownEvent } from '../schema/known-event.js';
import type { Step } from './step.js';

/** What changes the results of a run: shards go together only if all of it is equal. */
export interface ShardSettings {
  /** The level of each rule. */
  readonly rules: Readonly<Record<string, Level>>;
  /** A digest of the schemas and the tracking plan. */
  readonly schemas: string;
  readonly conversationOrder: 'time' | 'log';
  readonly inputFormat: string;
  readonly maxRecordSize: number;
  readonly showValues: boolean;
  /** The field that names the release of an event. */
  readonly releaseField: string;
}

/** Which part of several logs a run has read; see `--shard`. */
export interface ShardPart {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** A digest of the names and sizes of all files: equal for the parts of one cut. */
  readonly cut: string;
}

/**
 * Which share of a run a part has, if the run was given `--partitions`, so that several machines can check the rules across
 * records.
 */
export interface ShardPartition {
  /** 0 for the records with their problems and counts; from 1 for the facts of one partition. */
  readonly number: number;
  readonly of: number;
  /** What the run read: a digest of names and ranges. After a step, a digest of those of all runs, in their order. */
  readonly run: string;
  /** The step of `merge` that made the part; left out by `validate`. */
  readonly step?: Step;
}

/** What a partition has besides problems. */
export interface PartitionResult {
  readonly measures: PlainMeasures;
  /** See `DoubtfulProblems`: the same in all partitions. */
  readonly limits: DoubtLimits;
}

/** A failure as plain data. */
export interface PlainFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The first block of a part. */
export interface ShardHead {
  readonly version: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly settings: ShardSettings;
  readonly events: readonly KnownEvent[];
  /** The fields that the schemas describe of each of these events. */
  readonly covered: readonly CoveredEvent[];
  readonly part?: ShardPart;
  readonly partition?: ShardPartition;
}

/** The beginning of a file in a part. */
export interface ShardFileStart {
  readonly name: string;
  readonly range?: ByteRange;
}

/** How much of a file a part has: what comes before the next part of that file. */
export interface ShardFileCounts {
  readonly records: number;
  /** Line feeds; 0 for a file that is whole. */
  readonly lines: number;
}

/** The counts at the end of a part. */
export interface ShardCounts {
  readonly files: readonly ShardFileCounts[];
  readonly counts: RecordCounts;
  /** What could not be read; left out if all could be. */
  readonly failures?: readonly PlainFailure[];
}

/** The last block of a part: the digest of all before it, by which a part is known. */
export interface ShardEnd {
  readonly id: string;
}
