// The main module of a worker thread of `validate`: it checks the chunks that it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { registryFor } from '../../own-events/registry-for.js';
import { loadScanner } from '../../scan/load-scanner.js';
import { ScanningCutter } from '../../scan/scanning-cutter.js';
import { createCheck } from '../check-record.js';
import { ruleLevels } from '../rule-levels.js';
import type { WorkerStart } from './check-pool.js';
import type { ChunkJob } from './chunk-results.js';
import { ChunkChecker } from './chunk-results.js';
import { WholeLineCutter } from './whole-line-cutter.js';
import type { WorkerSettings } from './worker-settings.js';

const { settings, slots } = workerData as WorkerStart<WorkerSettings>;
const { schemaFlags, config, cwd, rules, showValues, wantsFacts, usesScanner } = settings;
const registry = await registryFor(schemaFlags, config, cwd);
const levelOf = ruleLevels(rules);
const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
const scanner = usesScanner ? await loadScanner({ registry, isOn, wantsFacts }) : undefined;
const checker = new ChunkChecker({
  cutter: scanner === undefined ? new WholeLineCutter() : new ScanningCutter(scanner, Date.now),
  check: createCheck({ registry, levelOf, now: Date.now, showValues }),
  registry,
  wantsFacts,
  noteEvent: (event) => scanner?.learn(event),
});
const memories = slots.map((slot) => Buffer.from(slot));

parentPort?.on('message', (job: ChunkJob) => {
  const chunk = memories[job.slot]?.subarray(0, job.bytes) ?? Buffer.alloc(0);
  const results = checker.check(chunk, job);
  const moved = results.scans.map(({ answers }) => answers.buffer as ArrayBuffer);
  parentPort?.postMessage(results, [...moved, results.items.numbers.buffer]);
});
parentPort?.postMessage('ready');
