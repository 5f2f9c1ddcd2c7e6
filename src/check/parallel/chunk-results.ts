import type { LineCutter } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';
import type { AcceptedRecords, ScannedLines } from '../../scan/accepted-records.js';
import type { DeclinedRecord, ScannedItem } from '../../scan/declined-record.js';
import type { AcceptedName } from '../../scan/scanner.js';
import type { Registry } from '../../schema/registry.js';
import type { CheckRecord } from '../check-record.js';
import { conversationFacts } from '../conversation-facts.js';
import { namesOf } from '../problem-maker.js';
import type { ChunkItem, ChunkRecord, ChunkResult } from './chunk-item.js';
import type { CodedItems } from './item-code.js';
import { codeItems } from './item-code.js';

/** Whole lines for a worker to check: the first `bytes` of a slot of the memory that it shares with the main thread. */
export interface ChunkJob {
  readonly slot: number;
  readonly bytes: number;
  readonly file: string;
  readonly maxRecordSize: number;
  /** Events that other threads have seen since the last job. */
  readonly events: readonly string[];
}

/** Lines that were scanned together. */
export interface ChunkScan {
  readonly start: number;
  readonly line: number;
  readonly answers: Int32Array;
  readonly isText: boolean;
}

/** What a worker found in a chunk; lines and records are counted from the chunk's beginning. */
export interface ChunkResults {
  readonly scans: readonly ChunkScan[];
  /** In the order of the log. */
  readonly items: CodedItems;
  /** The names that the worker has learned since its last chunk. */
  readonly names: readonly Pick<AcceptedName, 'call' | 'event'>[];
}

/** The options of a `ChunkChecker`. */
export interface ChunkCheckOptions {
  readonly cutter: LineCutter<AcceptedRecords | DeclinedRecord>;
  readonly check: CheckRecord;
  readonly registry: Registry;
  readonly wantsFacts: boolean;
  /** Called with an event that was seen. */
  readonly noteEvent: (event: string) => void;
}

/**
 * If at most one record in so many needs to be built, the main thread does it: in one more thread, the code that checks
 * records takes longer to get up to speed than those records take.
 */
const BUILT_SHARE = 20;

/** Checks the lines of chunks, one chunk after the other. */
export class ChunkChecker {
  readonly #options: ChunkCheckOptions;
  #namesSent = 0;

  constructor(options: ChunkCheckOptions) {
    this.#options = options;
  }

  /** The results for the lines of a chunk, which all end with a line feed. */
  check(chunk: Buffer, { file, maxRecordSize, events }: Omit<ChunkJob, 'slot' | 'bytes'>): ChunkResults {
    const found: ScannedItem[] = [];
    const { cutter, noteEvent } = this.#options;
    for (const event of events) noteEvent(event);
    const counts = cutter.cut(chunk, 0, chunk.length, { file, line: 1, records: 0, maxRecordSize }, found);
    // The answers are sent away, and do not come back.
    cutter.handOver?.();
    const numbers = new Map<ScannedLines, number>();
    const built = found.reduce((sum, item) => (item.kind === 'accepted' ? sum : sum + 1), 0);
    const areFew = built * BUILT_SHARE <= counts.records;
    const items = found.map((item): ChunkItem => {
      if (item.kind !== 'accepted') {
        const raw = item.kind === 'declined' ? item.raw : item;
        return areFew ? chunkRecord(raw, chunk) : this.#result(raw, chunk);
      }
      const { lines, first, count, firstNumber } = item;
      if (!numbers.has(lines)) numbers.set(lines, numbers.size);
      return { kind: 'run', scan: numbers.get(lines) ?? 0, first, count, number: firstNumber };
    });
    const scans = [...numbers.keys()];
    const all = scans[0]?.names ?? [];
    const names = all.slice(this.#namesSent).map(({ call, event }) => ({ call, event }));
    if (scans.length > 0) this.#namesSent = all.length;
    return {
      scans: scans.map(({ start, line, answers, isText }) => ({ start, line, answers, isText })),
      items: codeItems(items),
      names,
    };
  }

  #result(raw: RawRecord, chunk: Buffer): ChunkResult {
    const { check, registry, wantsFacts, noteEvent } = this.#options;
    const record = check(raw);
    const { value, call, event, valid, problems } = record;
    if (event !== undefined) noteEvent(event);
    const facts = wantsFacts ? conversationFacts(record, registry) : undefined;
    const { start, end, number, line, column, fault, isPlain, partOf, found } = chunkRecord(raw, chunk);
    const isReadable = value !== undefined;
    // Written out: a spread takes as long as the check.
    return {
      kind: 'result',
      start,
      end,
      number,
      line,
      column,
      fault,
      isPlain,
      partOf,
      found,
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

function chunkRecord(raw: RawRecord, chunk: Buffer): ChunkRecord {
  const { bytes, number, line, column, fault, isPlain = false, partOf, found } = raw;
  // The bytes of a record that is too large are not kept.
  const start = bytes.buffer === chunk.buffer ? bytes.byteOffset - chunk.byteOffset : 0;
  return { kind: 'record', start, end: start + bytes.length, number, line, column, fault, isPlain, partOf, found };
}
