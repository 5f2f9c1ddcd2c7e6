import type { RecordFacts } from '../../conversations/record-facts.js';
import type { LineCutter } from '../../input/split-lines.js';
import type { Problem } from '../../problem/problem.js';
import type { RawRecord, ReadFault } from '../../record/record.js';
import type { ScannedLines } from '../../scan/accepted-records.js';
import { AcceptedRecords } from '../../scan/accepted-records.js';
import type { AcceptedName } from '../../scan/scanner.js';
import type { Call } from '../../schema/event-schema.js';
import type { Registry } from '../../schema/registry.js';
import type { CheckRecord } from '../check-record.js';
import { conversationFacts } from '../conversation-facts.js';
import type { RecordNames } from '../problem-maker.js';
import { namesOf } from '../problem-maker.js';
import type { CodedItems } from './item-code.js';
import { codeItems } from './item-code.js';

/** Some whole lines that a worker is to judge: the first `bytes` of a slot of the memory that it shares with the main thread. */
export interface ChunkJob {
  readonly slot: number;
  readonly bytes: number;
  readonly file: string;
  readonly maxRecordSize: number;
  /** Events that were met elsewhere since the last job. */
  readonly events: readonly string[];
}

/** A record that somebody else has to look at: where it stands in its chunk, and what was wrong with reading it. */
export interface RemainingRecord {
  readonly kind: 'left';
  readonly start: number;
  readonly end: number;
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly fault: ReadFault | undefined;
  readonly isPlain: boolean;
}

/** A record that was looked at, without what it holds. */
export interface ChunkResult extends Omit<RemainingRecord, 'kind'> {
  readonly kind: 'verdict';
  readonly isReadable: boolean;
  readonly call: Call | undefined;
  readonly event: string | undefined;
  readonly names: RecordNames;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** Left out where nobody asks for them. */
  readonly facts: RecordFacts | undefined;
}

/** Some of the records that were accepted, by the number of their scan. */
export interface AcceptedRun {
  readonly kind: 'run';
  readonly scan: number;
  readonly first: number;
  readonly count: number;
  readonly number: number;
}

export type ChunkItem = AcceptedRun | RemainingRecord | ChunkResult;

/** Lines that were scanned together. */
export interface ChunkScan {
  readonly start: number;
  readonly line: number;
  readonly answers: Int32Array;
  readonly isText: boolean;
}

/** What a worker says of a chunk, its first line being line 1 and its first record number 1. */
export interface ChunkResults {
  readonly lines: number;
  readonly records: number;
  readonly scans: readonly ChunkScan[];
  /** In the order of the log. */
  readonly items: CodedItems;
  /** The names that the worker has learned since its last chunk. */
  readonly names: readonly Pick<AcceptedName, 'call' | 'event'>[];
}

/** What a worker judges with. */
export interface ChunkCheckOptions {
  readonly cutter: LineCutter<AcceptedRecords>;
  readonly check: CheckRecord;
  readonly registry: Registry;
  readonly wantsFacts: boolean;
  /** Hears of an event that was met. */
  readonly noteEvent: (event: string) => void;
}

/**
 * If no more than one record in so many needs to be built, it is left to the main thread: what judges records takes longer to get
 * up to speed in one more thread than such records take.
 */
const FEW = 20;

/** Judges the lines of chunks, one after the other. */
export class ChunkChecker {
  readonly #options: ChunkCheckOptions;
  #namesTold = 0;

  constructor(options: ChunkCheckOptions) {
    this.#options = options;
  }

  /** The verdicts on the lines of a chunk, which all end with a line feed. */
  judge(chunk: Buffer, { file, maxRecordSize, events }: Omit<ChunkJob, 'slot' | 'bytes'>): ChunkResults {
    const found: (RawRecord | AcceptedRecords)[] = [];
    const { cutter, noteEvent } = this.#options;
    for (const event of events) noteEvent(event);
    const counts = cutter.cut(chunk, 0, chunk.length, { file, line: 1, records: 0, maxRecordSize }, found);
    // The answers are sent away, and do not come back.
    cutter.handOver?.();
    const numbers = new Map<ScannedLines, number>();
    const unaccepted = found.reduce((sum, item) => (item instanceof AcceptedRecords ? sum : sum + 1), 0);
    const areFew = unaccepted * FEW <= (counts?.records ?? 0);
    const items = found.map((item): ChunkItem => {
      if (!(item instanceof AcceptedRecords)) return areFew ? left(item, chunk) : this.#verdict(item, chunk);
      const { lines, first, count, firstNumber } = item;
      if (!numbers.has(lines)) numbers.set(lines, numbers.size);
      return { kind: 'run', scan: numbers.get(lines) ?? 0, first, count, number: firstNumber };
    });
    const scans = [...numbers.keys()];
    const all = scans[0]?.names ?? [];
    const names = all.slice(this.#namesTold).map(({ call, event }) => ({ call, event }));
    if (scans.length > 0) this.#namesTold = all.length;
    return {
      ...(counts ?? { lines: 0, records: 0 }),
      scans: scans.map(({ start, line, answers, isText }) => ({ start, line, answers, isText })),
      items: codeItems(items),
      names,
    };
  }

  #verdict(raw: RawRecord, chunk: Buffer): ChunkResult {
    const { check, registry, wantsFacts, noteEvent } = this.#options;
    const record = check(raw);
    const { value, call, event, valid, problems } = record;
    if (event !== undefined) noteEvent(event);
    const facts = wantsFacts ? conversationFacts(record, registry) : undefined;
    const { start, end, number, line, column, fault, isPlain } = left(raw, chunk);
    const isReadable = value !== undefined;
    // Not spread, which takes as long as the check.
    return {
      kind: 'verdict',
      start,
      end,
      number,
      line,
      column,
      fault,
      isPlain,
      isReadable,
      call,
      event,
      names: namesOf(value),
      valid,
      problems,
      facts,
    };
  }
}

function left({ bytes, number, line, column, fault, isPlain = false }: RawRecord, chunk: Buffer): RemainingRecord {
  // Of one that is too large, nothing is kept.
  const start = bytes.buffer === chunk.buffer ? bytes.byteOffset - chunk.byteOffset : 0;
  return { kind: 'left', start, end: start + bytes.length, number, line, column, fault, isPlain };
}
