import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ListenFlags } from '../../src/cli/commands/listen/listen-command.js';
import { readTrust } from '../../src/cli/commands/listen/trust.js';
import { createAjv } from '../schemas/results.js';
import { SCHEMAS_URL } from '../schemas/schema-files.js';
import { startEndpoint } from '../send/local-endpoint.js';
import { messageSent, messagesSent, WRITE_KEY } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import type { Outcome } from '../support/outcome.js';
import { runShell } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';
import { post } from './post.js';
import { CLIENT, LATE_CLIENT, listenHere, startListen } from './run-listen.js';
import { WITH_KEY } from './start-collector.js';

const folderWith = testFolders();
const VALIDATE = ['validate', '--no-config', '--rule', 'conversation/*=off'];
const GOOD = messageSent(1);
const BAD = { ...messageSent(2), properties: { conversationId: 'c_1', messageId: 7, message_body: 'a secret' } };
const WARNED = { ...messageSent(3), event: 'Ticket Opened', properties: {} };

/** Runs `listen` around the client that sends these events; `after` is what its command does besides. */
function around(
  events: readonly object[],
  options = '',
  { after = '', cwd = folderWith({ 'client.mjs': CLIENT }) } = {},
): Promise<Outcome> {
  const command = `EVENTS='${JSON.stringify(events)}' node client.mjs${after}`;
  return runShell(
    `$BIN listen --port 0 --no-config --rule 'conversation/*=off' ${options} --exec "$(cat <<'END'\n${command}\nEND\n)"`,
    cwd,
  );
}

/** The same in this process, without the output of the command. */
function aroundHere(events: readonly object[], options: readonly string[]): Promise<Outcome> {
  const exec = `EVENTS='${JSON.stringify(events)}' node client.mjs >client.log`;
  const argv = ['listen', '--port', '0', '--no-config', '--rule', 'conversation/*=off', ...options, '--exec', exec];
  return runInProcess(argv, { cwd: folderWith({ 'client.mjs': CLIENT }), env: { PATH: process.env['PATH'] ?? '' } });
}

