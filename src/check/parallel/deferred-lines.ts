import type { LineCounts, LinesStart } from '../../input/split-lines.js';
import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../problem/safe-name.js';
import type { RawRecord } from '../../record/record.js';
import type { RecordFacts } from '../../rules/conversation/record-facts.js';
import { AcceptedRecords } from '../../scan/accepted-records.js';
import type { AcceptedName } from '../../scan/scanner.js';
import type { Registry } from '../../schema/registry.js';
import type { CheckedRecord, CheckRecord } from '../check-record.js';
import type { ChunkItem, ChunkVerdicts, LeftRecord, Verdict } from './chunk-verdicts.js';

/** How far the lines and records of a source were counted before. */
export interface Passed {
  readonly lines: number;
  readonly records: number;
}

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

  learn(told: ChunkVerdicts['names']): void {
    for (const { call, event } of told) {
      const counted = event === undefined ? `(${call})` : safeName(event);
      const match = event === undefined ? undefined : this.#registry.match(event);
      this.names.push({ counted, call, event, match });
    }
  }
}

/** The whole lines of a chunk, which a worker judges meanwhile. */
export class DeferredLines {
  readonly #chunk: Buffer;
  readonly #start: number;
  readonly #at: LinesStart;
  readonly #verdicts: Promise<ChunkVerdicts>;
  readonly #names: WorkerNames;
  readonly #options: RebuildOptions;

  /** `at` counts from the last lines that were deferred, or from the beginning of the source. */
  constructor(
    text: { readonly chunk: Buffer; readonly start: number },
    at: LinesStart,
    verdicts: Promise<ChunkVerdicts>,
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
  async judged(passed: Passed): Promise<{ items: (AcceptedRecords | CheckedRecord | RawRecord)[]; passed: Passed }> {
    const { lines, records, scans, items, names } = await this.#verdicts;
    this.#names.learn(names);
    const before: LineCounts = {
      lines: passed.lines + this.#at.line - 1,
      records: passed.records + this.#at.records,
    };
    const scanned = scans.map(({ start, line, answers }) => ({
      file: this.#at.file,
      chunk: this.#chunk,
      start: this.#start + start,
      line: before.lines + line,
      answers,
      names: this.#names.names,
    }));
    return {
      items: (JSON.parse(items) as ChunkItem[]).map((item) => {
        if (item.kind === 'left') return this.#raw(item, before);
        if (item.kind === 'verdict') return this.#checked(item, before);
        const of = scanned[item.scan];
        if (of === undefined) throw new Error('a run of a scan that was not told of');
        return new AcceptedRecords(of, item.first, item.count, before.records + item.number);
      }),
      passed: { lines: before.lines + lines, records: before.records + records },
    };
  }

  #raw({ start, end, number, line, column, fault }: Omit<LeftRecord, 'kind'>, before: LineCounts): RawRecord {
    return {
      file: this.#at.file,
      number: before.records + number,
      bytes: this.#chunk.subarray(this.#start + start, this.#start + end),
      line: before.lines + line,
      column,
      ...(fault === undefined ? {} : { fault }),
    };
  }

  #checked(verdict: Verdict, before: LineCounts): CheckedRecord {
    const { isReadable, call, event, valid, facts } = verdict;
    const raw = this.#raw(verdict, before);
    let rebuilt: CheckedRecord | undefined;
    const whole = (): CheckedRecord => (rebuilt ??= this.#options.check(raw));
    return {
      raw,
      call,
      event,
      valid,
      problems: verdict.problems.map((problem) => behind(problem, before)),
      told: { isReadable, facts: facts && factsOf(facts, raw) },
      get value() {
        return isReadable ? whole().value : undefined;
      },
      get callRecord() {
        return whole().callRecord;
      },
      get findings() {
        return whole().findings;
      },
    };
  }
}

/** A problem with its place counted from the beginning of the source. It is ours alone, and changed where it is. */
function behind(problem: Problem, { records, lines }: LineCounts): Problem {
  const own = problem as { -readonly [Key in keyof Problem]: Problem[Key] };
  own.record += records;
  own.line += lines;
  own.endLine += lines;
  return own;
}

function factsOf(told: NonNullable<Verdict['facts']>, { file, number, line, column }: RawRecord): RecordFacts {
  const { event, nearEvent, conversationId, messageId, userId, timestamp, messageCount, seenOnly = false } = told;
  const place = { file, record: number, line, column };
  return { ...place, event, nearEvent, conversationId, messageId, userId, timestamp, messageCount, seenOnly };
}
