import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { countedName } from '../check/check-sources.js';
import type { LateProblem } from '../check/late-problem.js';
import { SummaryCounter } from '../check/summary.js';
import { WholeRecordSink } from '../check/whole-record-sink.js';
import type { Hash64 } from '../record/hash-64.js';
import type { RawRecord } from '../record/record.js';
import type { Selects } from './selection.js';

/** A sink that can do with the hash of a record's contents, if it is known. */
export interface RecordSink extends Sink {
  readonly write: (record: CheckedRecord, contents?: Hash64) => void;
}

/** Options of the selection. */
export interface SelectedRecordsOptions {
  /** Undefined if all are asked for. */
  readonly selects: Selects | undefined;
  readonly sinks: readonly RecordSink[];
  /** Called before each record; true ignores all that follow, uncounted. */
  readonly isFull: () => boolean;
  /** Called with each record; true if an earlier run has done it, so that it is ignored. */
  readonly isDone: (raw: RawRecord) => boolean;
  readonly onPassedOver: (record: CheckedRecord) => void;
}

/** Passes on the records that are asked for. The others, with their problems, are not reported. */
export class SelectedRecords extends WholeRecordSink {
  /** Counts the records that are passed on. */
  readonly counter = new SummaryCounter();
  readonly #options: SelectedRecordsOptions;

  constructor(options: SelectedRecordsOptions) {
    super();
    this.#options = options;
  }

  beginFile(file: string, index: number): void {
    for (const sink of this.#options.sinks) sink.beginFile?.(file, index);
  }

  /** Whether its record was asked for is not known any more: where some are not, the problem is not reported. */
  writeLate(late: LateProblem): void {
    if (this.#options.selects !== undefined) return;
    this.counter.addLate(late);
    for (const sink of this.#options.sinks) sink.writeLate?.(late);
  }

  async drain(): Promise<void> {
    for (const sink of this.#options.sinks) await sink.drain?.();
  }

  protected isWanted(raw: RawRecord): boolean {
    const { isFull, isDone } = this.#options;
    return !isFull() && !isDone(raw);
  }

  protected writeWhole(record: CheckedRecord, contents?: Hash64): void {
    const { selects, sinks, onPassedOver } = this.#options;
    if (selects?.(record) === false) {
      onPassedOver(record);
      return;
    }
    this.counter.add(record, countedName(record));
    for (const sink of sinks) sink.write(record, contents);
  }
}
