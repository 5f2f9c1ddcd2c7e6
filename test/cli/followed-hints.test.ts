import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Behaviour } from '../send/local-endpoint.js';
import { accept, answer, startEndpoint } from '../send/local-endpoint.js';
import { messagesSent, runSend, toLog, WRITE_KEY } from '../send/run-send.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import type { Outcome, Run } from '../support/outcome.js';
import { BINARY, ROOT } from '../support/root.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess, runWith } from '../support/run-in-process.js';

// Hints of failures: each is printed in a situation made for it, then followed, and is not printed again.

const folderWith = testFolders();

const LOG = toLog(messagesSent(2));
const UNTIMED = LOG.replaceAll(/"timestamp":"[^"]*",/g, '');
const WRONG = LOG.replaceAll('message_body', 'content');
const QUIET = ['--no-config', '--rule', 'conversation/*=off'];

/** What somebody does: another command, after some change to the folder. */
interface Step {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly change?: (cwd: string) => void;
  /** The exit code after the hint was followed. Default: 0. */
  readonly code?: number;
}

interface Advice extends Step {
  /** A part of the hint as it is printed and as it stands in the source. */
  readonly hint: string;
  readonly files?: Files;
  readonly follow: Step;
  /** A run after the first, which prints the hint in its place. */
  readonly after?: Step;
  /** The exit code before that. Default: any but 0. */
  readonly firstCode?: number;
  /** What runs the commands. Default: this process, with an empty stdin. */
  readonly run?: Run;
}

const EMIT = ['emit', 'Conversation Started', 'conversationId=c1', '--user-id', 'u1'];
const LISTEN = ['listen', '--no-config', '--port', '0'];

/** Schemas that refer to each other so often that they are too large once that is written out. */
function doublingSchema(): string {
  const ref = (index: number) => ({ $ref: `#/definitions/d${index}` });
  const definitions = Object.fromEntries(
    Array.from({ length: 18 }, (_, index) => [
      `d${index}`,
      index === 0 ? { type: 'string' } : { properties: { a: ref(index - 1), b: ref(index - 1) } },
    ]),
  );
  return JSON.stringify({
    definitions,
    properties: { event: { const: 'Big' }, properties: { properties: { x: ref(17) } } },
  });
}

const REFERRING = JSON.stringify({
  properties: { event: { const: 'Own' }, properties: { $ref: 'https://schemas.example/own.json' } },
});

