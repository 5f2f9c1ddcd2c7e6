// Measures `validate` beside its peers on the same logs, in one run: alternating, repeated, exit codes and counts checked.
//   node bench/validate.js [records] [rounds] [variant...]
// Writes validate-results.json, docs/images/validate-speed.svg and the table in docs/explanation/performance.md.
import { spawn } from 'node:child_process';
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLog } from './corpus.js';
import { routerSchema } from './router-schema.js';
import { speedChart } from './speed-chart.js';
import { withSpeedTable } from './speed-table.js';
import { VARIANTS } from './variants.js';

const [records = '1000000', rounds = '5', ...wanted] = process.argv.slice(2);
/** As it comes. */
const OURS = 'copilot-events';
const RECORDS = Number(records);
const ROUNDS = Number(rounds);
/** How often each start is measured. */
const START_ROUNDS = 15;

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'copilot-events-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The most memory that a process had so far, in bytes; 0 where the system does not tell. @param {number} pid */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * The processor time that a process took so far, its threads' included, in seconds; 0 where the system does not tell.
 * The system counts in hundredths of a second.
 * @param {number} pid
 */
function cpuOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may have spaces; user and system time are the 14th and 15th fields.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** A process and all that it started. @param {number} pid @returns {readonly number[]} */
function familyOf(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => familyOf(Number(child))))];
  } catch {
    return [pid];
  }
}

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Runs a program to its end. @param {readonly string[]} argv @param {Record<string, string>} env */
async function run([program = '', ...argv], env) {
  const start = performance.now();
  const child = spawn(program, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, COPILOT_EVENTS_SCAN: '', ...env },
  });
  let peak = 0;
  let cpu = 0;
  let stdout = '';
  let stderr = '';
  const timer = setInterval(() => {
    const family = familyOf(child.pid ?? 0);
    peak = Math.max(peak, sum(family.map(peakOf)));
    cpu = Math.max(cpu, sum(family.map(cpuOf)));
  }, 10);
  child.stdout.on('data', (/** @type {Buffer} */ data) => {
    if (stdout.length < 4096) stdout += data;
  });
  child.stderr.on('data', (/** @type {Buffer} */ data) => {
    if (stderr.length < 4096) stderr += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return { seconds: (performance.now() - start) / 1000, cpu, peak, stdout, stderr, code };
}

/** @typedef {{ records?: number, invalid?: number }} Counts */
/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(path: string) => readonly string[]} argv
 * @property {Record<string, string>} [env]
 * @property {(stdout: string) => Counts} counts what it says it has read
 * @property {(variant: import('./variants.js').Variant) => boolean} reads which logs it can read
 * @property {boolean} [stopsAtFaults] its exit code is not 0 where there are faults
 */

const bin = join(here, '../bin/copilot-events.js');
const isPlain = (/** @type {import('./variants.js').Variant} */ { file }) => file.endsWith('.ndjson');
const own = ['validate', '--no-config', '--quiet', '-f', `json=${join(folder, 'report.json')}`];
const ownCounts = () => {
  const text = readFileSync(join(folder, 'report.json'), 'utf8').slice(-100_000);
  const number = (/** @type {string} */ name) => Number(new RegExp(`"${name}": ?(\\d+)`).exec(text)?.[1]);
  return { records: number('records'), invalid: number('invalid') };
};
const printed = (/** @type {string} */ stdout) => JSON.parse(stdout);
const noCounts = () => ({});
const sourcemeta = join(here, 'node_modules/@sourcemeta/jsonschema/npm/cli.js');
const router = join(folder, 'router.schema.json');
writeFileSync(router, JSON.stringify(routerSchema()));

