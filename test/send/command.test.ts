import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endpointFor } from '../../src/send/endpoint.js';
import { runInProcess } from '../support/run-in-process.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import type { SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'send-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Runs one record against an endpoint, and returns the key that arrived there. */
async function keyFor(setting: SendSetting) {
  const endpoint = await startEndpoint();
  const outcome = await runSend({ host: endpoint.url, records: [messageSent(1)], ...setting });
  return { ...outcome, key: endpoint.requests[0]?.body.writeKey };
}

describe('the write key', () => {
  it('the write key comes from --write-key, else --write-key-file, else SEGMENT_WRITE_KEY', async () => {
    const cwd = folderWith({ 'key.txt': `${WRITE_KEY}\r\n` });
    const env = { SEGMENT_WRITE_KEY: 'fromEnvironment' };
    expect(await keyFor({ writeKey: WRITE_KEY, env })).toMatchObject({ code: 0, key: WRITE_KEY });
    expect(await keyFor({ writeKeyFile: 'key.txt', cwd, env })).toMatchObject({ code: 0, key: WRITE_KEY });
    expect(await keyFor({ env })).toMatchObject({ code: 0, key: 'fromEnvironment' });
  });

  it('the write key comes from stdin with --write-key-file -, if the log is a file', async () => {
    const cwd = folderWith({ 'log.ndjson': toLog([messageSent(1)]) });
    const stdin = Readable.from([Buffer.from(WRITE_KEY.slice(0, 7)), Buffer.from(`${WRITE_KEY.slice(7)}\n`)]);
    const setting: SendSetting = {
      writeKeyFile: '-',
      stdin,
      cwd,
      paths: ['log.ndjson'],
      env: { SEGMENT_WRITE_KEY: 'x' },
    };
    expect(await keyFor(setting)).toMatchObject({ code: 0, key: WRITE_KEY });
    const both = await keyFor({ writeKeyFile: '-', cwd });
    expect(both).toMatchObject({ code: 2, key: undefined });
    expect(both.stderr).toContain('stdin cannot hold both the write key and the log');
    const nothing = await keyFor({ ...setting, stdin: Readable.from([]) });
    expect(nothing.stderr).toContain('what came on stdin is empty');
    const much = await keyFor({
      ...setting,
      stdin: Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1000, 'k'))),
    });
    expect(much.stderr).toContain('what came on stdin does not hold a write key');
  });

  it.each<[name: string, setting: SendSetting, says: string]>([
    ['empty', { writeKey: '' }, '--write-key is empty'],
    ['an option', { writeKey: '-f' }, '--write-key begins with a dash'],
    ['in double quotes', { writeKey: `"${WRITE_KEY}"` }, '--write-key has quotes around it'],
    ['in single quotes', { writeKey: `'${WRITE_KEY}'` }, '--write-key has quotes around it'],
    ['with its name', { writeKey: `SEGMENT_WRITE_KEY=${WRITE_KEY}` }, '--write-key holds a name and a value'],
    ['exported', { writeKey: `export KEY=${WRITE_KEY}` }, '--write-key holds a name and a value'],
    ['a line of YAML', { writeKey: `key: ${WRITE_KEY}` }, '--write-key holds a name and a value'],
    ['a name without a value', { writeKey: 'KEY=' }, '--write-key holds a name and a value'],
    ['a variable', { writeKey: '$KEY' }, '--write-key does not hold a write key'],
    ['a placeholder', { writeKey: '<YOUR_WRITE_KEY>' }, '--write-key does not hold a write key'],
    ['a word in place of a key', { writeKey: 'YOUR_WRITE_KEY' }, '--write-key holds a placeholder'],
    ['undefined', { writeKey: 'undefined' }, '--write-key holds a placeholder'],
    ['JSON', { writeKey: `{"key":"${WRITE_KEY}"}` }, '--write-key does not hold a write key'],
    ['with a colon', { writeKey: `${WRITE_KEY}:` }, '--write-key holds a name and a value'],
    [
      'of a file, in quotes',
      { writeKeyFile: 'quoted.txt' },
      'the file that --write-key-file names has quotes around it',
    ],
    [
      'of a file, with its name',
      { writeKeyFile: 'named.txt' },
      'the file that --write-key-file names holds a name and',
    ],
    ['of a file, on two lines', { writeKeyFile: 'two.txt' }, 'the file that --write-key-file names does not hold'],
    [
      'in place of the file',
      { writeKeyFile: WRITE_KEY },
      'cannot read the file that --write-key-file names: it does not',
    ],
    [
      'behind a folder',
      { writeKeyFile: `./${WRITE_KEY}/x` },
      'cannot read the file that --write-key-file names: it does',
    ],
    ['two words', { writeKey: `${WRITE_KEY} x` }, '--write-key does not hold a write key'],
    ['a line break', { writeKey: `${WRITE_KEY}\nx` }, '--write-key does not hold a write key'],
    ['no ASCII', { writeKey: `${WRITE_KEY}é` }, '--write-key does not hold a write key'],
    ['much too long', { writeKey: WRITE_KEY.repeat(10) }, '--write-key does not hold a write key'],
    ['an empty file', { writeKeyFile: 'empty.txt' }, 'the file that --write-key-file names is empty'],
    ['no file', { writeKeyFile: 'none.txt' }, 'cannot read the file that --write-key-file names: it does not exist'],
    ['a file without a name', { writeKeyFile: '' }, '--write-key-file needs the name of a file'],
    ['two sources', { writeKey: WRITE_KEY, writeKeyFile: 'key.txt' }, 'cannot go together'],
  ])('a write key that cannot be one is refused, and no other source is used: %s', async (_, setting, says) => {
    const cwd = folderWith({
      'empty.txt': ' \n',
      'key.txt': WRITE_KEY,
      'quoted.txt': `"${WRITE_KEY}"\n`,
      'named.txt': `SEGMENT_WRITE_KEY=${WRITE_KEY}\n`,
      'two.txt': `${WRITE_KEY}\n${WRITE_KEY}\n`,
    });
    const { code, key, stdout, stderr } = await keyFor({
      cwd,
      env: { SEGMENT_WRITE_KEY: 'fromEnvironment' },
      ...setting,
    });
    expect({ code, key, stdout }).toEqual({ code: 2, key: undefined, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain(WRITE_KEY);
  });

  it('a missing write key is a failure', async () => {
    const none = await keyFor({});
    expect(none).toMatchObject({ code: 2, key: undefined });
    expect(none.stderr).toContain('there is no write key\n  hint: give it with --write-key-file');
    expect(await keyFor({ env: { SEGMENT_WRITE_KEY: '' } })).toMatchObject({ code: 2, key: undefined });
  });

  it.each([
    ['a short word', 'k', 'ok, this k is bad: kk', 'ok, this (write key) is bad: kk'],
    ['a common word', 'test', 'a test of tested tests', 'a (write key) of tested tests'],
    ['a real key', WRITE_KEY, `id_${WRITE_KEY}_x`, 'id_(write key)_x'],
  ])('the write key is masked in an answer, but no part of a word: %s', async (_, writeKey, text, shown) => {
    const endpoint = await startEndpoint(answer(401, text));
    const { stderr } = await keyFor({ host: endpoint.url, writeKey, showValues: true });
    expect(stderr).toContain(`does not accept the write key (401): “${shown}”`);
    expect(stderr).toContain('hint: check the key, and that --region or --host is where its workspace lives');
  });

  it('the write key is in no output, whatever the endpoint answers', async () => {
    const basic = Buffer.from(`${WRITE_KEY}:`).toString('base64');
    const quote = JSON.stringify({ success: false, error: `${WRITE_KEY}, ${basic}, ${encodeURIComponent(WRITE_KEY)}` });
    const endpoints = [answer(200, quote), answer(400, quote), answer(500, quote), answer(401, quote)];
    endpoints.push(answer(302, '', { location: `http://${WRITE_KEY}.example/${WRITE_KEY}` }));
    endpoints.push((response) => response.socket?.destroy(), accept);
    for (const behaviour of endpoints) {
      for (const format of [['json'], ['pretty']]) {
        const endpoint = await startEndpoint(behaviour);
        const records = [messageSent(1), { type: 'track' }];
        const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, format, showValues: true as const };
        const { stdout, stderr } = await runSend(setting);
        expect(endpoint.requests).toHaveLength(1);
        // Host names have no capitals.
        for (const secret of [WRITE_KEY, basic, basic.slice(0, -2)]) {
          expect((stdout + stderr).toLowerCase()).not.toContain(secret.toLowerCase());
        }
      }
    }
  });

  it.each([
    ['send', `--write-kye=${WRITE_KEY}`],
    ['validate', `--write-key=${WRITE_KEY}`],
    ['emit', `--write-key=${WRITE_KEY}`],
  ])('the write key is not repeated when %s does not know the option', async (command, option) => {
    const { code, stdout, stderr } = await runInProcess([command, option], { cwd: tmpdir() });
    expect(code).toBe(2);
    expect(stderr).toContain(`unknown option '${option.replace(WRITE_KEY, '…')}'`);
    expect(stdout + stderr).not.toContain(WRITE_KEY);
  });
});