const ADVICE: readonly Advice[] = [
  {
    hint: "write the stream to a file first, or make these rules warnings: --rule 'conversation/*=warning' --rule segment/duplicate-message-id=warning",
    argv: ['validate', '-', '--no-config', '--rule', 'conversation/*=error', '--valid-out', 'valid.ndjson'],
    stdin: LOG,
    follow: {
      argv: [
        ...['validate', '-', '--no-config', '--valid-out', 'valid.ndjson'],
        ...['--rule', 'conversation/*=warning', '--rule', 'segment/duplicate-message-id=warning'],
      ],
      stdin: LOG,
    },
  },
  {
    hint: 'keep one of them, or name it with --config',
    files: { 'copilot-events.config.json': '{}', 'copilot-events.config.mjs': 'export default {}', 'log.ndjson': LOG },
    argv: ['validate', 'log.ndjson'],
    follow: {
      argv: ['validate', 'log.ndjson', '--config', 'copilot-events.config.json', '--rule', 'conversation/*=off'],
    },
  },
  {
    hint: 'write it like --json \'{"context": {',
    argv: [...EMIT, '--json', '[1]'],
    follow: { argv: [...EMIT, '--json', '{"context": {"app": {"name": "x"}}}'] },
  },
  {
    hint: 'write it like --json \'{"',
    argv: [...EMIT, '--json', '{"properties": 1}'],
    follow: { argv: [...EMIT, '--json', '{"properties": {"plan": "pro"}}'] },
  },
  {
    hint: 'with --help, the same command lists the events and their fields',
    argv: ['emit'],
    follow: { argv: ['emit', '--help'] },
  },
  {
    hint: 'without a name, the same command lists those that are known',
    argv: ['events', 'Nothing Like It'],
    follow: { argv: ['events'] },
  },
  ...[
    ['explain', 'no/such-rule'],
    ['validate', 'log.ndjson', '--no-config', '--rule', 'nothing/*=off'],
  ].map((argv) => ({
    hint: 'copilot-events explain lists the rules; * stands for any characters: schema/*',
    files: { 'log.ndjson': LOG },
    argv,
    follow: { argv: ['explain'] },
  })),
  {
    hint: 'copilot-events init --yes writes what is shown as new',
    argv: ['init'],
    follow: { argv: ['init', '--yes'] },
  },
  {
    hint: 'copilot-events init --yes --agent --ci gitlab writes what is shown as new',
    argv: ['init', '--ci', 'gitlab', '--agent'],
    follow: { argv: ['init', '--yes', '--agent', '--ci', 'gitlab'] },
  },
  {
    hint: "it is the name of an event: copilot-events events 'Message Sent' shows its fields",
    argv: ['explain', 'message sent'],
    follow: { argv: ['events', 'Message Sent'] },
  },
  ...[
    ['--exec', 'true', 'now'],
    ['--', 'npm', 'test'],
    ['npm', 'test'],
    ['--exec', 'npx', 'vitest', '--run'],
  ].map((words) => ({
    hint: "quote the command, and give it to --exec: copilot-events listen --exec 'npm test'",
    argv: [...LISTEN, ...words],
    follow: { argv: [...LISTEN, '--exec', 'true now', '--allow-empty'] },
    run: runBinary,
  })),
  {
    hint: "quote a name that has a space: copilot-events events 'Message Sent'",
    argv: ['events', 'Message', 'Sent'],
    follow: { argv: ['events', 'Message Sent'] },
  },
  {
    hint: "write it like --expect 'Message Sent', or --expect 'Message Sent=2' for at least two; repeat --expect for each event",
    argv: [...LISTEN, '--exec', 'true', '--expect', 'Message Sent=many'],
    follow: { argv: [...LISTEN, '--exec', 'true', '--expect', 'Message Sent=2'], code: 1 },
    run: runBinary,
  },
  {
    hint: 'name its file: --baseline copilot-events.baseline, or baseline in the config',
    files: { 'log.ndjson': WRONG },
    argv: ['validate', ...QUIET, 'log.ndjson', '--update-baseline'],
    follow: {
      argv: ['validate', ...QUIET, 'log.ndjson', '--update-baseline', '--baseline', 'copilot-events.baseline'],
    },
  },
  {
    hint: '--update-baseline creates it from the current problems',
    files: { 'log.ndjson': WRONG },
    argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json'],
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json', '--update-baseline'] },
  },
  {
    hint: 'without the file, --update-baseline makes it anew',
    files: { 'log.ndjson': WRONG, 'b.json': '{"version":1,"problems":[{"rule":1}]}' },
    argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json'],
    follow: {
      change: (cwd) => rmSync(join(cwd, 'b.json')),
      argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json', '--update-baseline'],
    },
  },
  ...(['validate', 'fix'] as const).map((command) => ({
    hint: 'name a log, such as log.ndjson, or pipe one in',
    files: { 'log.ndjson': LOG },
    argv: [command, ...QUIET],
    follow: { argv: [command, ...QUIET, 'log.ndjson'] },
    run: runWith({ stdinIsTerminal: true }),
  })),
  {
    hint: 'name a log, such as log.ndjson, or pipe one in',
    files: { 'log.ndjson': LOG },
    argv: ['send', ...QUIET, '--dry-run'],
    follow: { argv: ['send', ...QUIET, '--dry-run', 'log.ndjson'] },
    run: runWith({ stdinIsTerminal: true }),
  },
  {
    hint: 'check the command before the pipe; --allow-empty takes this for success',
    argv: ['validate', ...QUIET, '-'],
    stdin: '\n',
    follow: { argv: ['validate', ...QUIET, '-', '--allow-empty'], stdin: '\n' },
  },
  {
    hint: "write it like --rule 'track/*=off'; the levels are ",
    files: { 'log.ndjson': LOG },
    argv: ['validate', ...QUIET, 'log.ndjson', '--rule', 'track/*'],
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '--rule', 'track/*=off'] },
  },
  {
    hint: 'look first with --diff; then write with --output or --in-place',
    files: { 'log.ndjson': WRONG },
    argv: ['fix', ...QUIET, 'log.ndjson', '--diff', '--in-place'],
    follow: { argv: ['fix', ...QUIET, 'log.ndjson', '--in-place'] },
  },
  ...[
    ['-f', 'json=fixed.json'],
    ['-f', 'json', '--output', 'fixed.ndjson'],
  ].map((options) => ({
    hint: 'give one of them a file: -f json=fixed.json, or --output fixed.ndjson',
    files: { 'log.ndjson': WRONG },
    argv: ['fix', ...QUIET, 'log.ndjson', '-f', 'json'],
    follow: { argv: ['fix', ...QUIET, 'log.ndjson', ...options] },
  })),
  {
    hint: 'without --in-place, the result goes to stdout or to --output',
    argv: ['fix', ...QUIET, '--in-place', '-'],
    stdin: WRONG,
    follow: { argv: ['fix', ...QUIET, '-'], stdin: WRONG },
  },
  {
    hint: 'fix it by itself, or fix each file with --in-place',
    files: { 'a.ndjson': WRONG, 'b.json': `[\n${WRONG.split('\n')[0]}\n]` },
    argv: ['fix', ...QUIET, 'a.ndjson', 'b.json'],
    follow: { argv: ['fix', ...QUIET, 'a.ndjson', 'b.json', '--in-place'] },
  },
  {
    hint: 'convert it first: iconv -f ',
    files: { 'log.ndjson': Buffer.from(`\ufeff${LOG}`, 'utf16le') },
    argv: ['validate', ...QUIET, 'log.ndjson'],
    follow: {
      change: (cwd) => shell('iconv -f UTF-16 -t UTF-8 log.ndjson > converted.ndjson', cwd),
      argv: ['validate', ...QUIET, 'converted.ndjson'],
    },
  },
  ...(['UTF-32', 'UTF-32LE', 'UTF-32BE', 'UTF-16LE'] as const).map((name) => ({
    hint: `convert it first: iconv -f ${name} -t UTF-8`,
    // iconv writes a byte order mark where the name has no order.
    files: { 'utf-8.ndjson': LOG },
    argv: ['validate', ...QUIET, 'log.ndjson'],
    after: {
      change: (cwd: string) => shell(`iconv -f UTF-8 -t ${name} utf-8.ndjson > log.ndjson`, cwd),
      argv: ['validate', ...QUIET, 'log.ndjson'],
    },
    follow: {
      change: (cwd: string) => shell(`iconv -f ${name} -t UTF-8 log.ndjson > converted.ndjson`, cwd),
      argv: ['validate', ...QUIET, 'converted.ndjson'],
    },
  })),
  {
    hint: 'unpack it once, with gunzip',
    files: { 'log.ndjson.gz': gzipSync(gzipSync(LOG)) },
    argv: ['validate', ...QUIET, 'log.ndjson.gz'],
    follow: {
      change: (cwd) => shell('gunzip < log.ndjson.gz > once.gz', cwd),
      argv: ['validate', ...QUIET, 'once.gz'],
    },
  },
  {
    hint: 'copy or export it again; gzip -t tests it',
    files: { 'log.ndjson.gz': gzipSync(LOG).subarray(0, -9) },
    argv: ['validate', ...QUIET, 'log.ndjson.gz'],
    follow: {
      change(cwd) {
        expect(spawnSync('gzip', ['-t', 'log.ndjson.gz'], { cwd }).status).toBe(1);
        expect(() => gunzipSync(readFileSync(join(cwd, 'log.ndjson.gz')))).toThrow();
      },
      argv: ['validate', ...QUIET, '-'],
      stdin: LOG,
    },
  },
  {
    hint: "write it like --event 'Message Sent', or --event '!Message Sent' for all others",
    files: { 'log.ndjson': LOG },
    argv: ['send', ...QUIET, '--dry-run', 'log.ndjson', '--event', '!'],
    follow: { argv: ['send', ...QUIET, '--dry-run', 'log.ndjson', '--event', 'Message Sent'] },
  },
  {
    hint: 'give the schema as a file whose $id is that address (--schema <file>), or refer to the file itself',
    files: {
      'log.ndjson': LOG,
      'own.json': REFERRING,
      'other.json': JSON.stringify({ $id: 'https://schemas.example/own.json', type: 'object' }),
    },
    argv: ['validate', ...QUIET, 'log.ndjson', '--schema', 'own.json'],
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '--schema', 'own.json', '--schema', 'other.json'] },
  },
  {
    hint: 'or name one event: copilot-events events <name> --as tracking-plan',
    files: { 'big.json': doublingSchema() },
    argv: ['events', '--no-config', '--schema', 'big.json', '--as', 'tracking-plan'],
    follow: { argv: ['events', 'Message Sent', '--no-config', '--schema', 'big.json', '--as', 'tracking-plan'] },
  },
  {
    hint: '--max-problems shows more, -f ndjson all',
    files: { 'log.ndjson': WRONG },
    argv: ['validate', ...QUIET, 'log.ndjson', '-f', 'concise', '--max-problems', '1'],
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '-f', 'concise', '--max-problems', '100'], code: 1 },
  },
  {
    hint: 'of other kinds; --max-problems shows more, -f ndjson all',
    files: { 'log.ndjson': `${WRONG}{"type":"identify"}\n` },
    argv: ['validate', ...QUIET, 'log.ndjson', '--max-problems', '1'],
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '-f', 'ndjson'], code: 1 },
  },
  {
    hint: 'make events of it with copilot-events convert',
    files: { 'chat.transcript': readFileSync(join(ROOT, 'fixtures/convert/bot-framework/transcript/chat.transcript')) },
    argv: ['validate', ...QUIET, 'chat.transcript'],
    follow: { argv: ['convert', '--no-config', 'chat.transcript'] },
  },
  {
    hint: 'records without a timestamp never match --since or --until',
    files: { 'log.ndjson': UNTIMED },
    argv: ['send', ...QUIET, '--dry-run', 'log.ndjson', '--since', '2026-01-01T00:00:00Z'],
    follow: { argv: ['send', ...QUIET, '--dry-run', 'log.ndjson'] },
  },
  {
    hint: 'says more',
    files: { 'log.ndjson': WRONG },
    argv: ['validate', ...QUIET, 'log.ndjson'],
    follow: { argv: ['explain', 'schema/required'] },
  },
  {
    hint: 'if this run read all logs, --update-baseline drops the difference',
    files: { 'log.ndjson': WRONG },
    argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json', '--update-baseline'],
    firstCode: 0,
    after: {
      change: (cwd) => writeFileSync(join(cwd, 'log.ndjson'), LOG),
      argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json'],
    },
    follow: { argv: ['validate', ...QUIET, 'log.ndjson', '--baseline', 'b.json', '--update-baseline'] },
  },
  {
    hint: 'fix the most frequent ones first, or switch their rules off with --rule',
    files: {
      'log.ndjson': Array.from(
        { length: 10_001 },
        (_, index) => `{"type":"track","event":"Event ${index}","userId":"u1","properties":{}}\n`,
      ).join(''),
    },
    argv: ['validate', ...QUIET, '-q', 'log.ndjson', '--baseline', 'b.json', '--update-baseline'],
    follow: {
      argv: [
        ...['validate', ...QUIET, '-q', 'log.ndjson', '--baseline', 'b.json', '--update-baseline'],
        ...['--rule', 'track/missing-conversation-id=off'],
      ],
    },
  },
  {
    hint: 'copilot-events validate -f shard=part.shard writes one',
    files: { 'log.ndjson': LOG },
    argv: ['merge', 'log.ndjson'],
    follow: {
      change: (cwd) =>
        shell(`"${process.execPath}" "${BINARY}" validate log.ndjson --no-config -f shard=part.shard`, cwd),
      argv: ['merge', 'part.shard'],
    },
  },
  {
    hint: "write it like --exec 'npm test'",
    argv: [...LISTEN, '--exec', ' '],
    follow: { argv: [...LISTEN, '--exec', 'true', '--allow-empty'] },
    run: runBinary,
  },
  {
    hint: '--timeout allows more time',
    argv: [...LISTEN, '--exec', 'sleep 2', '--timeout', '1', '--allow-empty'],
    follow: { argv: [...LISTEN, '--exec', 'sleep 2', '--timeout', '20', '--allow-empty'] },
    run: runBinary,
  },
  {
    hint: '--bind says where to listen',
    argv: [...LISTEN, '--exec', 'true', '--allow-empty', '--host', '127.0.0.1'],
    follow: { argv: [...LISTEN, '--exec', 'true', '--allow-empty', '--bind', '127.0.0.1'] },
    run: runBinary,
  },
  {
    hint: 'node --check ',
    files: { 'copilot-events.config.mjs': 'export default {\n', 'log.ndjson': LOG },
    argv: ['validate', 'log.ndjson'],
    follow: {
      change(cwd) {
        const { status, stderr } = spawnSync(process.execPath, ['--check', 'copilot-events.config.mjs'], {
          cwd,
          encoding: 'utf8',
        });
        expect({ status, line: /config\.mjs:\d+/.test(stderr) }).toEqual({ status: 1, line: true });
        rmSync(join(cwd, 'copilot-events.config.mjs'));
      },
      argv: ['validate', 'log.ndjson', '--rule', 'conversation/*=off'],
    },
    run: runBinary,
  },
];

