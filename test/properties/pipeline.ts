import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import { checkSources } from '../../src/check/check-sources.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { Summary } from '../../src/check/summary.js';
import { SummaryCounter } from '../../src/check/summary.js';
import type { InputFormat } from '../../src/input/read-records.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../src/input/read-records.js';
import type { Source } from '../../src/input/text-chunks.js';
import type { Problem } from '../../src/problem/problem.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { withinTime } from './within-time.js';

/** Far longer than the check of any record of a test. */
const PATIENCE_MS = 2000;

/** The check with every rule on, on a day that never ends. */
export const check = createCheck({
  registry: builtInRegistry(),
  levelOf: ruleLevels([{ glob: 'track/missing-message-id', level: 'warning' }]),
  now: () => Date.parse('2024-06-01T00:00:00Z'),
});

/** Checks one record on its own. */
export function checkValue(value: unknown): CheckedRecord {
  return check({ file: 'a.ndjson', number: 1, bytes: Buffer.from(JSON.stringify(value)), line: 1, column: 1 });
}

/** The problems that make a record invalid. */
export function errorsOf({ problems }: CheckedRecord): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

/** How a source is read. */
export interface Reading {
  readonly name: string;
  readonly inputFormat: InputFormat;
  readonly maxRecordSize?: number;
  /** Whether the source is a file, which can be read twice. */
  readonly isFile?: boolean;
  /** Whether to fail if the check of a record does not end; this makes the test slower. */
  readonly guarded?: boolean;
}

/** All results of a run through the pipeline. */
export interface Outcome {
  readonly records: readonly CheckedRecord[];
  readonly summary: Summary;
  readonly failure: unknown;
}

/** Sends chunks of bytes through the pipeline. */
export async function readThrough(chunks: readonly Buffer[], reading: Reading): Promise<Outcome> {
  const { name, inputFormat, maxRecordSize = DEFAULT_MAX_RECORD_SIZE, isFile = false, guarded = false } = reading;
  const source: Source = {
    name,
    path: isFile ? name : undefined,
    rereadable: isFile,
    async *open() {
      // Each reader gets buffers of its own, which are then its to keep.
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
  };
  const records: CheckedRecord[] = [];
  const counter = new SummaryCounter();
  let failure: unknown;
  await checkSources({
    sources: [source],
    read: { inputFormat, maxRecordSize },
    check: guarded ? (raw) => withinTime(PATIENCE_MS, () => check(raw)) : check,
    counter,
    sinks: [{ write: (record) => records.push(record) }],
    stopped: () => false,
    onFailure: (error) => {
      failure = error;
    },
  });
  return { records, summary: counter.summary(0), failure };
}
