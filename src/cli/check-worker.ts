// What a worker thread of `validate` runs: judges the chunks that it is handed.
import { parentPort, workerData } from 'node:worker_threads';
import { createCheck } from '../check/check-record.js';
import type { WorkerStart } from '../check/parallel/check-pool.js';
import type { ChunkJob } from '../check/parallel/chunk-results.js';
import { ChunkChecker } from '../check/parallel/chunk-results.js';
import { WholeLineCutter } from '../check/parallel/whole-line-cutter.js';
import { ruleLevels } from '../check/rule-levels.js';
import { loadScanner } from '../scan/load-scanner.js';
import { ScanningCutter } from '../scan/scanning-cutter.js';
import type { WorkerSettings } from './fast-path.js';
import { registryFor } from './registry.js';

const { settings, slots } = workerData as WorkerStart<WorkerSettings>;
const { schemaFlags, config, cwd, rules, showValues, wantsFacts, scans } = settings;
const registry = await registryFor(schemaFlags, config, cwd);
const levelOf = ruleLevels(rules);
const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
const check = createCheck({ registry, levelOf, now: Date.now, showValues });
const scanner = scans ? await loadScanner({ registry, isOn, wantsFacts }) : undefined;
const judge = new ChunkChecker({
  cutter: scanner === undefined ? new WholeLineCutter() : new ScanningCutter(scanner, Date.now),
  check,
  registry,
  wantsFacts,
  noteEvent: (event) => scanner?.learn(event),
});
const memories = slots.map((slot) => Buffer.from(slot));

parentPort?.on('message', (job: ChunkJob) => {
  const chunk = memories[job.slot]?.subarray(0, job.bytes) ?? Buffer.alloc(0);
  const verdicts = judge.judge(chunk, job);
  const moved = verdicts.scans.map(({ answers }) => answers.buffer as ArrayBuffer);
  parentPort?.postMessage(verdicts, [...moved, verdicts.items.numbers.buffer]);
});
parentPort?.postMessage('ready');
