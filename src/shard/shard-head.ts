import type { RecordCounts } from '../check/summary.js';
import type { ByteRange } from '../input/text-chunks.js';
import type { Level } from '../problem/problem.js';
import type { KnownEvent } from '../schema/known-event.js';

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
}

/** Which part of several logs a run has read; see `--shard`. */
export interface ShardPart {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** A digest of the names and sizes of all files: equal for the parts of one cut. */
  readonly cut: string;
}

/** The first block of a part. */
export interface ShardHead {
  readonly version: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly settings: ShardSettings;
  readonly events: readonly KnownEvent[];
  readonly part?: ShardPart;
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
}

/** The last block of a part: the digest of all before it, by which a part is known. */
export interface ShardEnd {
  readonly id: string;
}