/** @type {readonly Contestant[]} */
const CONTESTANTS = [
  {
    name: OURS,
    argv: (path) => [process.execPath, bin, ...own, path],
    counts: ownCounts,
    reads: () => true,
    stopsAtFaults: true,
  },
  ...[
    { name: `${OURS}, 1 thread`, argv: ['--jobs', '1'], env: {} },
    { name: `${OURS}, no conversations`, argv: ['--rule', 'conversation/*=off'], env: {} },
    {
      name: `${OURS}, no rules across records`,
      argv: ['--rule', 'conversation/*=off', '--rule', 'segment/duplicate-message-id=off'],
      env: {},
    },
    { name: `${OURS}, no scanner`, argv: [], env: { COPILOT_EVENTS_SCAN: 'off' } },
  ].map(({ name, argv, env }) => ({
    name,
    argv: (/** @type {string} */ path) => [process.execPath, bin, ...own, ...argv, path],
    env,
    counts: ownCounts,
    reads: () => true,
    stopsAtFaults: true,
  })),
  {
    name: 'JSON.parse + Ajv',
    argv: (path) => [process.execPath, join(here, 'peer-ajv.js'), path],
    counts: printed,
    reads: ({ file }) => !file.endsWith('.json'),
  },
  ...['--fast', ''].map((mode) => ({
    name: `sourcemeta jsonschema ${mode}`.trim(),
    argv: (/** @type {string} */ path) => [
      ...[process.execPath, sourcemeta, 'validate', router, path.replace(/\.ndjson$/, '.jsonl')],
      ...['--format-assertion', ...(mode === '' ? [] : [mode])],
    ],
    counts: noCounts,
    // It stops at the first fault, so that only a log without faults is read to its end.
    reads: (/** @type {import('./variants.js').Variant} */ variant) => isPlain(variant) && variant.name === 'all valid',
  })),
  ...[1, cpus().length].map((threads) => ({
    name: `DuckDB read_json, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    argv: (/** @type {string} */ path) => [process.execPath, join(here, 'peer-duckdb.js'), path, String(threads)],
    counts: printed,
    reads: isPlain,
  })),
  {
    name: 'jq empty',
    argv: (path) => ['jq', 'empty', path],
    counts: noCounts,
    reads: ({ file }) => !file.endsWith('.gz'),
  },
  {
    name: 'wc -l',
    argv: (path) => ['wc', '-l', path],
    counts: (stdout) => ({ records: Number.parseInt(stdout, 10) }),
    reads: isPlain,
  },
];

/** @param {readonly number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const results = [];
for (const variant of VARIANTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const path = join(folder, variant.file);
  await variant.write(path, RECORDS);
  if (isPlain(variant)) linkSync(path, path.replace(/\.ndjson$/, '.jsonl'));
  // Of text, whatever it was packed by.
  const bytes = statSync(path.replace(/\.gz$/, '')).size;
  const contestants = CONTESTANTS.filter(({ reads }) => reads(variant));
  /** @type {Map<string, { seconds: number[], cpu: number[], peak: number }>} */
  const measured = new Map();
  let invalid = variant.invalid;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, argv, env = {}, counts, stopsAtFaults = false } of contestants) {
      const { seconds, cpu, peak, stdout, stderr, code } = await run(argv(path), env);
      const found = code === null ? {} : counts(stdout);
      invalid ??= found.invalid;
      const right = stopsAtFaults && (invalid ?? 0) > 0 ? 1 : 0;
      if (code !== right) throw new Error(`${name} on ${variant.name} ended with ${code}, not ${right}\n${stderr}`);
      if (found.records !== undefined && found.records !== RECORDS)
        throw new Error(`${name} read ${found.records} records`);
      if (found.invalid !== undefined && found.invalid !== invalid) {
        throw new Error(`${name} finds ${found.invalid} records of ${variant.name} invalid, not ${invalid}`);
      }
      const known = measured.get(name) ?? { seconds: [], cpu: [], peak: 0 };
      measured.set(name, {
        seconds: [...known.seconds, seconds],
        cpu: [...known.cpu, cpu],
        peak: Math.max(known.peak, peak),
      });
    }
  }
  const ours = measured.get(OURS)?.seconds ?? [];
  const rows = [...measured].map(([name, { seconds, cpu, peak }]) => ({
    name,
    seconds: median(seconds),
    least: Math.min(...seconds),
    most: Math.max(...seconds),
    cpuSeconds: median(cpu),
    megabytesPerSecond: bytes / 1e6 / median(seconds),
    recordsPerSecond: RECORDS / median(seconds),
    peakMegabytes: peak / 1e6,
    // Of each round, in which they ran one after the other: the machine's speed changes.
    timesOurs: median(seconds.map((one, round) => one / (ours[round] ?? Number.NaN))),
    all: seconds,
  }));
  results.push({ variant: variant.name, records: RECORDS, bytes, invalid: invalid ?? 0, rows });
  console.log(`\n${variant.name}: ${RECORDS} records, ${(bytes / 1e6).toFixed(0)} MB, ${invalid} invalid`);
  console.table(
    Object.fromEntries(
      rows.map(
        ({
          name,
          seconds,
          least,
          most,
          cpuSeconds,
          megabytesPerSecond,
          recordsPerSecond,
          peakMegabytes,
          timesOurs,
        }) => [
          name,
          {
            seconds: seconds.toFixed(2),
            'from, to': `${least.toFixed(2)}, ${most.toFixed(2)}`,
            'cpu s': cpuSeconds.toFixed(2),
            'MB/s': megabytesPerSecond.toFixed(0),
            'records/s': Math.round(recordsPerSecond),
            'peak MB': peakMegabytes.toFixed(0),
            'times ours': timesOurs.toFixed(2),
          },
        ],
      ),
    ),
  );
}

const TEN_LINES = join(folder, 'ten.ndjson');
await writeLog(TEN_LINES, { records: 10, invalid: 0 });
/** What a start takes: Node itself, the smallest run, and a short log. */
const STARTS = [
  { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
  { name: `${OURS} --version`, argv: [process.execPath, bin, '--version'] },
  { name: `${OURS} validate, ten lines`, argv: [process.execPath, bin, 'validate', '--no-config', TEN_LINES] },
];
/** @type {number[][]} */
const startSeconds = STARTS.map(() => []);
for (let round = 0; round < START_ROUNDS; round++) {
  for (const [index, { argv }] of STARTS.entries()) startSeconds[index]?.push((await run(argv, {})).seconds);
}
const starts = STARTS.map(({ name }, index) => ({ name, milliseconds: median(startSeconds[index] ?? []) * 1000 }));
console.table(Object.fromEntries(starts.map(({ name, milliseconds }) => [name, { ms: milliseconds.toFixed(0) }])));

const end = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model, rounds: ROUNDS, results, starts };
writeFileSync(join(here, 'validate-results.json'), `${JSON.stringify(end, null, 2)}\n`);
const [shown] = results;
if (shown !== undefined) {
  writeFileSync(join(here, '../docs/images/validate-speed.svg'), speedChart(shown));
  const page = join(here, '../docs/explanation/performance.md');
  writeFileSync(page, withSpeedTable(readFileSync(page, 'utf8'), end));
}
