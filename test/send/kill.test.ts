import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { startBinary } from '../support/run-binary.js';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import { messageSent, WRITE_KEY } from './run-send.js';

/** 100,000 in the gate, with 20 kills; fewer where somebody waits for it. */
const RECORDS = Number(process.env['COPILOT_EVENTS_KILL_RECORDS'] ?? 15_000);
const KILLS = Math.max(4, RECORDS / 5000);
const SEED = Number(process.env['COPILOT_EVENTS_SEED'] ?? Date.now() % 1_000_000);

const folderWith = testFolders();

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Records of 500 users. One in 10,000 is refused by the endpoint, one in 1,000 is invalid, one in ten has no id of its own. */
const isBad = (number: number) => number % 10_000 === 7_777;
const isInvalid = (number: number) => number % 1000 === 123;
function recordOf(number: number) {
  const record = { ...messageSent(number, `message ${number}`), userId: `u_${number % 500}` };
  if (isBad(number)) return { ...record, messageId: `bad_${number}` };
  if (isInvalid(number)) return { ...record, properties: {} };
  return number % 10 === 3 ? { ...record, messageId: undefined } : record;
}

async function writeLog(path: string): Promise<void> {
  const log = createWriteStream(path);
  for (let number = 0; number < RECORDS; number++) {
    if (!log.write(`${JSON.stringify(recordOf(number))}\n`)) await once(log, 'drain');
  }
  log.end();
  await once(log, 'close');
}

/** Which records a checkpoint promises not to send again. */
function doneIn(path: string): (number: number) => boolean {
  const { files } = JSON.parse(readFileSync(path, 'utf8'));
  const { through, pending } = files[0] as { through: number; pending: [number, number][] };
  return (number) => number < through && !pending.some(([from, to]) => from <= number + 1 && number + 1 <= to);
}

const lines = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);

it(`delivers every record of a log whose runs are killed ${KILLS} times, among faults (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const cwd = folderWith();
  await writeLog(join(cwd, 'log.ndjson'));

  /** What each record was when it first arrived, by the number of its chat message. */
  const arrived = new Map<number, string>();
  let repeats = 0;
  let refusedRequests = 0;
  const differing: number[] = [];
  /** Records that a checkpoint had done, and that were sent all the same. */
  const again: number[] = [];
  let isDone: (number: number) => boolean = () => false;
  const arrive: Behaviour = (_response, _number, { body }) => {
    for (const event of body.batch) {
      const number = Number((event['properties'] as { messageId: string }).messageId.slice(2));
      if (isDone(number)) again.push(number);
      const payload = createHash('sha1').update(JSON.stringify(event)).digest('base64');
      const before = arrived.get(number);
      if (before === undefined) arrived.set(number, payload);
      else {
        repeats++;
        if (before !== payload) differing.push(number);
      }
    }
  };
  const endpoint = await startEndpoint((response, number, received) => {
    if (received.body.batch.some(({ messageId }) => messageId.startsWith('bad_'))) {
      refusedRequests++;
      return answer(400)(response, number, received);
    }
    const fault = random();
    if (fault < 0.01) return answer(500)(response, number, received);
    if (fault < 0.02) return response.socket?.resetAndDestroy();
    // From here on the records are in, whatever the answer.
    arrive(response, number, received);
    if (fault < 0.03) return response.socket?.resetAndDestroy();
    if (fault < 0.035) return answer(503, '', { 'retry-after': '1' })(response, number, received);
    if (fault < 0.04) {
      response.writeHead(200, { 'content-length': '16' }).write('{"succ');
      return setTimeout(() => response.socket?.resetAndDestroy(), 5);
    }
    return accept(response, number, received);
  });
  const argv = ['send', 'log.ndjson', '--host', endpoint.url, '--write-key', WRITE_KEY, '--no-config', '--rate', '0'];
  argv.push(
    '--concurrency',
    '2',
    '--checkpoint',
    'sent.json',
    '--rejected-out',
    'rejected.ndjson',
    '-f',
    'json=end.json',
  );

  /** How many records the checkpoint has done. */
  const countDone = (): number => {
    const done = doneIn(join(cwd, 'sent.json'));
    return Array.from({ length: RECORDS }, (_, number) => number).filter(done).length;
  };
  let doneEarlier = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const until = endpoint.requests.length + 1 + Math.floor(random() * 8);
    const child = startBinary(argv, cwd);
    const killed = new Promise<void>((resolve) => {
      endpoint.onRequest = (number) => {
        // The first as soon as a request is in, so that some records are sent again.
        if (number + 1 === until) setTimeout(resolve, kill === 0 ? 0 : random() * 300);
      };
    });
    child.stdout?.resume();
    child.stderr?.resume();
    await Promise.race([killed, once(child, 'exit')]);
    // The second not before some records are done, which later runs must not send again.
    while (kill === 1 && child.exitCode === null && child.signalCode === null && countDone() === 0) await sleep(10);
    // A run may have spent five batches' retries, or be through; it is no kill then, and as good.
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await sleep(10);
    isDone = doneIn(join(cwd, 'sent.json'));
    doneEarlier += countDone();
  }
  endpoint.onRequest = () => {};
  let code = 1;
  for (let tries = 0; tries < 10 && !JSON.parse(lines(join(cwd, 'sent.json'))[0] ?? '{}').finished; tries++) {
    const child = startBinary(argv, cwd);
    child.stdout?.resume();
    child.stderr?.resume();
    [code] = (await once(child, 'exit')) as [number];
  }

  const valid = Array.from({ length: RECORDS }, (_, number) => number).filter((n) => !isBad(n) && !isInvalid(n));
  const missing = valid.filter((number) => !arrived.has(number));
  expect({ missing, differing, again }).toEqual({ missing: [], differing: [], again: [] });
  expect(refusedRequests).toBeGreaterThan(0);
  expect([0, 1]).toContain(code);
  // The kills did fall into the middle of things.
  expect(doneEarlier).toBeGreaterThan(0);
  expect(repeats).toBeGreaterThan(0);
  const { done, unknown } = JSON.parse(readFileSync(join(cwd, 'sent.json'), 'utf8'));
  const rejected = RECORDS - valid.length;
  expect({ done, unknown }).toEqual({ done: { accepted: valid.length, rejected, passedOver: 0 }, unknown: 0 });
  // Each once, though runs were killed while they wrote.
  const letters = lines(join(cwd, 'rejected.ndjson'));
  const expected = Array.from({ length: RECORDS }, (_, number) => number).filter((n) => isBad(n) || isInvalid(n));
  expect([...letters].sort()).toEqual(expected.map((number) => JSON.stringify(recordOf(number))).sort());
}, 600_000);
