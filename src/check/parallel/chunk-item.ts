import type { RecordFacts } from '../../conversations/record-facts.js';
import type { Problem } from '../../problem/problem.js';
import type { RawRecord, ReadFault } from '../../record/record.js';
import type { Call } from '../../schema/event-schema.js';
import type { RecordNames } from '../problem-maker.js';

/** A record that the main thread checks: its place in the chunk, and what was wrong with reading it. */
export interface ChunkRecord {
  readonly kind: 'record';
  readonly start: number;
  readonly end: number;
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly fault: ReadFault | undefined;
  readonly isPlain: boolean;
  readonly partOf: RawRecord['partOf'];
  readonly found: RawRecord['found'];
}

/** The result for a record, without the record's value. */
export interface ChunkResult extends Omit<ChunkRecord, 'kind'> {
  readonly kind: 'result';
  readonly isReadable: boolean;
  readonly call: Call | undefined;
  readonly event: string | undefined;
  readonly names: RecordNames;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** Left out if nobody needs facts. */
  readonly facts: RecordFacts | undefined;
}

/**
 * A run of records that the scanner accepted: the number of their scan, the first one's place among its answers, its
 * number.
 */
export interface AcceptedRun {
  readonly kind: 'run';
  readonly scan: number;
  readonly first: number;
  readonly count: number;
  readonly number: number;
}

/** One part of what a worker found in a chunk. */
export type ChunkItem = AcceptedRun | ChunkRecord | ChunkResult;
