import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { LineCutter } from '../input/split-lines.js';
import type { Source } from '../input/text-chunks.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { DeclinedRecord } from '../scan/declined-record.js';
import { LazyScanner } from '../scan/lazy-scanner.js';
import type { Registry } from '../schema/registry.js';
import type { CheckPool } from './parallel/check-pool.js';
import type { DeferredLines } from './parallel/deferred-lines.js';
import type { WorkerSettings } from './parallel/worker-settings.js';
import type { LevelOf } from './rule-levels.js';

/**
 * What is cut off besides raw records: those that the scanner accepted, single ones with their facts, and lines that a worker
 * checks meanwhile.
 */
export type Deferred = AcceptedRecords | DeclinedRecord | DeferredLines;

/** The options of a fast path; the settings for workers are plain values, which can be sent to them. */
export interface FastPathOptions extends Omit<WorkerSettings, 'usesScanner'> {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** How many threads, this one included. Default: one for each core, but one on two cores. */
  readonly jobs: number | undefined;
  readonly sources: readonly Source[];
  /**
   * `off`: no scanner. `always`: the scanner for the smallest text, too, and workers if `jobs` is given. Default: both
   * as soon as there is enough text to make them worthwhile.
   */
  readonly mode?: string | undefined;
}

type MaybeCutter = LineCutter<Deferred> | undefined;

/** Workers are started for more text than this: until they are up to speed, as much is checked without them. */
const MIN_BYTES_FOR_WORKERS = 64 * 1024 * 1024;

/** How many bytes the files have at least; counted up to `MIN_BYTES_FOR_WORKERS`. */
function expectedBytes(sources: readonly Source[]): number {
  let bytes = 0;
  for (const { path } of sources) {
    if (bytes > MIN_BYTES_FOR_WORKERS) break;
    try {
      if (path !== undefined) bytes += statSync(path).size;
    } catch {
      // Reported when the file is opened.
    }
  }
  return bytes;
}

/**
 * As many as there are cores, but one on two cores: the engine compiles and collects garbage beside this thread, and
 * for 356 MB on two cores, a worker took longer to get up to speed than it saved.
 */
function defaultJobs(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores : 1;
}

/**
 * Cuts text faster than one record after the other: with the scanner, which accepts records without building them, and
 * with worker threads. For commands that need no record's value.
 */
export class FastPath {
  readonly #options: FastPathOptions;
  readonly #jobs: number;
  readonly #scanner: LazyScanner | undefined;
  readonly #expectedBytes: number;
  readonly #alwaysWorkers: boolean;
  #bytes = 0;
  #pool: CheckPool | undefined;
  #starting: Promise<void> | undefined;

  constructor(options: FastPathOptions) {
    const { registry, levelOf, wantsFacts, sources, jobs, mode } = options;
    this.#options = options;
    this.#jobs = jobs ?? defaultJobs();
    this.#expectedBytes = expectedBytes(sources);
    this.#alwaysWorkers = mode === 'always' && jobs !== undefined;
    const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
    this.#scanner =
      mode === 'off'
        ? undefined
        : new LazyScanner(
            { registry, isOn, wantsFacts, now: Date.now },
            mode === 'always' ? Number.POSITIVE_INFINITY : this.#expectedBytes,
          );
  }

  /** How many batches are read ahead, for the workers. */
  get batchesAhead(): number {
    return this.#pool?.room ?? 0;
  }

  /** The cutter for the next text in lines, `bytes` long; undefined if its lines are to be cut one by one. */
  cutterFor(bytes: number): MaybeCutter | Promise<MaybeCutter> {
    this.#bytes += bytes;
    if (this.#pool?.hasRoom === true) return this.#pool;
    if (this.#wantsPool()) {
      this.#starting ??= this.#startPool();
      if (this.#alwaysWorkers) return this.#cutterOfPool(bytes);
    }
    return this.#scanner?.cutterFor(bytes);
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
    this.#pool?.noteEvent(event);
  }

  /** Stops the workers; does not wait for those that are still being started. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }

  #wantsPool(): boolean {
    if (this.#jobs < 2 || this.#pool !== undefined) return false;
    return this.#alwaysWorkers || Math.max(this.#bytes, this.#expectedBytes) > MIN_BYTES_FOR_WORKERS;
  }

  async #cutterOfPool(bytes: number): Promise<MaybeCutter> {
    await this.#starting;
    return this.#pool?.hasRoom === true ? this.#pool : this.#scanner?.cutterFor(bytes);
  }

  /** Starts the workers. If one cannot be started, the log is checked without any. */
  async #startPool(): Promise<void> {
    try {
      const { CheckPool: Pool } = await import('./parallel/check-pool.js');
      this.#pool = await Pool.start({
        // This thread is one of them.
        workers: this.#jobs - 1,
        workerFile: new URL('./check-worker.js', import.meta.url),
        settings: this.#workerSettings(),
        registry: this.#options.registry,
      });
    } catch {
      // Nothing is lost but time.
    }
  }

  #workerSettings(): WorkerSettings {
    const { schemaFlags, config, cwd, rules, showValues, wantsFacts } = this.#options;
    const { schema, trackingPlan } = schemaFlags;
    return {
      schemaFlags: { ...(schema && { schema }), ...(trackingPlan && { trackingPlan }) },
      config: { schemas: config.schemas, trackingPlan: config.trackingPlan, directory: config.directory },
      cwd,
      rules,
      showValues,
      wantsFacts,
      usesScanner: this.#scanner !== undefined,
    };
  }
}