function shell(command: string, cwd: string): void {
  expect(spawnSync('sh', ['-c', command], { cwd }).status).toBe(0);
}

const printed = ({ stdout, stderr }: Outcome): string => stdout + stderr;

/** A port that somebody listens on, until the test is over. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as { port: number }).port;
}

/** The address of an endpoint that behaves in a way, or of nobody; or the one given. */
async function addressOf(behaviour: Behaviour | string): Promise<string> {
  if (typeof behaviour !== 'string') return (await startEndpoint(behaviour)).url;
  if (behaviour === 'no TLS') return (await startEndpoint(accept)).url.replace('http:', 'https:');
  if (behaviour !== 'nobody') return behaviour;
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const page = answer(200, '<html>Log in</html>', { 'content-type': 'text/html' });
const refusals: readonly (readonly [hint: string, behaviour: Behaviour | string])[] = [
  ['check --host; its path is kept, and /v1/batch is put behind it', answer(404)],
  ['check the key, and that --region or --host is where its workspace lives', answer(401)],
  ['check the write key and --host', answer(200, '{"status":"fail"}', { 'content-type': 'application/json' })],
  ['check --host, and that no proxy or login page lies between', page],
  ['check --host, or let the endpoint listen on another port', 'http://127.0.0.1:6667'],
  ['check --host, and that the network lets the connection through', 'nobody'],
  ['give the address that it leads to as --host', answer(302, '', { location: 'https://example.com/' })],
  ['check --host and the write key', answer(409)],
  ['check that --host is a tracking API, and the write key', answer(422, '{}')],
  ['whether --host should begin with http://', 'no TLS'],
  ['check --host and the name server', 'http://collector.invalid'],
  ['check --host, and what lies between', answer(400, '<html>No</html>', { 'content-type': 'text/html' })],
];

describe('hints of failures', () => {
  it.each(ADVICE.map((one) => [one.hint, one] as const))('following the hint helps: %s', async (hint, one) => {
    const cwd = folderWith(one.files);
    const step = (({ argv, stdin, env = {} }: Step) =>
      (one.run ?? runInProcess)(argv, {
        cwd,
        env,
        ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin) }),
      })) satisfies (step: Step) => unknown;
    let first = await step(one);
    if (one.after !== undefined) {
      one.after.change?.(cwd);
      first = await step(one.after);
    }
    expect(printed(first)).toContain(hint);
    if (one.firstCode === undefined) expect(first.code).not.toBe(0);
    else expect(first.code).toBe(one.firstCode);
    one.follow.change?.(cwd);
    const second = await step(one.follow);
    expect({ printed: printed(second), code: second.code }).toEqual({
      printed: expect.not.stringContaining(hint),
      code: one.follow.code ?? 0,
    });
  });

  it('following the hint helps: --port 0 where a port is taken', async () => {
    const cwd = folderWith();
    const rest = ['--no-config', '--exec', 'true', '--allow-empty'];
    const taken = await runBinary(['listen', '--port', `${await takenPort()}`, ...rest], { cwd });
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('--port 0 any free one') });
    expect((await runBinary(['listen', '--port', '0', ...rest], { cwd })).code).toBe(0);
  });

  it.each([
    ['--write-key-file <file>', { writeKeyFile: 'key.txt' }, {}],
    ['in SEGMENT_WRITE_KEY', {}, { SEGMENT_WRITE_KEY: WRITE_KEY }],
    ['--write-key <key>', { writeKey: WRITE_KEY }, {}],
  ])('following the hint helps: where there is no write key, %s', async (way, flags, env) => {
    const cwd = folderWith({ 'log.ndjson': LOG, 'key.txt': `${WRITE_KEY}\n` });
    const { url: host } = await startEndpoint(accept);
    const without = await runSend({ paths: ['log.ndjson'], cwd, host });
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining(way) });
    expect((await runSend({ paths: ['log.ndjson'], cwd, host, env, ...flags })).code).toBe(0);
  });

  it('following the hint helps: --host where --forward leads to the collector itself', async () => {
    const cwd = folderWith();
    const own = await addressOf('nobody');
    const argv = ['listen', '--no-config', '--port', new URL(own).port, '--exec', 'true', '--allow-empty', '--forward'];
    const run = (host: string) => runBinary([...argv, '--write-key', WRITE_KEY, '--host', host], { cwd });
    const first = await run(own);
    expect(first).toMatchObject({ code: 2, stderr: expect.stringContaining('--host names another endpoint') });
    expect((await run((await startEndpoint(accept)).url)).code).toBe(0);
  });

  it.each(refusals)('following the hint helps, with the right --host: %s', async (hint, behaviour) => {
    const cwd = folderWith({ 'log.ndjson': LOG });
    const wrong = await addressOf(behaviour);
    const send = (host: string) => runSend({ paths: ['log.ndjson'], cwd, host, writeKey: WRITE_KEY });
    const first = await send(wrong);
    expect(first.stderr).toContain(hint);
    expect(first.code).not.toBe(0);
    expect(await send((await startEndpoint(accept)).url)).toMatchObject({ code: 0, summary: { accepted: 2 } });
  });
});

