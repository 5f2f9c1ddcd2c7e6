// Measures convert on a log of OpenAI requests, each with the history of its conversation, beside a program that only parses the lines:
// `node bench/convert.js [megabytes] [rounds]`, after a build. Says the best of the rounds, in processor time (user and system).
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MB = 1_000_000;
/** How many conversations take turns. */
const LIVE = 50;
const WORDS = 'where is my order please yes no thanks cancel it the flight on Monday would be fine with you'.split(' ');

let state = 7;
/** A number that is the same in every run. @param {number} below */
function next(below) {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return (state >>> 8) % below;
}

/** @param {number} words */
const text = (words) => Array.from({ length: words }, () => WORDS[next(WORDS.length)]).join(' ');

/** Writes a log of about so many bytes. @param {string} path @param {number} bytes */
function writeLog(path, bytes) {
  const file = openSync(path, 'w');
  const system = { role: 'system', content: text(300) };
  const live = [];
  let [written, time, conversations, calls] = [0, 1_715_785_200, 0, 0];
  while (written < bytes) {
    while (live.length < LIVE) live.push({ id: `c${conversations++}`, messages: [system], turns: 5 + next(12) });
    const at = next(live.length);
    const { id, messages } = live[at];
    messages.push({ role: 'user', content: text(3 + next(30)) });
    for (let isCall = true; isCall; ) {
      isCall = next(3) === 0;
      time += next(3);
      const call = { name: `tool_${next(9)}`, arguments: JSON.stringify({ id: next(1e6), words: text(3) }) };
      const called = { role: 'assistant', tool_calls: [{ id: `call_${calls++}`, type: 'function', function: call }] };
      const message = isCall ? { ...called, content: null } : { role: 'assistant', content: text(10 + next(80)) };
      const response = {
        id: `chatcmpl-${calls++}`,
        object: 'chat.completion',
        created: time,
        choices: [{ index: 0, message, finish_reason: isCall ? 'tool_calls' : 'stop' }],
      };
      const request = { model: 'gpt-4o', user: `u${id}`, messages };
      const timestamp = new Date(time * 1000).toISOString();
      written += writeSync(file, `${JSON.stringify({ session_id: id, timestamp, request, response })}\n`);
      messages.push(isCall ? called : message);
      if (isCall) messages.push({ role: 'tool', tool_call_id: called.tool_calls[0]?.id, content: text(40) });
    }
    if (--live[at].turns === 0) live.splice(at, 1);
  }
  closeSync(file);
}

const REPORT = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1000 }));
});`;
const PEER = `require('node:readline').createInterface({ input: require('node:fs').createReadStream(process.argv[1]) }).on('line', (line) => JSON.parse(line));`;

const [megabytes = 200, rounds = 3] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'copilot-events-bench-'));
try {
  const log = join(folder, 'log.ndjson');
  const preload = join(folder, 'report.cjs');
  const report = join(folder, 'report.json');
  const file = openSync(preload, 'w');
  writeSync(file, REPORT);
  closeSync(file);
  writeLog(log, megabytes * MB);
  const size = statSync(log).size / MB;
  const binary = join(import.meta.dirname, '..', 'bin', 'copilot-events.js');
  const convert = [
    binary,
    'convert',
    '--no-config',
    log,
    '--user-id-from',
    'request.user',
    '-o',
    join(folder, 'events'),
  ];
  for (const [name, argv] of Object.entries({ convert, 'JSON.parse of each line': ['-e', PEER, log] })) {
    const results = Array.from({ length: rounds }, () => {
      const env = { ...process.env, BENCH_REPORT: report };
      const { status, stderr } = spawnSync(process.execPath, ['--require', preload, ...argv], {
        env,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
      return JSON.parse(readFileSync(report, 'utf8'));
    });
    const seconds = Math.min(...results.map((result) => result.seconds));
    const peak = Math.max(...results.map((result) => result.peak));
    console.log(
      `${name}: ${seconds.toFixed(2)} s for ${size.toFixed(0)} MB, ${(size / seconds).toFixed(0)} MB/s, ${peak.toFixed(0)} MB at most`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