describe('listen --exec', () => {
  it('listen --exec exits 0 if all events are valid, and shows the output of the command', async () => {
    const { code, stdout, stderr } = await around([GOOD, WARNED]);
    expect(code).toBe(0);
    expect(stdout).toContain('the client was answered 200\n');
    expect(stdout).toMatch(/⚠ 2 records, all valid, 1 warning \(1 request, /);
    expect(stderr).toMatch(/^copilot-events: listening at http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('listen --exec exits 1 if an event is invalid, and names its field', async () => {
    const { code, stdout } = await around([GOOD, BAD]);
    expect(code).toBe(1);
    expect(stdout).toContain('properties.messageId is a number');
    expect(stdout).toContain('event Message Sent, conversation c_1');
    expect(stdout).not.toContain('secret');
  });

  it.each([
    [['--fail-on', 'never'], [BAD], 0],
    [['--fail-on', 'warning'], [WARNED], 1],
    [['--fail-on', 'warning'], [GOOD], 0],
    [['--max-warnings', '0'], [WARNED], 1],
    [['--rule', 'track/*=off', '--fail-on', 'warning'], [WARNED], 0],
    [['--rule', 'schema/*=warning'], [BAD], 0],
  ])('listen --exec obeys %s', async (options, events, code) => {
    expect(await aroundHere(events, options)).toMatchObject({ code });
  });

  it('listen --exec exits with the code of a command that failed', async () => {
    const failed = await around([GOOD], '', { after: '; exit 7' });
    expect(failed.code).toBe(7);
    expect(failed.stderr).toContain('the command failed with exit code 7');
    expect(failed.stdout).toContain('1 record, valid');
    expect(await around([BAD], '', { after: '; exit 7' })).toMatchObject({ code: 7 });
    expect(await around([BAD], '', { after: '; kill -9 $$' })).toMatchObject({ code: 137 });
    expect(
      await runShell("$BIN listen --port 0 --no-config --exec 'no-such-command-here'", folderWith()),
    ).toMatchObject({ code: 127 });
  });

  it('listen --exec exits 2 if no event came, unless --allow-empty is given', async () => {
    const cwd = folderWith();
    const { code, stderr } = await runShell('$BIN listen --port 0 --no-config --exec true', cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('no event came from the command');
    expect(await runShell('$BIN listen --port 0 --no-config --allow-empty --exec true', cwd)).toMatchObject({
      code: 0,
    });
  });

  it('listen --exec gives the command URLs and a placeholder for the write key', async () => {
    const script = `SEGMENT_WRITE_KEY=${WRITE_KEY} $BIN listen --port 0 --no-config --allow-empty --exec 'env | grep ^SEGMENT_ | sort; pwd'`;
    const cwd = folderWith();
    const { stdout, stderr } = await runShell(script, cwd);
    const [, url = ''] = /listening at (\S+)/.exec(stderr) ?? [];
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      `SEGMENT_API_HOST=${url}`,
      `SEGMENT_CDN_URL=${url}`,
      `SEGMENT_HOST=${url}`,
      'SEGMENT_WRITE_KEY=copilot-events-listen',
      cwd,
    ]);
    expect(stdout + stderr).not.toContain(WRITE_KEY);
  });

  it('listen --exec leaves stdin to the command', async () => {
    const { stdout } = await runShell(
      "echo hello | $BIN listen --port 0 --no-config --allow-empty --exec 'cat; cat'",
      folderWith(),
    );
    expect(stdout).toContain('hello\n');
  });

  it('listen --exec waits for a request that is under way when the command ends', async () => {
    const cwd = folderWith({ 'client.mjs': CLIENT, 'late.mjs': LATE_CLIENT });
    // The command ends when half of the event is there; what sends it stays behind.
    const after = '; node late.mjs >late.log 2>&1 & until test -e half; do sleep 0.05; done';
    const { code, stdout } = await around([GOOD], '', { after, cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('2 records, all valid (2 requests');
  });

  it.each([
    ['that sends nothing', '--exec true', 'no event came from the command'],
    ['that does not end', "--timeout 1 --allow-empty --exec 'sleep 50'", 'the command did not end within 1 s'],
  ])(
    'listen --exec reports a command %s as an error of JUnit, and as no success of SARIF',
    async (_, options, reason) => {
      const cwd = folderWith();
      const { code, stdout } = await runShell(
        `$BIN listen --port 0 --no-config -f junit -f sarif=events.sarif ${options}`,
        cwd,
      );
      expect(code).toBe(2);
      expect(stdout).toContain(`<error message="${reason}">`);
      expect(stdout).not.toContain('every record is valid');
      const sarif = readFileSync(join(cwd, 'events.sarif'), 'utf8');
      expect(JSON.parse(sarif).runs[0].invocations[0].executionSuccessful).toBe(false);
    },
  );

  it('listen --exec --timeout ends the command and all that it started', async () => {
    const start = performance.now();
    const { code, stderr, stdout } = await around([GOOD], '--timeout 3', {
      after: '; sh -c "sleep 55; echo late"; echo later',
    });
    expect(performance.now() - start).toBeLessThan(50_000);
    expect(code).toBe(2);
    expect(stderr).toContain('the command did not end within 3 s');
    expect(stdout).toContain('1 record, valid');
    expect(stdout).not.toContain('late');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'listen --exec passes %s to the command and all that it started, and reports',
    async (signal) => {
      // The inner shell begins once the trap is set.
      const command = 'trap "echo got it; exit 9" INT TERM; sh -c "echo > begun; sleep 55"; echo ended';
      const cwd = folderWith();
      const running = await startListen(['--allow-empty', '--exec', command], cwd);
      while (!existsSync(join(cwd, 'begun'))) await sleep(10);
      const { code, stdout } = await running.end(signal);
      expect(code).toBe(9);
      expect(stdout).toContain('got it\n');
      expect(stdout).toContain('0 records');
    },
  );

  it('listen writes the reports of -f, and the events to -o', async () => {
    const cwd = folderWith({ 'client.mjs': CLIENT });
    const { code } = await around([GOOD, BAD], '-o captured.ndjson -f json=report.json -f junit=events.xml', { cwd });
    expect(code).toBe(1);
    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'));
    const ajv = createAjv();
    const validate = ajv.getSchema(new URL('report.schema.json', SCHEMAS_URL).href);
    expect(validate?.(report), ajv.errorsText(validate?.errors)).toBe(true);
    expect(report.summary).toMatchObject({ files: 0, requests: 1, records: 2, valid: 1, invalid: 1, errors: 1 });
    expect(report.problems).toMatchObject([
      { file: 'captured.ndjson', record: 2, line: 2, pointer: '/properties/messageId' },
    ]);
    const { problems } = JSON.parse(
      (await runInProcess([...VALIDATE, 'captured.ndjson', '-f', 'json'], { cwd })).stdout,
    );
    expect(problems).toEqual(report.problems);
    expect(readFileSync(join(cwd, 'events.xml'), 'utf8')).toContain('schema/type');
  });

  it('listen reads its rules from the config', async () => {
    const rules = { 'schema/type': 'warning', 'conversation/*': 'off' };
    const config = JSON.stringify({ rules, maxWarnings: 0 });
    const cwd = folderWith({ 'client.mjs': CLIENT, 'copilot-events.config.json': config });
    const command = `EVENTS='${JSON.stringify([BAD])}' node client.mjs`;
    const { code, stdout, stderr } = await runShell(
      `$BIN listen --port 0 --exec "$(cat <<'END'\n${command}\nEND\n)"`,
      cwd,
    );
    expect(code).toBe(1);
    expect(stdout).toContain('1 record, valid, 1 warning');
    expect(stderr).toContain('1 warning; --max-warnings allows 0');
  });
});

describe('listen without --exec', () => {
  it('listen prints each event with its result as it comes, and a summary at Ctrl-C', async () => {
    const { url, child, end } = await startListen([], folderWith());
    let seen = '';
    child.stdout?.on('data', (piece) => {
      seen += piece;
    });
    await post(url, { batch: [GOOD] });
    await post(url, { batch: [BAD, WARNED] });
    for (let waited = 0; seen.split('\n').length < 6 && waited < 5000; waited += 50) await sleep(50);
    const lines = seen.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d ✔ Message Sent {10}c_1$/);
    expect(lines[1]).toMatch(
      /^\d\d:\d\d:\d\d ✖ Message Sent {10}c_1 {2}properties\.messageId is a number; .* schema\/type$/,
    );
    expect(lines[2]).toBe('           hint: send it as a string, in double quotes');
    expect(lines[3]).toMatch(
      /⚠ Ticket Opened {9}properties\.conversationId is missing; .* track\/missing-conversation-id$/,
    );
    expect(lines[4]).toMatch(/^ {11}hint: add the id of the conversation/);
    const { code, stdout, stderr } = await end();
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 3 records is invalid: 1 error, 1 warning (2 requests');
    expect(stderr).toMatch(/^copilot-events: listening at \S+; open it to watch, Ctrl-C ends it\n$/);
    expect(stdout).not.toContain('secret');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('listen exits 0 on %s if all events are valid', async (signal) => {
    const { url, end } = await startListen([], folderWith());
    await post(url, { batch: [GOOD] });
    expect(await end(signal)).toMatchObject({ code: 0 });
    expect(await (await startListen([], folderWith())).end(signal)).toMatchObject({ code: 0 });
  });

  it('listen ends after --timeout', async () => {
    const { outcome } = await listenHere(['--timeout', '0.3'], folderWith());
    expect(await outcome).toMatchObject({ code: 0 });
  });

  it('listen --quiet prints errors only; -f json moves the lines to stderr', async () => {
    const quiet = await listenHere(['--quiet'], folderWith());
    await post(quiet.url, { batch: [GOOD, WARNED, BAD] });
    const outcome = await quiet.end();
    expect(outcome.stdout.split('\n')[0]).toContain('✖ Message Sent');
    const json = await listenHere(['-f', 'json'], folderWith());
    await post(json.url, { batch: [GOOD] });
    const { stdout, stderr } = await json.end();
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 1, requests: 1 });
    expect(stderr).toContain('✔ Message Sent');
  });

  it('listen reports each kind of lost request once when it happens, and counts them at the end', async () => {
    const { url, end } = await listenHere([], folderWith());
    for (let count = 0; count < 3; count++) await post(url, GOOD, '/v1/trak');
    await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify(GOOD),
      headers: { origin: 'https://x.example' },
    });
    const { stderr } = await end();
    expect(stderr.match(/1 request went to unknown paths.*POST \/v1\/trak/g)).toHaveLength(1);
    expect(stderr).toContain('3 requests went to unknown paths, and what they held is lost: POST /v1/trak');
    expect(stderr).toContain(
      '1 request from pages of other origins refused: https://x.example; --allow-origin allows them',
    );
    const open = await listenHere(['--allow-origin', 'https://x.example'], folderWith());
    await fetch(`${open.url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify(GOOD),
      headers: { origin: 'https://x.example' },
    });
    expect((await open.end()).stderr).not.toContain('--allow-origin');
  });

  it('listen shows a write key nowhere', async () => {
    const cwd = folderWith();
    const { url, end } = await listenHere(
      ['-o', 'captured.ndjson', '--show-values', '-f', 'pretty', '-f', 'ndjson=p.ndjson'],
      cwd,
    );
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const event = { ...BAD, writeKey: WRITE_KEY, properties: { conversationId: `c-${WRITE_KEY}` } };
    for (const path of ['/v1/track', '/v1/batch', `/v1/projects/${WRITE_KEY}/other`, `/${WRITE_KEY}`]) {
      const body = JSON.stringify(path === '/v1/batch' ? { batch: [event], writeKey: WRITE_KEY } : event);
      await fetch(url + path, { method: 'POST', body, headers: { authorization } });
    }
    await fetch(`${url}/v1/batch`, { method: 'POST', body: `{"writeKey":"${WRITE_KEY}"`, headers: { authorization } });
    const held = await (await fetch(`${url}/_/events`)).text();
    const { stdout, stderr } = await end();
    const files = ['captured.ndjson', 'p.ndjson'].map((file) => readFileSync(join(cwd, file), 'utf8'));
    for (const text of [held, stdout, stderr, ...files]) {
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toContain(WRITE_KEY);
    }
  });
});

describe('listen -o', () => {
  it('listen -o writes a log that send replays as an equal stream', async () => {
    const cwd = folderWith();
    const { url, end } = await listenHere(['-o', 'captured.ndjson'], cwd);
    const events = [
      ...messagesSent(700),
      { ...messageSent(700), context: { app: { name: 'x' } }, integrations: { All: true } },
    ];
    const sentAt = '2020-01-01T00:00:00Z';
    await post(url, { batch: events.slice(0, 400), sentAt, writeKey: WRITE_KEY });
    for (const event of events.slice(400, 410)) await post(url, { ...event, sentAt, writeKey: WRITE_KEY }, '/v1/t');
    await post(url, { batch: events.slice(410), sentAt });
    expect(await end()).toMatchObject({ code: 0 });
    const captured = readFileSync(join(cwd, 'captured.ndjson'), 'utf8');
    expect(
      captured
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(events);

    const endpoint = await startEndpoint();
    const argv = [
      'send',
      'captured.ndjson',
      '--no-config',
      '--host',
      endpoint.url,
      '--write-key',
      WRITE_KEY,
      '--rate',
      '0',
    ];
    expect(await runInProcess(argv, { cwd })).toMatchObject({ code: 0 });
    const sent = endpoint.events.map(({ context, _metadata, ...event }) => ({
      ...event,
      ...(context !== null && typeof context === 'object' && 'app' in context ? { context: { app: context.app } } : {}),
    }));
    const integrations = {};
    expect(sent).toEqual(events.map((event) => ({ integrations, ...event })));
  });

  it('listen -o holds invalid events, and no bodies that are not events', async () => {
    const cwd = folderWith();
    const { url, end } = await listenHere(['-o', 'captured.ndjson', '-f', 'ndjson'], cwd);
    await post(url, { batch: [GOOD] });
    await fetch(`${url}/v1/batch`, { method: 'POST', headers: WITH_KEY, body: '{"batch":' });
    await post(url, { batch: [BAD] });
    const { stdout } = await end();
    expect(readFileSync(join(cwd, 'captured.ndjson'), 'utf8')).toBe(
      `${JSON.stringify(GOOD)}\n${JSON.stringify(BAD)}\n`,
    );
    const [unreadable, bad, summary] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(unreadable).toMatchObject({ rule: 'json/invalid-syntax', file: '<POST /v1/batch>', record: 1 });
    expect(bad).toMatchObject({ rule: 'schema/type', file: 'captured.ndjson', record: 2, line: 2 });
    expect(summary).toMatchObject({ summary: { records: 3, invalid: 2 } });
  });
});

describe('listen and conversations', () => {
  it('listen reports the same conversation problems as validate', async () => {
    const cwd = folderWith();
    const rules = ['--rule', 'conversation/*=warning', '--rule', 'conversation/never-ended=error'];
    const { url, end } = await listenHere(['-o', 'captured.ndjson', '-f', 'json', ...rules], cwd);
    await post(url, { batch: [GOOD] });
    await post(url, { batch: [messageSent(3)] });
    const { code, stdout } = await end();
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.summary).toMatchObject({ records: 2, valid: 1, errors: 1, warnings: 1 });
    expect(report.problems).toMatchObject([
      { rule: 'conversation/missing-start' },
      { rule: 'conversation/never-ended' },
    ]);
    const validated = await runInProcess(['validate', '--no-config', 'captured.ndjson', '-f', 'json', ...rules], {
      cwd,
    });
    expect(JSON.parse(validated.stdout).problems).toEqual(report.problems);
  });

  it('listen forgets conversations at a reset', async () => {
    const started = {
      ...GOOD,
      messageId: 'evt_start',
      event: 'Conversation Started',
      properties: { conversationId: 'c_1' },
    };
    const on = ['--rule', 'conversation/*=warning'];
    const { url, end } = await listenHere(['-f', 'json', ...on], folderWith());
    for (let test = 0; test < 2; test++) {
      await post(url, { batch: [started, messageSent(1)] });
      await fetch(`${url}/_/reset`, { method: 'POST' });
    }
    expect(JSON.parse((await end()).stdout)).toMatchObject({ problems: [], summary: { records: 4, warnings: 0 } });
  });
});

describe('listen, when it cannot do its job', () => {
  const refused = (argv: readonly string[], cwd = folderWith()) =>
    runInProcess(['listen', '--no-config', ...argv], { cwd });

  it('listen exits 2 if --port is in use, and leaves the files of the other listener alone', async () => {
    const cwd = folderWith();
    const first = await listenHere(['-o', 'captured.ndjson'], cwd);
    await post(first.url, { batch: [GOOD] });
    const { code, stderr } = await refused(['--port', new URL(first.url).port, '-o', 'captured.ndjson'], cwd);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /port \d+ of 127\.0\.0\.1 is in use by another program\n {2}hint: --port <n> chooses another port, --port 0 any free one/,
    );
    await first.end();
    expect(readFileSync(join(cwd, 'captured.ndjson'), 'utf8')).toContain('evt_1');
  });

  it.each([
    [['--bind', ''], '--bind is empty'],
    [['--bind', ' '], '--bind is empty'],
    [['--bind', '203.0.113.7', '--port', '0'], '--bind 203.0.113.7 is not an address of this machine'],
    [['--port', '70000'], 'The highest port is 65535'],
    [['--timeout', '0'], 'A number of seconds above 0'],
    [['--exec', ' '], '--exec names no command'],
    [['--allow-origin', 'example.test'], '--allow-origin example.test is not an origin'],
    [['--write-key', WRITE_KEY], '--write-key goes with --forward'],
    [['--host', '0.0.0.0'], '--bind says where to listen'],
    [['--forward', '--write-key', ''], '--write-key is empty'],
    [['--forward'], 'there is no write key'],
    [['-f', 'nope', '--port', '0'], 'there is no format nope'],
    [['-o', 'a.txt', '-f', 'json=a.txt'], 'two outputs would go to a.txt'],
    [['-o', 'no/such/folder.ndjson', '--port', '0'], 'its folder does not exist'],
    [['--fail-on', 'info'], 'Allowed choices are error, warning, never'],
  ])('listen exits 2 for %j', async (argv, message) => {
    const { code, stdout, stderr } = await refused(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(WRITE_KEY);
  });

  it('listen refuses to forward events to itself', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      free.close();
    });
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { code, stderr } = await refused([
      '--port',
      String(port),
      '--forward',
      '--host',
      `http://localhost:${port}`,
      '--write-key',
      'k',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--forward would send the events to this collector itself');
  });
});

describe('listen --bind', () => {
  it.each(['::1', '[::1]'])('listen --bind %s names an IPv6 address', (bind) => {
    expect(readTrust({ bind } as ListenFlags).bind).toBe('::1');
  });

  it('listen --bind 0.0.0.0 warns that other machines can connect', async () => {
    const { url, end } = await listenHere(['--bind', '0.0.0.0'], folderWith());
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await post(url, { batch: [GOOD] })).toBe(200);
    expect((await end()).stderr).toContain(
      'bound to 0.0.0.0, so other machines can send events and read the collected ones',
    );
  });
});