/** Hints of other tests above, as they stand in the source. */
const OTHERS = [
  '--host names another endpoint; without it, they go to Segment',
  '--port <n> chooses another port, --port 0 any free one',
  'give it with --write-key-file <file>, in SEGMENT_WRITE_KEY or with --write-key <key>',
];

/** A test of another file that follows advice: what it expects to be printed, and where it does what is advised, as they stand there. */
interface FollowedIn {
  readonly file: string;
  readonly prints: string;
  readonly follows: string;
}

/** Advice that tests of other files follow, by a part of its text. */
const FOLLOWED_IN: Readonly<Record<string, FollowedIn>> = {
  'what could be read goes to another file': {
    file: 'test/fix/in-place.test.ts',
    prints: 'with --output in place of --in-place, what could be read goes to',
    follows: "'-o', 'fixed.ndjson', 'a.ndjson.gz'",
  },
  'run it again when nothing writes to them': {
    file: 'test/cli/second-reading.test.ts',
    prints: 'run it again when nothing writes to them',
    follows: 'await validate(() => {})',
  },
  '; --show-values shows what the endpoint answered': {
    file: 'test/send/command.test.ts',
    prints: '--show-values shows what the endpoint answered',
    follows: 'showValues: true',
  },
  '--allow-origin allows one': {
    file: 'test/listen/pages.test.ts',
    prints: '--allow-origin allows one',
    follows: 'startCollector({ allowOrigins: [named] })',
  },
  'start listen with --allow-origin ': {
    file: 'test/listen/pages.test.ts',
    prints: 'start listen with --allow-origin ',
    follows: 'startCollector({ allowOrigins: [named] })',
  },
  '--allow-origin allows them': {
    file: 'test/listen/command.test.ts',
    prints: '--allow-origin allows them',
    follows: "listenHere(['--allow-origin', 'https://x.example']",
  },
  'run the tests under copilot-events listen --exec': {
    file: 'test/listen/client.test.ts',
    prints: 'run the tests under copilot-events listen --exec',
    follows: "process.env['SEGMENT_HOST'] = collector.url",
  },
  'start it with copilot-events listen': {
    file: 'test/mcp/mcp.test.ts',
    prints: 'start it with copilot-events listen',
    follows: 'await startListen([], folderWith())',
  },
  'use the address that copilot-events listen prints': {
    file: 'test/mcp/mcp.test.ts',
    prints: 'use the address that copilot-events listen prints',
    follows: "await call('received_events', { url })",
  },
  '--require-timestamp rejects such records': {
    file: 'test/send/followed-hints.test.ts',
    prints: '--require-timestamp rejects such records',
    follows: 'send({ requireTimestamp: true })',
  },
  'fix them, in the log or in the file of --rejected-out, and send that': {
    file: 'test/send/followed-hints.test.ts',
    prints: 'fix them, in the log or in the file of --rejected-out, and send that',
    follows: "fix('rejected.ndjson');",
  },
  '(with a file, --checkpoint <file> lets a run go on)': {
    file: 'test/send/followed-hints.test.ts',
    prints: '(with a file, --checkpoint <file> lets a run go on)',
    follows: "paths: ['log.ndjson'], checkpoint: 'c.json' }",
  },
  '(--checkpoint <file> lets it go on)': {
    file: 'test/send/followed-hints.test.ts',
    prints: '(--checkpoint <file> lets it go on)',
    follows: "await run({ checkpoint: 'c.json' })",
  },
  'validate --print-splits 100000000 prints the splits of logs': {
    file: 'test/shard/followed-hints.test.ts',
    prints: 'validate --print-splits 100000000 prints the splits of logs',
    follows: "'--print-splits', '100000000'",
  },
  'validate --partitions 8 -f shard=log.shard writes the records': {
    file: 'test/shard/followed-hints.test.ts',
    prints: 'validate --partitions 8 -f shard=log.shard writes the records',
    follows: "'--partitions', '3'",
  },
  'what --step made is of other shards': {
    file: 'test/shard/followed-hints.test.ts',
    prints: 'give the parts with the records of all runs, in the order of their logs',
    follows: "merged('records-1.shard', 'records-2.shard', ...reduced, ...searched)",
  },
  'give what merge --step ${step} makes of each partition': {
    file: 'test/shard/followed-hints.test.ts',
    prints: 'give what merge --step reduce makes of each partition',
    follows: "merged('records.shard', ...reduced, ...searched)",
  },
  'or what merge --step reduce makes of each': {
    file: 'test/shard/followed-hints.test.ts',
    prints: 'give the parts of all partitions, or what merge --step reduce makes of each',
    follows: "merged('records.shard', ...facts)",
  },
};

