import { hashId } from '../record/id-hash.js';
import type { ExternalSorter } from '../spill/external-sorter.js';
import type { ReaderContext } from './reader.js';

/** The words of a key: the hash of a trace’s id. */
const TRACE_WORDS = 4;

/** Groups JSON values by their trace: they come in any order, and in several files. On disk if need be. */
export class TraceGroups<Value> {
  readonly #context: ReaderContext;
  readonly #hash = new Int32Array(TRACE_WORDS);
  #sorter: ExternalSorter | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  add(trace: string, value: Value): void {
    this.#sorter ??= this.#context.createSorter(TRACE_WORDS);
    hashId(trace, this.#hash);
    this.#sorter.add(new Uint32Array(this.#hash.buffer), Buffer.from(JSON.stringify([trace, value])));
  }

  /** The values of one trace after the other, in the order in which they came. Nothing can be added afterwards. */
  *groups(): Generator<readonly [trace: string, values: readonly Value[]]> {
    let values: Value[] = [];
    let current: string | undefined;
    for (const { payload } of this.#sorter?.sorted() ?? []) {
      const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
      const [trace, value] = JSON.parse(text) as [string, Value];
      if (current !== undefined && current !== trace) {
        yield [current, values];
        values = [];
      }
      current = trace;
      values.push(value);
    }
    if (current !== undefined) yield [current, values];
  }
}
