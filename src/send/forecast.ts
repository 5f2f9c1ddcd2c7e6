import type { CheckedRecord } from '../check/check-record.js';
import { MessageIdCounts } from '../check/message-ids/message-id-counts.js';
import { WholeRecordSink } from '../check/whole-record-sink.js';
import { hashContents } from '../record/contents-hash.js';
import type { Hash64 } from '../record/hash-64.js';
import type { RawRecord } from '../record/record.js';
import type { CallOptions } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import type { Selects } from './selection.js';

/** Options of a forecast: those of the run itself. */
export interface ForecastOptions extends CallOptions {
  readonly selects: Selects | undefined;
  readonly limit: number | undefined;
  /** Whether an earlier run has done a record, so that this one leaves it alone. */
  readonly isDone: (raw: RawRecord) => boolean;
}

/** Counts beforehand, without the network, which records of a log will be sent and which rejected. */
export class Forecast extends WholeRecordSink {
  readonly #options: ForecastOptions;
  #sendable = 0;
  #stamped = 0;
  #rejected = 0;
  readonly #messageIds = new MessageIdCounts();

  constructor(options: ForecastOptions) {
    super();
    this.#options = options;
  }

  /** How many records will be stamped with the time of sending. */
  get stamped(): number {
    return this.#stamped;
  }

  /** How many records we shall reject. */
  get rejected(): number {
    return this.#rejected;
  }

  /**
   * How many records share their messageId with another one that will be sent, and differ from it. Nothing can be written
   * afterwards.
   */
  sharedMessageIds(): number {
    return this.#messageIds.totals()?.repeated ?? 0;
  }

  /** Whether the run would end here. */
  get isFull(): boolean {
    return this.#sendable >= (this.#options.limit ?? Number.POSITIVE_INFINITY);
  }

  protected isWanted(raw: RawRecord): boolean {
    return !this.isFull && !this.#options.isDone(raw);
  }

  protected writeWhole(record: CheckedRecord, contents?: Hash64): void {
    if (this.#options.selects?.(record) === false) return;
    const call = record.valid ? toOutgoingCall(record, this.#options) : 'invalid';
    if (typeof call === 'string') {
      this.#rejected++;
      return;
    }
    this.#sendable++;
    this.#messageIds.add(call.messageId, contents ?? hashContents(record.raw.bytes).contents);
    if (!call.hasTimestamp) this.#stamped++;
  }
}
