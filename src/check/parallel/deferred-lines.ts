import type { LineCounts, LinesStart } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';
import { AcceptedRecords } from '../../scan/accepted-records.js';
import type { AcceptedName } from '../../scan/scanner.js';
import { acceptedName } from '../../scan/scanner.js';
import type { Registry } from '../../schema/registry.js';
import type { CheckedRecord, CheckRecord } from '../check-record.js';
import { RebuildableRecord } from '../check-record.js';
import type { ChunkResult, ChunkResults, RemainingRecord } from './chunk-results.js';
import { ItemReader } from './item-code.js';

/** What makes records again from their bytes, for those who ask for more than the verdict. */
export interface RebuildOptions {
  readonly check: CheckRecord;
  readonly registry: Registry;
}

/** The names that one worker tells of, by the numbers in its answers. */
export class WorkerNames {
  readonly names: AcceptedName[] = [];
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  learn(told: ChunkResults['names']): void {
    for (const { call, event } of told) {
      this.names.push(acceptedName(call, event, event === undefined ? undefined : this.#registry.match(event)));
    }
  }
}

/** The whole lines of a chunk, which a worker judges meanwhile. */
export class DeferredLines {
  readonly #chunk: Buffer;
  readonly #start: number;
  readonly #at: LinesStart;
  readonly #verdicts: Promise<ChunkResults>;
  readonly #names: WorkerNames;
  readonly #options: RebuildOptions;

  /** `at` counts from the last lines that were deferred, or from the beginning of the source. */
  constructor(
    text: { readonly chunk: Buffer; readonly start: number },
    at: LinesStart,
    verdicts: Promise<ChunkResults>,
    names: WorkerNames,
    options: RebuildOptions,
  ) {
    this.#chunk = text.chunk;
    this.#start = text.start;
    this.#at = at;
    this.#verdicts = verdicts;
    this.#names = names;
    this.#options = options;
  }

  /**
   * Waits for the worker. Returns what the lines hold, in their order, and how far the source is counted behind them.
   * `passed`: how far it was at the place that `at` counts from.
   */
  async judged(
    passed: LineCounts,
  ): Promise<{ items: (AcceptedRecords | CheckedRecord | RawRecord)[]; passed: LineCounts }> {
    const { lines, records, scans, items, names } = await this.#verdicts;
    this.#names.learn(names);
    const before: LineCounts = {
      lines: passed.lines + this.#at.line - 1,
      records: passed.records + this.#at.records,
    };
    const scanned = scans.map(({ start, line, answers, isText }) => ({
      file: this.#at.file,
      chunk: this.#chunk,
      start: this.#start + start,
      line: before.lines + line,
      answers,
      isText,
      names: this.#names.names,
    }));
    return {
      items: new ItemReader(items, this.#at.file, before).items().map((item) => {
        if (item.kind === 'left') return this.#raw(item);
        if (item.kind === 'verdict') return this.#checked(item);
        const of = scanned[item.scan];
        if (of === undefined) throw new Error('a run of a scan that was not told of');
        return new AcceptedRecords(of, item.first, item.count, item.number);
      }),
      passed: { lines: before.lines + lines, records: before.records + records },
    };
  }

  #raw({ start, end, number, line, column, fault, isPlain }: Omit<RemainingRecord, 'kind'>): RawRecord {
    return {
      file: this.#at.file,
      number,
      bytes: this.#chunk.subarray(this.#start + start, this.#start + end),
      line,
      column,
      isPlain,
      ...(fault === undefined ? {} : { fault }),
    };
  }

  #checked(verdict: ChunkResult): CheckedRecord {
    const { isReadable, call, event, names, valid, facts, problems } = verdict;
    const known = { isReadable, facts, names };
    return new RebuildableRecord({ raw: this.#raw(verdict), call, event, valid, problems, known }, this.#options.check);
  }
}