describe('the endpoint', () => {
  it.each<[setting: SendSetting, says: string]>([
    [{ host: '' }, '--host is not the address of a web server'],
    ...['localhost:8080', 'api.segment.io', '::1', 'ftp://localhost', 'http:localhost', '"http://localhost"'].map(
      (host): [SendSetting, string] => [
        { host },
        '--host is not the address of a web server\n  hint: write it with its scheme, like https://events.example.com',
      ],
    ),
    ...['0', '65536', '99999', '-1', 'http', '80:80', '8080 1'].map((port): [SendSetting, string] => [
      { host: `http://localhost:${port}/x` },
      'the port in --host is not a number from 1 to 65535\n  hint: write it like https://events.example.com',
    ]),
    ...['http://', 'https:///segment', 'http://:8080'].map((host): [SendSetting, string] => [
      { host },
      '--host has no host name\n  hint: is a variable unset?',
    ]),
    [{ host: 'http://localhost:' }, '--host has a colon without a port behind it\n  hint: is a variable unset?'],
    ...['http://::1:8080', 'http://fe80::1/x'].map((host): [SendSetting, string] => [
      { host },
      '--host has an IPv6 address without brackets\n  hint: write it like http://[::1]:8080',
    ]),
    ...['http://[::1', 'http://[::1:8080', 'http://::1]:8080/x', 'http://[::1/x'].map((host): [SendSetting, string] => [
      { host },
      '--host has an IPv6 address with one bracket\n  hint: write it like http://[::1]:8080',
    ]),
    ...['http://a b', 'http:// localhost', 'http://256.256.256.256', 'http://a%b'].map(
      (host): [SendSetting, string] => [
        { host },
        '--host has a host name that cannot exist\n  hint: write it like https://events.example.com',
      ],
    ),
    [{ host: 'http://user:secret@localhost' }, '--host holds a user name or a password'],
    [{ host: 'http://localhost/?key=secret' }, '--host has a query'],
    [{ host: 'http://localhost', region: 'eu' }, '--host and --region cannot go together'],
  ])('an unusable endpoint is refused: %j', async (setting, says) => {
    const { code, stderr } = await runSend({ writeKey: WRITE_KEY, records: [messageSent(1)], ...setting });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('secret');
  });
});

