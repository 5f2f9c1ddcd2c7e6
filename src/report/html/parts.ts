import type { FileShift } from '../../conversations/gathered-block.js';
import type { Problem } from '../../problem/problem.js';
import type { DocumentCollector } from './document-collector.js';
import { keptContents } from './document-collector.js';
import type { RecordContents } from './record-contents.js';
import type { PlainTotals } from './record-totals.js';
import type { SeenRecord } from './troubled-record.js';

/** A record of a conversation without problems whose contents are shown. Plain data. */
export interface PlainClean {
  /** The place of its file in the part, from 0. */
  readonly file: number;
  readonly record: number;
  readonly bytes: number;
  readonly contents: RecordContents;
}

/** What a shard has of a record with problems for a report. Plain data. */
export interface PlainSeen extends SeenRecord {
  /** Absent if they are not shown. */
  readonly contents?: RecordContents;
}

/** A record with problems, with its place in the whole log. */
export interface RecordOfPart {
  readonly fileIndex: number;
  readonly file: string;
  readonly record: number;
  readonly line: number;
  readonly valid: boolean;
  /** Its problems, without those in a baseline, and all of them. */
  readonly problems: readonly Problem[];
  readonly all: readonly Problem[];
  readonly seen: PlainSeen;
}

/** What is known of all records of a part. */
export interface TotalsOfPart {
  readonly totals: PlainTotals;
  readonly clean: Iterable<PlainClean>;
  /** The names of all files. */
  readonly names: readonly string[];
  /** Where the files of the part stand, and how many records each of them has. */
  readonly shifts: readonly FileShift[];
  readonly records: readonly number[];
}

/** Gets the records of shards, part by part in the order of the log: first the totals of a part, then its records with problems. */
export interface PartSink {
  addTotals(part: TotalsOfPart): void;
  addRecord(record: RecordOfPart): void;
}

/** A sink that adds parts to a document. */
export function partsTo(collector: DocumentCollector): PartSink {
  return {
    addTotals({ totals, clean, names, shifts, records }) {
      for (const { file, record, bytes, contents } of clean) {
        const { fileIndex, records: before } = shifts[file] as FileShift;
        collector.addClean(fileIndex, before + record, bytes, contents);
      }
      collector.addTotals(totals, names, shifts, records);
    },
    addRecord({ record: number, seen, ...record }) {
      const { contents, ...known } = seen;
      collector.addTroubled({ ...record, ...known, number, keep: () => keptContents(contents ?? {}) });
    },
  };
}
