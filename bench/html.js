// Measures what the HTML report costs beside plain validation of the same log, alternating; the fastest of each counts.
//   node bench/html.js [records] [rounds] [invalid share]
// Exits with 1 if the report takes more than 1.35 times as long.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { records, writeRecords } from './corpus.js';

const MAX_RATIO = 1.35;

const [count = '1000000', rounds = '5', invalid = '0.01'] = process.argv.slice(2);
const binary = fileURLToPath(new URL('../bin/copilot-events.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'copilot-events-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const log = join(folder, 'log.ndjson');
const report = join(folder, 'report.html');
await writeRecords(log, records({ records: Number(count), invalid: Number(invalid) }));

/** Runs `validate` and says how long it took, in seconds. @param {readonly string[]} options */
function secondsWith(options) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [binary, 'validate', '--no-config', log, ...options], {
    env: { COPILOT_EVENTS_SCAN: 'on', ...process.env },
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}

const plain = [];
const html = [];
for (let round = 0; round < Number(rounds); round++) {
  plain.push(secondsWith([]));
  html.push(secondsWith(['-f', `html=${report}`]));
}
const ratio = Math.min(...html) / Math.min(...plain);
const seconds = (/** @type {readonly number[]} */ times) => `${Math.min(...times).toFixed(2)} s`;
process.stdout.write(
  `plain ${seconds(plain)}, html ${seconds(html)}: ${ratio.toFixed(2)} times; the report has ${statSync(report).size} bytes\n`,
);
if (ratio > MAX_RATIO) process.exitCode = 1;
