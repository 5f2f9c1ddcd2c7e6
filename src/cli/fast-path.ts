import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { CheckRecord } from '../check/check-record.js';
import type { Deferred, FastPath } from '../check/check-sources.js';
import type { CheckPool } from '../check/parallel/check-pool.js';
import type { LevelOf, RuleSetting } from '../check/rule-levels.js';
import type { LineCutter } from '../input/split-lines.js';
import type { Source } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { ScanGate } from '../scan/scan-gate.js';
import type { Registry } from '../schema/registry.js';
import type { SchemaConfig, SchemaFlags } from './registry.js';

/** What a worker judges by; plain values, which it is sent. */
export interface WorkerSettings {
  readonly schemaFlags: SchemaFlags;
  readonly config: SchemaConfig;
  readonly cwd: string;
  readonly rules: readonly RuleSetting[];
  readonly showValues: boolean;
  /** Whether rules across records want to know of each record. */
  readonly wantsFacts: boolean;
  /** Whether the scanner is used. */
  readonly scans: boolean;
}

/** What a command judges by, and with how many threads. */
export interface FastPathOptions extends Omit<WorkerSettings, 'scans'> {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** Makes a whole record of one that was judged elsewhere. */
  readonly check: CheckRecord;
  /** How many threads, this one among them. */
  readonly jobs: number | undefined;
  readonly sources: readonly Source[];
}

/** So much text is worth starting workers: until they are there, as much is judged without them. */
const WORTH_WORKERS = 64 * 1024 * 1024;

/** How many bytes there are at least in the files that are to be read; counted only as far as it matters. */
function bytesAhead(sources: readonly Source[]): number {
  let bytes = 0;
  for (const { path } of sources) {
    if (bytes > WORTH_WORKERS) break;
    try {
      if (path !== undefined) bytes += statSync(path).size;
    } catch {
      // Whoever opens it says what is wrong.
    }
  }
  return bytes;
}

/**
 * As many as there are cores, but not two: the engine compiles and collects beside this thread, and of 356 MB on two cores, a
 * worker took longer to get up to speed than it saved.
 */
function defaultJobs(): number {
  const cores = availableParallelism();
  return cores > 2 ? cores : 1;
}

/**
 * The ways past the slow one, for a command that builds no records of its own: the scanner, and worker threads for logs that are
 * worth it. The environment can say `COPILOT_EVENTS_SCAN=off`, to go without the scanner, and `always`, to take it for the
 * smallest log, too, and workers if `jobs` are asked for.
 */
export function fastPathFor(options: FastPathOptions, { env }: Io): FastPath & { close(): Promise<void> } {
  const { registry, levelOf, wantsFacts, check, sources, jobs = defaultJobs(), ...told } = options;
  const setting = env['COPILOT_EVENTS_SCAN'];
  const scans = setting !== 'off';
  const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
  const always = setting === 'always';
  const ahead = bytesAhead(sources);
  const gate = scans
    ? new ScanGate({ registry, isOn, wantsFacts, now: Date.now }, always ? Number.POSITIVE_INFINITY : ahead)
    : undefined;
  const awaitsWorkers = always && options.jobs !== undefined;
  let read = 0;
  let pool: CheckPool<WorkerSettings> | undefined;
  let starting: Promise<void> | undefined;

  const start = async (): Promise<void> => {
    const { CheckPool: Pool } = await import('../check/parallel/check-pool.js');
    const { schemaFlags, config, cwd, rules, showValues } = told;
    const { schema, trackingPlan } = schemaFlags;
    pool = await Pool.start<WorkerSettings>({
      // This thread is one of them.
      workers: jobs - 1,
      workerFile: new URL('./check-worker.js', import.meta.url),
      settings: {
        schemaFlags: { ...(schema && { schema }), ...(trackingPlan && { trackingPlan }) },
        config: { schemas: config.schemas, trackingPlan: config.trackingPlan, directory: config.directory },
        cwd,
        rules,
        showValues,
        wantsFacts,
        scans,
      },
      check,
      registry,
    });
  };
  const started = (): Promise<void> => {
    const settled = start();
    // Where no worker can be started, the log is judged without.
    settled.catch(() => {});
    return settled;
  };
  const cutter = async (bytes: number): Promise<LineCutter<Deferred> | undefined> => {
    await starting;
    return pool?.hasRoom === true ? pool : gate?.cutterFor(bytes);
  };
  return {
    get ahead() {
      return pool?.room ?? 0;
    },
    cutterFor(bytes) {
      read += bytes;
      if (pool?.hasRoom === true) return pool;
      if (jobs > 1 && pool === undefined && (awaitsWorkers || Math.max(read, ahead) > WORTH_WORKERS)) {
        starting ??= started();
        if (awaitsWorkers) return cutter(bytes);
      }
      return gate?.cutterFor(bytes);
    },
    prepare(bytes) {
      const cutter = gate?.cutterFor(bytes);
      return cutter instanceof Promise ? cutter : undefined;
    },
    accept: (raw) => gate?.accept(raw),
    noteEvent(event) {
      gate?.noteEvent(event);
      pool?.noteEvent(event);
    },
    async close() {
      // Workers that are still being started hold nobody up.
      await pool?.close();
    },
  };
}
