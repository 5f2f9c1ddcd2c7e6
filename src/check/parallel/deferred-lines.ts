import type { LinesStart } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';
import type { ScannedLines } from '../../scan/accepted-records.js';
import { AcceptedRecords } from '../../scan/accepted-records.js';
import type { AcceptedName } from '../../scan/scanner.js';
import { acceptedName } from '../../scan/scanner.js';
import type { EventMatch, Registry } from '../../schema/registry.js';
import type { UnbuiltResult } from '../check-result.js';
import type { ChunkRecord, ChunkResult } from './chunk-item.js';
import type { ChunkResults } from './chunk-results.js';
import { decodeItems } from './item-code.js';

/** The names that one worker has learned, by the numbers in its answers. */
export class WorkerNames {
  readonly names: AcceptedName[] = [];
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  add(names: ChunkResults['names']): void {
    for (const { call, event } of names) this.names.push(acceptedName(call, event, this.match(event)));
  }

  /** What the schemas know of an event. */
  match(event: string | undefined): EventMatch | undefined {
    return event === undefined ? undefined : this.#registry.match(event);
  }
}

/** The whole lines of a chunk, which a worker checks meanwhile. */
export class DeferredLines {
  readonly kind = 'deferred';
  readonly #chunk: Buffer;
  readonly #start: number;
  readonly #at: LinesStart;
  readonly #results: Promise<ChunkResults>;
  readonly #names: WorkerNames;

  constructor(
    text: { readonly chunk: Buffer; readonly start: number },
    at: LinesStart,
    results: Promise<ChunkResults>,
    names: WorkerNames,
  ) {
    this.#chunk = text.chunk;
    this.#start = text.start;
    this.#at = at;
    this.#results = results;
    this.#names = names;
  }

  /** Waits for the worker; returns what the lines hold, in their order. @throws what made the worker fail */
  async results(): Promise<(AcceptedRecords | UnbuiltResult | RawRecord)[]> {
    const { scans, items, names } = await this.#results;
    this.#names.add(names);
    const { file } = this.#at;
    const before = { lines: this.#at.line - 1, records: this.#at.records };
    const scanned = scans.map(
      ({ start, line, answers, isText }): ScannedLines => ({
        file,
        chunk: this.#chunk,
        start: this.#start + start,
        line: before.lines + line,
        answers,
        isText,
        names: this.#names.names,
      }),
    );
    return decodeItems(items, file, before).map((item) => {
      if (item.kind === 'record') return this.#raw(item);
      if (item.kind === 'result') return this.#result(item);
      return new AcceptedRecords(scanned[item.scan] as ScannedLines, item.first, item.count, item.number);
    });
  }

  #raw({ start, end, number, line, column, fault, isPlain, partOf, found }: Omit<ChunkRecord, 'kind'>): RawRecord {
    const bytes = this.#chunk.subarray(this.#start + start, this.#start + end);
    const raw = { file: this.#at.file, number, bytes, line, column, isPlain };
    return {
      ...raw,
      ...(fault === undefined ? {} : { fault }),
      ...(partOf === undefined ? {} : { partOf }),
      ...(found === undefined ? {} : { found }),
    };
  }

  #result(result: ChunkResult): UnbuiltResult {
    const { isReadable, call, event, names, valid, facts, problems } = result;
    const raw = this.#raw(result);
    const match = this.#names.match(event);
    return { kind: 'unbuilt', raw, call, event, match, isReadable, names, facts, valid, problems };
  }
}