/** Advice that no test can follow, by a part of its text: the file of a test that expects it to be printed. */
const NOT_FOLLOWED: Readonly<Record<string, string>> = {
  // A full disk.
  '--rule segment/duplicate-message-id=off': 'test/spill/temporary-files.test.ts',
  // Another version of the program.
  'copilot-events that wrote it: ': 'test/shard/merge-command.test.ts',
};

/** Texts that name an option or a command and advise nothing: what is wrong with an option, what happened, headings. */
const REPORTS =
  /; --max-warnings allows |cannot go together|goes with --|holds the same option|match none of|would send the events|is not a kind for|but for --dry-run|and --all-or-nothing sends nothing|and --require-timestamp asks|accepted\.$|larger than --max-record-size| evicted to limit memory|that --write-key-file names|in --json is not|gzip in gzip|so --valid-out and --invalid-out need|\$\{writeKey\}|^'another --|only gzip is read as it is|in a checkout, npm run build makes it/;

/** Help, files that are written, and pages: read by people, and tested as a whole; and what test/convert and test/events follow. */
const NOT_FAILURES =
  /-command\.ts$|^cli\/(?:program|shared-options|commands\/(?:completion|init|convert|events))|^(?:explain|init|typescript|library|completion|convert|events)\/|^report\/(?:sarif|agent)|^listen\/(?:live-page|metrics)|^mcp\/create-server|^emit\/event-help|^send\/outgoing-call/;

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return /^(?:generated|assembly|viewer|rules)$/.test(name) ? [] : sources(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

/** The texts of a source file that name an option or a command; not those in its comments. */
function advisingTexts(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  // What is wrong stands before the hint.
  const hints = code.replace(/(new Failure\(\s*'[a-z-]+',\s*)(?:'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)/g, '$1');
  const texts = hints.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return texts.filter(
    (text) =>
      /\s/.test(text) &&
      /(?<![\w-])--[a-z]|copilot-events [a-z$]|\b(?:jq|gzip|gunzip|npm|npx|iconv|node) [-a-z]/.test(text),
  );
}

describe('advice of the program', () => {
  const folder = join(ROOT, 'src');
  const texts = sources(folder)
    .filter((path) => !NOT_FAILURES.test(relative(folder, path)))
    .flatMap(advisingTexts)
    .filter((text) => !REPORTS.test(text));
  const followed = [...ADVICE.map(({ hint }) => hint), ...refusals.map(([hint]) => hint), ...OTHERS];
  const isFollowed = (text: string): boolean => {
    const [beginning = ''] = text.slice(1).split('${');
    return followed.some(
      (hint) => text.replaceAll("\\'", "'").includes(hint) || (beginning.length > 20 && hint.includes(beginning)),
    );
  };

  it('every text that advises an option or a command is followed in a test', () => {
    expect(texts.length).toBeGreaterThan(40);
    const listed = [FOLLOWED_IN, NOT_FOLLOWED].flatMap((list) => Object.keys(list));
    const untried = texts.filter((text) => !isFollowed(text) && !listed.some((part) => text.includes(part)));
    expect(untried).toEqual([]);
  });

  it.each(Object.entries(FOLLOWED_IN))(
    'the test that follows the advice is there: %s',
    (part, { file, prints, follows }) => {
      expect(texts.filter((text) => text.includes(part))).not.toEqual([]);
      const test = readFileSync(join(ROOT, file), 'utf8');
      expect([test.includes(prints), test.includes(follows)]).toEqual([true, true]);
    },
  );

  it.each(Object.entries(NOT_FOLLOWED))('a test expects the advice that cannot be followed: %s', (part, file) => {
    expect(texts.filter((text) => text.includes(part))).not.toEqual([]);
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(part);
  });
});
