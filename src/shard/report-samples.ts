import type { CheckResult } from '../check/check-result.js';
import { rebuildValue } from '../check/check-result.js';
import type { JsonObject } from '../record/record.js';
import type { PlainClean, PlainSeen } from '../report/html/parts.js';
import { groupKeyOf, pointersOf, recordContents, ShownContents } from '../report/html/record-contents.js';
import type { PlainTotals } from '../report/html/record-totals.js';
import { RecordTotals } from '../report/html/record-totals.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { EventSchema } from '../schema/event-schema.js';
import { JsonLines } from './json-lines.js';
import type { ShardSettings } from './shard-head.js';

/** Gathers what an html report shows of the records of a part, in bounded memory. */
export class ReportSamples {
  readonly #showValues: boolean;
  readonly #shown = new ShownContents();
  readonly #totals: RecordTotals;
  readonly #blocks: Buffer[] = [];
  readonly #clean = new JsonLines((block) => this.#blocks.push(block));

  /** @param events the events that are known */
  constructor(events: readonly EventSchema[], { showValues, releaseField }: ShardSettings) {
    this.#showValues = showValues;
    this.#totals = new RecordTotals({
      ...{ events, releaseField, contents: this.#shown },
      onClean: ({ file, number: record, bytes }) => {
        const contents = recordContents(JSON.parse(bytes.toString()) as JsonObject, [], showValues);
        this.#clean.add({ file, record, bytes: bytes.length, contents } satisfies PlainClean);
      },
    });
  }

  /** Begins with a file. @param index its place among the files of the part, from 0 */
  beginFile(index: number): void {
    this.#totals.beginFile(index);
  }

  /** Adds a record. Returns what is written beside its problems; undefined for a valid one without any. */
  write(result: CheckResult): PlainSeen | undefined {
    const seen = this.#totals.write(result);
    if (seen === undefined) return undefined;
    const { problems } = result;
    if (!this.#shown.admitsTroubled(problems.map(groupKeyOf), seen.bytes)) return seen;
    return { ...seen, contents: recordContents(rebuildValue(result), pointersOf(problems), this.#showValues) };
  }

  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    this.#totals.writeAccepted(run, from, to);
  }

  /** The records without problems whose contents are shown, as lines of JSON. */
  clean(): readonly Buffer[] {
    this.#clean.flush();
    return this.#blocks;
  }

  totals(): PlainTotals {
    return this.#totals.toJSON();
  }
}