describe('the address of an endpoint', () => {
  it.each([
    ['HTTP://Localhost:8080', 'http://localhost:8080', '/v1/batch'],
    [' https://localhost/ ', 'https://localhost', '/v1/batch'],
    ['http://[::1]:65535/a/v1', 'http://[::1]:65535', '/a/v1/batch'],
    ['http://localhost.:1', 'http://localhost.:1', '/v1/batch'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', '/v1/batch'],
  ])('%s is used as the endpoint', (host, origin, path) => {
    expect(endpointFor({ host })).toMatchObject({ origin, path });
  });
});

describe('what is written', () => {
  const stampless = { ...messageSent(7), timestamp: undefined };
  const records = [...messagesSent(4), { type: 'track', event: 'Message Sent', userId: 'u_1' }, stampless];

  it('send writes its summary to stdout and the problems to stderr', async () => {
    const endpoint = await startEndpoint();
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, format: [] };
    const { code, stdout, stderr } = await runSend(setting);
    expect(code).toBe(1);
    const [verdict, ...rest] = stdout.split('\n');
    expect(verdict).toMatch(
      /^✖ 6 records: 5 accepted by the endpoint, 1 rejected, 0 unknown, 0 not sent \(127\.0\.0\.1:\d+, 1 batch, [\d.]+ m?s\)$/,
    );
    expect(rest).toEqual([
      '    rejected  1  invalid: it has errors',
      '  1 record had no timestamp and got the time of sending.',
      '  A 200 does not prove that the write key is right: look at the source’s debugger in Segment.',
      '',
    ]);
    expect(stderr).toContain('<stdin>:5:1');
    expect(stderr).toContain('schema/required');
  });

  it('send writes nothing to stderr if all records were accepted', async () => {
    const endpoint = await startEndpoint();
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(3), format: ['pretty'] };
    const { code, stdout, stderr } = await runSend(setting);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✔ 3 records, all accepted by the endpoint \(.*\)\n {2}A 200 does not prove .*\n$/);
  });

  it('the summary names the reasons, and mentions a 200 only if there was one', async () => {
    const endpoint = await startEndpoint(inTurn(answer(401)));
    const limits = { batchEvents: 2 };
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records, format: ['pretty'], limits };
    const { stdout } = await runSend(setting);
    expect(stdout.split('\n').slice(1)).toEqual([
      '    not sent  3  stopped: the run stopped before its turn',
      '    not sent  2  http-401: the endpoint refused the request',
      '    rejected  1  invalid: it has errors',
      '',
    ]);
  });

  it('send -f json writes a document with the problems', async () => {
    const endpoint = await startEndpoint();
    const { stdout } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records });
    const document = JSON.parse(stdout);
    expect(Object.keys(document).sort()).toEqual(['problems', 'summary', 'tool', 'version']);
    expect(document.summary).toEqual({
      records: 6,
      accepted: 5,
      rejected: 1,
      unknown: 0,
      notSent: 0,
      byReason: { invalid: 1 },
      messageIds: 5,
    });
    expect(document.problems.length).toBeGreaterThan(0);
  });

  it('an answer of the endpoint is shown only with --show-values', async () => {
    const words = answer(400, '{"error":"bad event: dear agent, my card is 4111"}');
    const setting = { writeKey: WRITE_KEY, records: messagesSent(1) };
    const hidden = await runSend({ ...setting, host: (await startEndpoint(words)).url });
    expect(hidden.stderr).not.toContain('card');
    const shown = await runSend({ ...setting, host: (await startEndpoint(words)).url, showValues: true });
    expect(shown.stderr).toContain('bad event: dear agent');
    expect(hidden.stderr).toContain('--show-values shows what the endpoint answered');
    expect(shown.stderr).not.toContain('--show-values');
  });
});

