import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import { countedName } from '../check/check-sources.js';
import type { LateProblem } from '../check/conversation-check.js';
import { SummaryCounter } from '../check/summary.js';
import type { RawRecord } from '../record/record.js';
import type { Selects } from './selection.js';

/** What stands between the corridor and those who take only some of its records. */
export interface SelectedRecordsOptions {
  /** Undefined if all are asked for. */
  readonly selects: Selects | undefined;
  readonly sinks: readonly Sink[];
  /** Asked before each record; true lets all that follow go, uncounted. */
  readonly isFull: () => boolean;
  /** Asked for each record that is taken up; true if an earlier run has settled it, so that nobody hears of it. */
  readonly isSettled: (raw: RawRecord) => boolean;
  readonly onPassedOver: (record: CheckedRecord) => void;
}

/** Hands on the records that are asked for. What is passed over is reported to nobody, its problems included. */
export class SelectedRecords implements Sink {
  /** Counts what is handed on. */
  readonly counter = new SummaryCounter();
  readonly #options: SelectedRecordsOptions;

  constructor(options: SelectedRecordsOptions) {
    this.#options = options;
  }

  write(record: CheckedRecord): void {
    const { selects, sinks, isFull, isSettled, onPassedOver } = this.#options;
    if (isFull() || isSettled(record.raw)) return;
    if (selects?.(record) === false) {
      onPassedOver(record);
      return;
    }
    this.counter.add(record, countedName(record));
    for (const sink of sinks) sink.write(record);
  }

  /** Whether its record was asked for is not known any more: where some are passed over, nothing is said of it. */
  writeLate(late: LateProblem): void {
    if (this.#options.selects !== undefined) return;
    this.counter.addLate(late);
    for (const sink of this.#options.sinks) sink.writeLate?.(late);
  }

  async drain(): Promise<void> {
    for (const sink of this.#options.sinks) await sink.drain?.();
  }
}
