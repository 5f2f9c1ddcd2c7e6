import type { LineCutter } from '../../input/split-lines.js';
import type { Problem } from '../../problem/problem.js';
import type { RawRecord, ReadFault } from '../../record/record.js';
import type { RecordFacts } from '../../rules/conversation/record-facts.js';
import type { ScannedLines } from '../../scan/accepted-records.js';
import { AcceptedRecords } from '../../scan/accepted-records.js';
import type { AcceptedName } from '../../scan/scanner.js';
import type { Call } from '../../schema/event-schema.js';
import type { Registry } from '../../schema/registry.js';
import type { CheckRecord } from '../check-record.js';
import { conversationFacts } from '../conversation-facts.js';

/** Some whole lines that a worker is to judge: the first `bytes` of a slot of the memory that it shares with the main thread. */
export interface ChunkJob {
  readonly slot: number;
  readonly bytes: number;
  readonly file: string;
  readonly maxRecordSize: number;
}

/** A record that was looked at, without what it holds: where it stands in its chunk, and what is wrong with it. */
export interface Verdict {
  readonly start: number;
  readonly end: number;
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly fault: ReadFault | undefined;
  readonly isReadable: boolean;
  readonly call: Call | undefined;
  readonly event: string | undefined;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** Left out where nobody asks for them. */
  readonly facts: RecordFacts | undefined;
}

/** Some of the records that were accepted, by the number of their scan. */
export interface AcceptedRun {
  readonly scan: number;
  readonly first: number;
  readonly count: number;
  readonly number: number;
}

/** Lines that were scanned together. */
export interface ChunkScan {
  readonly start: number;
  readonly line: number;
  readonly answers: Int32Array;
}

/** What a worker says of a chunk, its first line being line 1 and its first record number 1. */
export interface ChunkVerdicts {
  readonly lines: number;
  readonly records: number;
  readonly scans: readonly ChunkScan[];
  /** In the order of the log. */
  readonly items: readonly (AcceptedRun | Verdict)[];
  /** The names that the worker has learned since its last chunk. */
  readonly names: readonly Pick<AcceptedName, 'call' | 'event'>[];
}

/** What a worker judges with. */
export interface JudgeOptions {
  readonly cutter: LineCutter<AcceptedRecords>;
  readonly check: CheckRecord;
  readonly registry: Registry;
  readonly wantsFacts: boolean;
  /** Hears of an event that was met. */
  readonly noteEvent: (event: string) => void;
}

/** Judges the lines of chunks, one after the other. */
export class ChunkJudge {
  readonly #options: JudgeOptions;
  #namesTold = 0;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** The verdicts on the lines of a chunk, which all end with a line feed. */
  judge(chunk: Buffer, { file, maxRecordSize }: Pick<ChunkJob, 'file' | 'maxRecordSize'>): ChunkVerdicts {
    const found: (RawRecord | AcceptedRecords)[] = [];
    const { cutter } = this.#options;
    const counts = cutter.cut(chunk, 0, chunk.length, { file, line: 1, records: 0, maxRecordSize }, found);
    const numbers = new Map<ScannedLines, number>();
    const items = found.map((item) => {
      if (!(item instanceof AcceptedRecords)) return this.#verdict(item, chunk);
      const { lines, first, count, firstNumber } = item;
      if (!numbers.has(lines)) numbers.set(lines, numbers.size);
      return { scan: numbers.get(lines) ?? 0, first, count, number: firstNumber };
    });
    const scans = [...numbers.keys()];
    const all = scans[0]?.names ?? [];
    const names = all.slice(this.#namesTold).map(({ call, event }) => ({ call, event }));
    if (scans.length > 0) this.#namesTold = all.length;
    return {
      ...(counts ?? { lines: 0, records: 0 }),
      scans: scans.map(({ start, line, answers }) => ({ start, line, answers })),
      items,
      names,
    };
  }

  #verdict(raw: RawRecord, chunk: Buffer): Verdict {
    const { check, registry, wantsFacts, noteEvent } = this.#options;
    const record = check(raw);
    const { value, call, event, valid, problems } = record;
    if (event !== undefined) noteEvent(event);
    const isInChunk = raw.bytes.buffer === chunk.buffer;
    const start = isInChunk ? raw.bytes.byteOffset - chunk.byteOffset : 0;
    const facts = wantsFacts ? conversationFacts(record, registry) : undefined;
    return {
      start,
      end: isInChunk ? start + raw.bytes.length : 0,
      number: raw.number,
      line: raw.line,
      column: raw.column,
      fault: raw.fault,
      isReadable: value !== undefined,
      call,
      event,
      valid,
      problems,
      facts,
    };
  }
}
