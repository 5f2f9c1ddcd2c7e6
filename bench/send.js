// Measures `send` beside a loop over the SDK and beside batches that are put together from the lines as they are and posted with
// undici: what the network layer alone can do. All of them to the same servers on loopback, one of which answers late.
//   node bench/send.js [records] [rounds]
// Writes send-results.json and the tables of `send` in docs/explanation/performance.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLog } from './corpus.js';
import { withSendTable } from './send-table.js';

const RECORDS = Number(process.argv[2] ?? 200_000);
const ROUNDS = Number(process.argv[3] ?? 3);
/** A loop over the SDK takes several times as long for each record. */
const LOOP_RECORDS = Math.min(RECORDS, 50_000);
/** One that nothing holds up keeps all events in memory, and repeats requests that wait for too long. */
const UNHELD_RECORDS = Math.min(RECORDS, 20_000);
const LATENCY_MS = 100;

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'copilot-events-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Runs a program: how long it took, its processor time in seconds, and its peak memory in bytes. @param {readonly string[]} argv */
async function measure(argv) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', join(here, 'peak-memory.js'), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let used = { peak: 0, cpu: 0 };
  child.on('message', (message) => {
    used = /** @type {typeof used} */ (message);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { seconds: (performance.now() - start) / 1000, ...used, code };
}

/** Starts a server. @param {number} latency */
async function startServer(latency) {
  const server = spawn(process.execPath, [join(here, 'send-server.js'), String(latency)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = () => new Promise((resolve) => server.once('message', resolve));
  const { port } = /** @type {{ port: number }} */ (await next());
  return {
    host: `http://127.0.0.1:${port}`,
    /** How many events have come in since this was last asked. */
    async received() {
      server.send('count');
      return /** @type {{ count: number }} */ (await next()).count;
    },
    stop: () => server.kill(),
  };
}

const log = join(folder, 'log.ndjson');
const loopLog = join(folder, 'loop.ndjson');
const unheldLog = join(folder, 'unheld.ndjson');
await writeLog(log, { records: RECORDS, invalid: 0 });
await writeLog(loopLog, { records: LOOP_RECORDS, invalid: 0 });
await writeLog(unheldLog, { records: UNHELD_RECORDS, invalid: 0 });

/** @typedef {{ name: string, latency: number, records: number, isOurs?: boolean, argv: (host: string) => readonly string[] }} Contestant */
/** @param {number} latency @param {readonly string[]} options @returns {Contestant} */
const ours = (latency, options) => ({
  name: `\`${['send', ...options.map((option) => (option.startsWith(folder) ? '…' : option))].join(' ')}\``,
  ...{ latency, records: RECORDS, isOurs: true },
  argv: (host) => [
    ...[join(here, '../bin/copilot-events.js'), 'send', log, '--no-config', '--quiet', '--rate', '0'],
    ...['--write-key', 'bench', '--host', host, '-f', `json=${join(folder, 'end.json')}`, ...options],
  ],
});
/** @param {number} latency @param {number} connections @returns {Contestant} */
const plain = (latency, connections) => ({
  name: `prebuilt batches, undici, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
  ...{ latency, records: RECORDS },
  argv: (host) => [join(here, 'peer-undici.js'), log, host, String(connections)],
});
/** @param {string} name @param {number} records @param {string} file @param {readonly string[]} batch @returns {Contestant} */
const loop = (name, records, file, batch) => ({
  name,
  ...{ latency: 0, records },
  argv: (host) => [join(here, 'peer-sdk-loop.js'), file, host, ...batch],
});
const CONTESTANTS = [
  ours(0, []),
  ours(0, ['--checkpoint', join(folder, 'sent.json')]),
  ours(0, ['--concurrency', '8']),
  loop('a loop over the SDK, 500 events a request', LOOP_RECORDS, loopLog, ['500']),
  loop('a loop over the SDK as it comes', UNHELD_RECORDS, unheldLog, []),
  plain(0, 1),
  ours(LATENCY_MS, ['--concurrency', '8']),
  ours(LATENCY_MS, ['--concurrency', '64']),
  plain(LATENCY_MS, 8),
  plain(LATENCY_MS, 64),
];

const servers = new Map([
  [0, await startServer(0)],
  [LATENCY_MS, await startServer(LATENCY_MS)],
]);
/** @type {Map<string, { perSecond: number, peak: number, cpu: number }[]>} */
const runs = new Map();
const keyOf = (/** @type {Contestant} */ { name, latency }) => `${name} ${latency}`;
for (let round = 0; round < ROUNDS; round++) {
  for (const contestant of CONTESTANTS) {
    const { name, latency, records, isOurs, argv } = contestant;
    for (const file of ['sent.json', 'sent.json.done']) rmSync(join(folder, file), { force: true });
    const server = servers.get(latency);
    if (server === undefined) continue;
    const { seconds, peak, cpu, code } = await measure(argv(server.host));
    const delivered = await server.received();
    // The loop that nothing holds up repeats requests that were not answered in time, or loses their events.
    if (isOurs && (delivered !== records || code !== 0)) {
      throw new Error(`${name} ended with ${code} and delivered ${delivered} of ${records}`);
    }
    const key = keyOf(contestant);
    runs.set(key, [
      ...(runs.get(key) ?? []),
      { perSecond: Math.min(delivered, records) / seconds, peak, cpu: cpu / records },
    ]);
  }
}
for (const { stop } of servers.values()) stop();

/** @param {readonly number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rows = CONTESTANTS.map((contestant) => {
  const all = runs.get(keyOf(contestant)) ?? [];
  const rates = all.map(({ perSecond }) => perSecond);
  return {
    name: contestant.name,
    latency: contestant.latency,
    recordsPerSecond: median(rates),
    least: Math.min(...rates),
    most: Math.max(...rates),
    cpuMicroseconds: median(all.map(({ cpu }) => cpu)) * 1e6,
    peakMegabytes: Math.max(...all.map(({ peak }) => peak)) / 1e6,
  };
});
console.table(rows.map((row) => ({ ...row, name: row.name.slice(0, 44) })));
const measured = { records: RECORDS, bytes: statSync(log).size, rounds: ROUNDS, cores: cpus().length };
const end = { node: process.version, ...measured, rows };
writeFileSync(join(here, 'send-results.json'), `${JSON.stringify(end, null, 2)}\n`);
const page = join(here, '../docs/explanation/performance.md');
writeFileSync(page, withSendTable(readFileSync(page, 'utf8'), end));
