// Measures `send` beside a plain loop over the SDK and beside batches that are put together from the lines as they are and
// posted with undici: what the network layer alone can do. All of them to the same server on loopback.
//   node bench/send.js [records] [rounds]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLog } from './corpus.js';

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = Number(process.argv[3] ?? 3);
/** A plain loop over the SDK opens a connection a batch and holds everything: more records than this it does not survive. */
const LOOP_RECORDS = Math.min(RECORDS, 50_000);

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'copilot-events-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Runs a program and says how long it took, and its peak memory. @param {string[]} argv */
async function measure(argv) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', join(here, 'peak-memory.js'), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let peak = 0;
  child.on('message', (message) => {
    peak = /** @type {{ peak: number }} */ (message).peak;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { seconds: (performance.now() - start) / 1000, megabytes: peak / 1e6, code };
}

const server = spawn(process.execPath, [join(here, 'send-server.js')], {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const next = () => new Promise((resolve) => server.once('message', resolve));
const { port } = /** @type {{ port: number }} */ (await next());
const host = `http://127.0.0.1:${port}`;

/** How many events have come in since this was last asked. */
async function received() {
  server.send('count');
  return /** @type {{ count: number }} */ (await next()).count;
}

const log = join(folder, 'log.ndjson');
const shortLog = join(folder, 'short.ndjson');
await writeLog(log, { records: RECORDS, invalid: 0 });
await writeLog(shortLog, { records: LOOP_RECORDS, invalid: 0 });

const send = [join(here, '../bin/copilot-events.js'), 'send', log, '--no-config', '--quiet', '--rate', '0'];
send.push('--write-key', 'bench', '--host', host, '-f', `json=${join(folder, 'end.json')}`);
const CONTESTANTS = {
  send: { argv: send, records: RECORDS },
  'send --checkpoint': { argv: [...send, '--checkpoint', join(folder, 'sent.json')], records: RECORDS },
  'send --concurrency 8': { argv: [...send, '--concurrency', '8'], records: RECORDS },
  'plain loop over the SDK': { argv: [join(here, 'peer-sdk-loop.js'), shortLog, host], records: LOOP_RECORDS },
  'prebuilt batches, undici': { argv: [join(here, 'peer-undici.js'), log, host], records: RECORDS },
};

/** @type {Record<string, { perSecond: number, megabytes: number, delivered: number }[]>} */
const results = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { argv, records }] of Object.entries(CONTESTANTS)) {
    rmSync(join(folder, 'sent.json'), { force: true });
    const { seconds, megabytes, code } = await measure(argv);
    const delivered = await received();
    if (name.startsWith('send') && (code !== 0 || delivered !== records)) {
      throw new Error(`${name} ended with ${code} and delivered ${delivered} of ${records}`);
    }
    results[name] ??= [];
    results[name].push({ perSecond: delivered / seconds, megabytes, delivered });
  }
}
server.kill();

const best = (name) => Math.max(...results[name].map(({ perSecond }) => perSecond));
const ours = best('send');
console.log(
  `${RECORDS} records, ${Math.round(statSync(log).size / 1e6)} MB, best of ${ROUNDS}; peak memory: the highest`,
);
const table = Object.entries(results).map(([name, runs]) => ({
  name,
  'records/s': Math.round(best(name)),
  'times send': Number((best(name) / ours).toFixed(2)),
  'peak MB': Math.round(Math.max(...runs.map(({ megabytes }) => megabytes))),
  delivered: `${Math.min(...runs.map(({ delivered }) => delivered))} of ${CONTESTANTS[name].records}`,
}));
console.table(table);
writeFileSync(join(here, 'send-results.json'), `${JSON.stringify(table, null, 2)}\n`);
