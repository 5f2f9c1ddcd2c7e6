import { NameCounts } from '../check/summary.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { timeOf } from '../schema/date-time.js';
import { safeName } from '../text/safe-name.js';
import type { BatchedCall } from './batch.js';
import { inexactFields } from './inexact-fields.js';
import { maskedSample } from './masked-sample.js';

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
  /** Fields of records that would not go out, with the number of records: `writeKey`, `properties.__proto__`. */
  readonly dropped: Readonly<Record<string, number>>;
  /**
   * Fields that would go out with another value, with the number of records: `properties.order_id`. Numbers that JSON libraries do
   * not keep, and keys that stand twice, count as well.
   */
  readonly changed: Readonly<Record<string, number>>;
  /** The first event as it would go out, its texts and numbers masked; null if there is none. */
  readonly sample: unknown;
}

/** Segment's write keys have 32 characters; the size of a request depends on it. */
export const DRY_RUN_KEY = 'x'.repeat(32);

/** Takes the place of the network: the SDK works as otherwise, and the requests are examined instead of sent. */
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

  /** Used in place of `fetch`: accepts everything. */
  readonly transport = async (_url: string, { body }: { readonly body: Buffer }): Promise<Response> => {
    this.#batches++;
    this.#bytes += body.length;
    for (const event of (JSON.parse(body.toString()) as { batch: readonly JsonObject[] }).batch) {
      const id = String(event['messageId']);
      this.#onTheWire.set(id, [...(this.#onTheWire.get(id) ?? []), event]);
    }
    return new Response();
  };

  /** Compares a record with what would go out of it. */
  add({ raw, call, messageId, hasTimestamp }: BatchedCall): void {
    const [event, ...others] = this.#onTheWire.get(messageId) ?? [];
    if (others.length === 0) this.#onTheWire.delete(messageId);
    else this.#onTheWire.set(messageId, others);
    if (event === undefined) return;
    const text = raw.bytes.toString();
    const value = JSON.parse(text) as JsonObject;
    const name = event['event'];
    this.#byEvent.add(typeof name === 'string' ? safeName(name) : `(${call})`);
    this.#compare(text, value, event);
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

  /** Compares the fields of a record with those on the wire. */
  #compare(text: string, before: JsonObject, after: JsonObject): void {
    const changed = new Set<string>();
    const compare = (was: JsonObject, is: JsonObject, prefix: string): void => {
      for (const key of Object.keys(was)) {
        const field = prefix + safeName(key);
        const [old, sent] = [was[key], is[key]];
        if (!Object.hasOwn(is, key)) this.#dropped.add(field);
        else if (prefix === '' && isObject(old) && isObject(sent)) compare(old, sent, `${field}.`);
        else if (JSON.stringify(old) !== JSON.stringify(sent)) changed.add(field);
      }
    };
    compare(before, after, '');
    for (const [key = '', ...keys] of inexactFields(text)) {
      if (Object.hasOwn(after, key)) changed.add([key, ...keys].map((name) => safeName(name)).join('.'));
    }
    for (const field of changed) this.#changed.add(field);
  }
}