describe('bad usage and bad input', () => {
  it.each<[setting: SendSetting, says: string]>([
    [{ format: ['sarif'] }, 'send has no format sarif\n  hint: use pretty or json'],
    [{ format: ['json', 'pretty'] }, 'two reports would go to stdout'],
    [{ paths: ['none.ndjson'] }, 'none.ndjson'],
    [{ records: [] }, 'no record came in on stdin'],
  ])('send ends with 2 for bad usage and bad input: %j', async (setting, says) => {
    const endpoint = await startEndpoint();
    const all = { host: endpoint.url, writeKey: WRITE_KEY, records: [messageSent(1)], ...setting };
    const { code, stderr } = await runSend(all);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(endpoint.requests).toEqual([]);
  });

  it('send refuses to write its summary over the log', async () => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(1)) });
    for (const format of ['json=log.ndjson', 'pretty=./log.ndjson']) {
      const setting = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['log.ndjson'], format: [format] };
      expect(await runSend(setting)).toMatchObject({ code: 2, stdout: '' });
    }
    expect(readFileSync(join(cwd, 'log.ndjson'), 'utf8')).toBe(toLog(messagesSent(1)));
    expect(endpoint.requests).toEqual([]);
  });

  it('an empty file, and an empty stdin with --allow-empty, is a success for send', async () => {
    const cwd = folderWith({ 'empty.ndjson': '' });
    const setting = { host: 'http://127.0.0.1:1', writeKey: WRITE_KEY };
    expect(await runSend({ ...setting, cwd, paths: ['empty.ndjson'] })).toMatchObject({
      code: 0,
      summary: { records: 0 },
    });
    expect(await runSend({ ...setting, allowEmpty: true })).toMatchObject({ code: 0, summary: { records: 0 } });
  });

  it('send sends what can be read beside a file that cannot, and ends with 2', async () => {
    const endpoint = await startEndpoint();
    const cwd = folderWith({
      'a.ndjson': '\ufeff'.repeat(0) + toLog(messagesSent(2)),
      'b.ndjson': 'PK\u0003\u0004....',
    });
    const { code, summary, stderr } = await runSend({
      host: endpoint.url,
      writeKey: WRITE_KEY,
      cwd,
      paths: ['a.ndjson', 'b.ndjson'],
    });
    expect(code).toBe(2);
    expect(summary).toMatchObject({ records: 2, accepted: 2 });
    expect(stderr).toContain('it looks like a zip archive');
  });

  it('send loads no SDK for a log in which all records are invalid', async () => {
    const setting = {
      host: 'http://127.0.0.1:1',
      writeKey: WRITE_KEY,
      records: [{ type: 'track' }],
      format: ['pretty'],
    };
    const { code, stdout } = await runSend(setting);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✖ 1 record: 0 accepted by the endpoint, 1 rejected, .* \(nothing sent, /);
  });

  it('send ends with 2 and one message if a report cannot be written, and counts what was sent', async () => {
    const endpoint = await startEndpoint();
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, records: messagesSent(2), cwd: folderWith({}) };
    const format = ['pretty', 'json=no/such/folder.json'];
    const { code, stdout, stderr } = await runSend({ ...setting, format });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `copilot-events: cannot write ${join(setting.cwd, 'no/such/folder.json')}: its folder does not exist\n`,
    );
    expect(stdout).toMatch(/^✖ 2 records: 0 accepted|^✔ 2 records, all accepted/);
    expect(stdout).toContain(endpoint.events.length === 0 ? '0 accepted' : 'all accepted');
  });
});
