import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { canBeCut } from '../input/part-of-sources.js';
import type { InputFormat, ReadOptions, RecordBatch } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { LineCutter } from '../input/split-lines.js';
import type { Source } from '../input/text-chunks.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { ScannedItem, ScannedRecords } from '../scan/declined-record.js';
import { LazyScanner } from '../scan/lazy-scanner.js';
import type { ScanPool } from '../scan/parallel/scan-pool.js';
import type { LineFile } from '../scan/parallel/scanned-file.js';
import { rulesWithoutBit } from '../scan/rule-bits.js';
import type { Registry } from '../schema/registry.js';
import { RepeatedFindings } from './repeated-findings.js';
import type { LevelOf } from './rule-levels.js';

/** The options of a fast path. */
export interface FastPathOptions {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** Whether the facts of records are needed, for conversation rules or reports. */
  readonly wantsFacts: boolean;
  /** Whether messages may show the values at fault. */
  readonly showValues: boolean;
  /** How many threads, this one included. Default: one for each core. */
  readonly jobs: number | undefined;
  readonly sources: readonly Source[];
  readonly inputFormat: InputFormat;
  /**
   * `off`: no scanner. `always`: the scanner for the smallest text, too, and workers if `jobs` is given. Default: both
   * as soon as there is enough text to make them worthwhile.
   */
  readonly mode?: string | undefined;
}

type MaybeCutter = LineCutter<ScannedRecords> | undefined;

/**
 * Workers are started for more text than this. The start of one takes 50 ms of processor time; of 16 MB, two threads take as long as one,
 * of 32 MB a tenth less.
 */
const MIN_BYTES_FOR_WORKERS = 32 * 1024 * 1024;

/** A smaller file is scanned sooner by this thread than it is shared out. */
const MIN_FILE_BYTES = 1024 * 1024;

/** How many bytes a file has; 0 for one that cannot be read, which is reported when it is opened. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** How many bytes the files have at least; counted up to `MIN_BYTES_FOR_WORKERS`. */
function expectedBytes(sources: readonly Source[]): number {
  let bytes = 0;
  for (const { path } of sources) {
    if (bytes > MIN_BYTES_FOR_WORKERS) break;
    if (path !== undefined) bytes += sizeOf(path);
  }
  return bytes;
}

/** Starts worker threads; the thread that calls it scans, too. */
async function startPool(workers: number): Promise<ScanPool> {
  const { ScanPool: Pool } = await import('../scan/parallel/scan-pool.js');
  return new Pool({ workers, workerFile: new URL('./scan-worker.js', import.meta.url) });
}

/**
 * Cuts text faster than one record after the other: with the scanner, which accepts records without building them, and
 * with worker threads. For commands that need no record's value.
 */
export class FastPath {
  readonly #jobs: number;
  readonly #scanner: LazyScanner | undefined;
  readonly #expectedBytes: number;
  readonly #alwaysWorkers: boolean;
  /** The findings that records share; undefined if they depend on more than the scanner looks at. */
  readonly repeated: RepeatedFindings | undefined;
  #pool: Promise<ScanPool> | undefined;

  constructor(options: FastPathOptions) {
    const { registry, levelOf, wantsFacts, showValues, sources, inputFormat, jobs, mode } = options;
    this.#jobs = jobs ?? availableParallelism();
    this.#expectedBytes = expectedBytes(sources);
    this.#alwaysWorkers = mode === 'always' && jobs !== undefined;
    const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
    this.repeated = showValues || rulesWithoutBit(isOn).length > 0 ? undefined : new RepeatedFindings(wantsFacts);
    this.#scanner =
      mode === 'off'
        ? undefined
        : new LazyScanner(
            { registry, isOn, wantsFacts, now: Date.now },
            mode === 'always' ? Number.POSITIVE_INFINITY : this.#expectedBytes,
          );
    if (mode === 'off' || !sources.some((source) => this.#fileFor(source, inputFormat) !== undefined)) return;
    // Before anything else: workers take longer to start than the scanner takes to make.
    this.#pool = startPool(this.#jobs - 1);
    // `scanFile` throws it.
    this.#pool.catch(() => {});
  }

  /** The cutter for the next text in lines, `bytes` long; undefined if its lines are to be cut one by one. */
  cutterFor(bytes: number): MaybeCutter | Promise<MaybeCutter> {
    return this.#scanner?.cutterFor(bytes);
  }

  /**
   * The records of a file, read and scanned by several threads; undefined if this thread has to read it alone: it is no file of
   * lines, it is too small, or there is only one thread.
   */
  async scanFile(source: Source, read: ReadOptions): Promise<AsyncGenerator<RecordBatch<ScannedItem>> | undefined> {
    const file = this.#fileFor(source, read.inputFormat);
    if (file === undefined) return undefined;
    const scanner = await this.#scanner?.load();
    const pool = await this.#pool;
    if (scanner === undefined || pool === undefined) return undefined;
    const { scannedFile } = await import('../scan/parallel/scanned-file.js');
    pool.begin(scanner);
    if (this.#alwaysWorkers) await pool.ready();
    const { maxRecordSize, keepsBytes = true, onRead } = read;
    return scannedFile(file, {
      ...{ scanner, pool, maxRecordSize, keepsBytes, onRead, now: Date.now },
      readRest: (rest, before) => readRecords(rest, { ...read, before }, (bytes) => this.cutterFor(bytes)),
    });
  }

  /** Prepares for a text, `bytes` long, that is not in lines, before `accept` is called with its records. */
  prepare(bytes: number): Promise<unknown> | undefined {
    const cutter = this.#scanner?.cutterFor(bytes);
    return cutter instanceof Promise ? cutter : undefined;
  }

  /** A record by itself, if the scanner accepts it. */
  accept(raw: RawRecord): AcceptedRecords | undefined {
    return this.#scanner?.accept(raw);
  }

  /** Notes an event that the full check has seen: the scanner may accept further records of it. */
  noteEvent(event: string): void {
    this.#scanner?.noteEvent(event);
  }

  /** Stops the workers. */
  async close(): Promise<void> {
    await (await this.#pool?.catch(() => undefined))?.close();
  }

  /** A source as a file that several threads are to scan. */
  #fileFor(source: Source, inputFormat: InputFormat): LineFile | undefined {
    const { name, path, rereadable, range } = source;
    if (this.#jobs < 2 || !(this.#alwaysWorkers || this.#expectedBytes > MIN_BYTES_FOR_WORKERS)) return undefined;
    if (path === undefined || !rereadable || range !== undefined) return undefined;
    if (sizeOf(path) < MIN_FILE_BYTES && !this.#alwaysWorkers) return undefined;
    return canBeCut(source, inputFormat) ? { name, path } : undefined;
  }
}
