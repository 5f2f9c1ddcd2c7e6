import { NameCounts } from '../check/summary.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { timeOf } from '../schema/date-time.js';
import { safeName } from '../text/safe-name.js';
import { maskedSample } from './masked-sample.js';
import type { OutgoingCall } from './outgoing-call.js';

/** What would go out: the key `dryRun` of the summary in `-f json`. */
export interface DryRunSummary {
  /** Records that would be sent, by event; other calls under the call's name in parentheses. */
  readonly byEvent: Readonly<Record<string, number>>;
  readonly batches: number;
  /** Of all request bodies, for a write key of 32 characters. */
  readonly bytes: number;
  /** The earliest and the latest timestamp, in UTC; null if no record has one. */
  readonly earliest: string | null;
  readonly latest: string | null;
  /** Records without a timestamp: they would get the time of sending. */
  readonly stamped: number;
  /** Fields that stand in records and would not go out, with how many records have them. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Fields that would go out with another value. */
  readonly changed: Readonly<Record<string, number>>;
  /** The first event as it would go out, its texts and numbers masked; null if there is none. */
  readonly sample: unknown;
}

/** Segment's write keys have 32 characters; the size of a request depends on it. */
export const DRY_RUN_KEY = 'x'.repeat(32);

/** Takes the place of the network: the SDK does all that it does otherwise, and what would go out is looked at. */
export class DryRun {
  readonly #showValues: boolean;
  readonly #onTheWire = new Map<string, JsonObject[]>();
  readonly #byEvent = new NameCounts();
  readonly #dropped = new NameCounts();
  readonly #changed = new NameCounts();
  #batches = 0;
  #bytes = 0;
  #stamped = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #sample: unknown = null;

  constructor(showValues: boolean) {
    this.#showValues = showValues;
  }

  /** What is used in place of `fetch`: says yes to everything. */
  readonly transport = async (_url: string, { body }: { readonly body: string }): Promise<Response> => {
    this.#batches++;
    this.#bytes += Buffer.byteLength(body);
    for (const event of (JSON.parse(body) as { batch: readonly JsonObject[] }).batch) {
      const id = String(event['messageId']);
      this.#onTheWire.set(id, [...(this.#onTheWire.get(id) ?? []), event]);
    }
    return new Response();
  };

  /** Looks at what has become of a record. */
  add({ call, messageId, value, hasTimestamp }: OutgoingCall): void {
    const [event, ...others] = this.#onTheWire.get(messageId) ?? [];
    if (others.length === 0) this.#onTheWire.delete(messageId);
    else this.#onTheWire.set(messageId, others);
    if (event === undefined) return;
    const name = event['event'];
    this.#byEvent.add(typeof name === 'string' ? safeName(name) : `(${call})`);
    this.#compare(value, event, '');
    if (hasTimestamp) {
      const time = timeOf(String(value['timestamp']));
      // Where its rule is off, a timestamp may be none.
      this.#earliest = Math.min(this.#earliest, Number.isNaN(time) ? this.#earliest : time);
      this.#latest = Math.max(this.#latest, Number.isNaN(time) ? this.#latest : time);
    } else this.#stamped++;
    this.#sample ??= maskedSample(event, this.#showValues);
  }

  summary(): DryRunSummary {
    const dateOf = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : null);
    return {
      byEvent: this.#byEvent.toObject(),
      batches: this.#batches,
      bytes: this.#bytes,
      earliest: dateOf(this.#earliest),
      latest: dateOf(this.#latest),
      stamped: this.#stamped,
      dropped: this.#dropped.toObject(),
      changed: this.#changed.toObject(),
      sample: this.#sample,
    };
  }

  /** Compares the fields of a record with those on the wire; inside the context, one by one. */
  #compare(before: JsonObject, after: JsonObject, prefix: string): void {
    for (const key of Object.keys(before)) {
      const field = prefix + safeName(key);
      const [was, is] = [before[key], after[key]];
      if (!Object.hasOwn(after, key)) this.#dropped.add(field);
      else if (key === 'context' && prefix === '' && isObject(was) && isObject(is)) this.#compare(was, is, 'context.');
      else if (JSON.stringify(was) !== JSON.stringify(is)) this.#changed.add(field);
    }
  }
}
