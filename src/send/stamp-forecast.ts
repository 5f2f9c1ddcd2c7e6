import type { CheckedRecord } from '../check/check-record.js';
import type { Sink } from '../check/check-sources.js';
import type { CallOptions } from './outgoing-call.js';
import { toOutgoingCall } from './outgoing-call.js';
import type { Selects } from './selection.js';

/** What a forecast depends on: what the run itself does. */
export interface StampForecastOptions extends CallOptions {
  readonly selects: Selects | undefined;
  readonly limit: number | undefined;
}

/** Counts, on a look at the log beforehand, how many records will be stamped with the time of sending. */
export class StampForecast implements Sink {
  readonly #options: StampForecastOptions;
  #sendable = 0;
  #stamped = 0;

  constructor(options: StampForecastOptions) {
    this.#options = options;
  }

  /** How many records will be stamped. */
  get stamped(): number {
    return this.#stamped;
  }

  /** Whether the run would end here. */
  get isFull(): boolean {
    return this.#sendable >= (this.#options.limit ?? Number.POSITIVE_INFINITY);
  }

  take(record: CheckedRecord): void {
    const { selects } = this.#options;
    if (!record.valid || this.isFull || selects?.(record) === false) return;
    const call = toOutgoingCall(record, this.#options);
    if (typeof call === 'string') return;
    this.#sendable++;
    if (!call.hasTimestamp) this.#stamped++;
  }
}
