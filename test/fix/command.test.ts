import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import type { Run } from '../support/outcome.js';
import { outcomeOf, startBinary } from '../support/run-binary.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const folder = testFolders();

const SECRET = 'SECRET-WORDS';
const sent = (field: string): string =>
  `{"type": "track", "event": "Message Sent", "userId": "u1", "properties": {"conversationId": "c1", "messageId": "m1", "${field}": "${SECRET} bob@example.com"}}`;
const WRONG = sent('content');
const RIGHT = sent('message_body');
/** One error that cannot be fixed: nobody knows the rating. */
const HOPELESS = `{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","rating":"${SECRET}"}}`;

interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly files?: Files;
  readonly stdin?: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'writes the result to stdout and keeps all other bytes',
    argv: ['log.ndjson'],
    files: { 'log.ndjson': `\ufeff${RIGHT}\r\n\r\n \t\n\u001e${WRONG}\r\n${WRONG}` },
    code: 0,
    stdout: `\ufeff${RIGHT}\r\n\r\n \t\n\u001e${RIGHT}\r\n${RIGHT}`,
    stderr: /^2 fixes in 2 of 3 records\n {4}2 {2}schema\/required\n$/,
  },
  {
    name: 'keeps the layout of a JSON document',
    argv: ['log.json'],
    files: { 'log.json': `{ "batch":\n[ ${WRONG} ,\n\t${RIGHT}],\n"writeKey": "k" }\n` },
    code: 0,
    stdout: `{ "batch":\n[ ${RIGHT} ,\n\t${RIGHT}],\n"writeKey": "k" }\n`,
    stderr: /^1 fix in 1 of 2 records/,
  },
  {
    name: 'reports problems without a fix and exits with 1',
    argv: ['-'],
    stdin: `${WRONG}\n${HOPELESS}\nno json\n`,
    code: 1,
    stdout: `${RIGHT}\n${HOPELESS}\nno json\n`,
    stderr: /^<stdin>:2:122 +error[\s\S]*<stdin>:3:1 [\s\S]*2 of 3 records are invalid[\s\S]*1 fix in 1 of 3 records/,
  },
  {
    name: 'reports that there is nothing to fix in a valid log',
    argv: ['log.ndjson'],
    files: { 'log.ndjson': `${RIGHT}\n` },
    code: 0,
    stdout: `${RIGHT}\n`,
    stderr: /^nothing to fix in 1 record\n$/,
  },
  {
    name: 'prints nothing on stderr with --quiet',
    argv: ['log.ndjson', '-q'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 0,
    stdout: `${RIGHT}\n`,
    stderr: /^$/,
  },
  {
    name: 'joins logs and begins each on a new line',
    argv: ['a.ndjson', 'b.ndjson'],
    files: { 'a.ndjson': `\ufeff${WRONG}`, 'b.ndjson': `\ufeff${WRONG}` },
    code: 0,
    stdout: `\ufeff${RIGHT}\n${RIGHT}`,
    stderr: /^2 fixes/,
  },
  {
    name: 'refuses to join a JSON document with a log',
    argv: ['a.ndjson', 'b.json'],
    files: { 'a.ndjson': `${WRONG}\n`, 'b.json': `[${WRONG}]` },
    code: 2,
    stdout: `${RIGHT}\n`,
    stderr: /b\.json does not hold one record per line, and cannot be joined[\s\S]*--in-place/,
  },
  {
    name: 'fixes only the problems of rules named by --only',
    argv: ['log.ndjson', '--only', 'event/*', '--only', 'call/action-as-type'],
    files: { 'log.ndjson': `${WRONG.replace('type', 'action').replace('Message Sent', 'messageSent')}\n` },
    code: 1,
    stdout: `${WRONG}\n`,
    stderr: /2 fixes in 1 of 1 record\n {4}1 {2}(?:call\/action-as-type|event\/misspelled-name)\n/,
  },
  {
    name: 'fills in roles with --defaults and masks with --redact',
    argv: ['log.ndjson', '--defaults', '--redact', 'phone,email'],
    files: { 'log.ndjson': `${RIGHT}\nno json bob@example.com\n` },
    code: 1,
    stdout: `${RIGHT.replace('bob@example.com"', '[email]", "role": "customer"')}\nno json bob@example.com\n`,
    stderr:
      /1 {2}--defaults\n[\s\S]*1 {2}privacy\/personal-data\n[\s\S]*1 record could not be read, and nothing is masked in it/,
  },
  {
    name: 'shows changes with --diff and writes no record',
    argv: ['log.ndjson', '--diff'],
    files: { 'log.ndjson': `\n${WRONG.replace('Message Sent', 'message_sent')}\n` },
    code: 0,
    stdout: [
      '@@ log.ndjson:2 Message Sent @@',
      '- properties.content: (a string)',
      '+ properties.message_body: (a string)  schema/required',
      '- event: "message_sent"',
      '+ event: "Message Sent"  event/misspelled-name',
      '',
    ].join('\n'),
    stderr: /^2 fixes would be made in 1 of 1 record/,
  },
  {
    name: 'shows as escapes in --diff what is not seen in a name',
    argv: ['log.ndjson', '--diff'],
    files: {
      'log.ndjson': `${WRONG.replace('Message Sent', 'Message\u00a0Sent\u200b').replace('content', 'message_body\u{e0041}')}\n`,
    },
    code: 0,
    stdout: [
      '@@ log.ndjson:1 Message Sent @@',
      '- properties["message_body\\udb40\\udc41"]: (a string)',
      '+ properties.message_body: (a string)  schema/required',
      '- event: "Message\\u00a0Sent\\u200b"',
      '+ event: "Message Sent"  event/misspelled-name',
      '',
    ].join('\n'),
    stderr: /^2 fixes would be made in 1 of 1 record/,
  },
  {
    name: 'shows masks in --diff without the masked text',
    argv: ['log.ndjson', '--diff', '--redact', 'all'],
    files: { 'log.ndjson': `${RIGHT}\n` },
    code: 0,
    stdout: '@@ log.ndjson:1 Message Sent @@\n~ properties.message_body: [email]  privacy/personal-data\n',
    stderr: /^1 fix would be made/,
  },
  {
    name: 'fixes misnamed required fields with --only property/*',
    argv: ['log.ndjson', '--only', 'property/*'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 0,
    stdout: `${RIGHT}\n`,
    stderr: /^1 fix in 1 of 1 record\n {4}1 {2}schema\/required\n$/,
  },
  {
    name: 'removes byte order marks in the middle of a log, as cat leaves them',
    argv: ['log.ndjson'],
    files: { 'log.ndjson': `${RIGHT}\n\ufeff${RIGHT}\n` },
    code: 0,
    stdout: `${RIGHT}\n${RIGHT}\n`,
    stderr: /^1 fix in 1 of 2 records\n {4}1 {2}json\/invalid-syntax\n$/,
  },
  {
    name: 'shows the timestamp, and the form of other times, in --diff',
    argv: ['log.ndjson', '--diff'],
    files: {
      'log.ndjson': `\n\ufeff${RIGHT.replace('{', '{"timestamp": "2024-05-15 15:00:04Z", "sentAt": "2024-05-15 15:00:05Z", ')}\n`,
    },
    code: 0,
    stdout: [
      '@@ log.ndjson:2 Message Sent @@',
      '- a byte order mark  json/invalid-syntax',
      '- timestamp: "2024-05-15 15:00:04Z"',
      '+ timestamp: "2024-05-15T15:00:04Z"  schema/format',
      '- sentAt: "####-##-## ##:##:##Z"',
      '+ sentAt: "####-##-##T##:##:##Z"  schema/format',
      '',
    ].join('\n'),
    stderr: /^3 fixes would be made/,
  },
  {
    name: 'refuses --diff together with --in-place',
    argv: ['log.ndjson', '--diff', '--in-place'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 2,
    stdout: '',
    stderr: /--in-place and --diff cannot be given together/,
  },
  {
    name: 'refuses --in-place for stdin',
    argv: ['--in-place', '-'],
    stdin: `${WRONG}\n`,
    code: 2,
    stdout: '',
    stderr: /<stdin> is not a file, so it cannot be fixed in place/,
  },
  {
    name: 'refuses --output onto a log that it reads',
    argv: ['log.ndjson', '-o', 'log.ndjson'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 2,
    stdout: '',
    stderr: /log\.ndjson is a log that is read/,
  },
  {
    name: 'refuses an unknown kind of personal data',
    argv: ['log.ndjson', '--redact', 'email,names'],
    files: { 'log.ndjson': '' },
    code: 2,
    stdout: '',
    stderr: /names is not a kind for --redact[\s\S]*email, phone, card, iban, key or all/,
  },
  {
    name: 'refuses a JSON report on stdout beside the result',
    argv: ['-', '-f', 'json'],
    stdin: '',
    code: 2,
    stdout: '',
    stderr: /both go to stdout/,
  },
  {
    name: 'fails if stdin brings no record',
    argv: [],
    stdin: '',
    code: 2,
    stdout: '',
    stderr: /no record came in on stdin/,
  },
  {
    name: 'refuses a rule that does not exist',
    argv: ['-', '--only', 'event/mispelled-name'],
    code: 2,
    stdout: '',
    stderr: /there is no rule/,
  },
];

const RUNS: readonly (readonly [name: string, run: Run])[] = [
  ['in this process', runInProcess],
  ['as built', runBuilt],
];

describe.each(RUNS)('fix %s', (_, run) => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const cwd = folder(one.files);
    const outcome = await run(['fix', '--no-config', ...one.argv], { cwd, stdin: Buffer.from(one.stdin ?? '') });
    expect(outcome.stderr).toMatch(one.stderr);
    expect(outcome.stderr).not.toContain(SECRET);
    expect(outcome).toMatchObject({ code: one.code, stdout: one.stdout });
  });
});

describe('fix in a pipe', () => {
  it('writes each line as soon as it arrives', async () => {
    const child = startBinary(['fix', '--no-config'], folder());
    const outcome = outcomeOf(child);
    const arrived = new Promise<string>((resolve) =>
      child.stdout?.once('data', (piece: Buffer) => resolve(String(piece))),
    );
    child.stdin?.write(`${RIGHT}\n`);
    expect(await arrived).toBe(`${RIGHT}\n`);
    child.stdin?.end(WRONG);
    expect(await outcome).toMatchObject({ code: 0, stdout: `${RIGHT}\n${RIGHT}` });
  });
});

describe('fix with --schema', () => {
  it('fixes misnamed fields at any depth of the schema', async () => {
    const item = {
      type: 'object',
      properties: { itemId: { type: 'string' } },
      required: ['itemId'],
      additionalProperties: false,
    };
    const schema = {
      title: 'Cart Viewed',
      type: 'object',
      properties: {
        type: { const: 'track' },
        event: { const: 'Cart Viewed' },
        properties: {
          type: 'object',
          properties: {
            conversationId: { type: 'string' },
            items: { type: 'array', items: item },
            note: { default: 'x' },
          },
        },
      },
    };
    const cart = (items: string) =>
      `{"type":"track","event":"Cart Viewed","userId":"u1","properties":{"conversationId":"c1","items":${items}}}\n`;
    const cwd = folder({
      'cart.schema.json': JSON.stringify(schema),
      'log.ndjson': cart('[{"itemId":"a"},{"item_id":"b"},{"itemIds":"c"}]'),
    });
    const { code, stdout, stderr } = await runInProcess(
      ['fix', '--no-config', '--schema', 'cart.schema.json', 'log.ndjson', '--defaults'],
      { cwd },
    );
    expect(stdout).toBe(cart('[{"itemId":"a"},{"itemId":"b"},{"itemIds":"c"}]').replace('}]}', '}],"note":"x"}'));
    // One slip away is not the same.
    expect(stderr).toContain('items[2].itemId');
    expect(code).toBe(1);
  });
});

describe('fix --output', () => {
  it('packs the result if the file name ends in .gz', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    const { code, stdout } = await runBuilt(['fix', '--no-config', 'a.ndjson', '-o', 'b.ndjson.gz'], { cwd });
    expect([code, stdout]).toEqual([0, '']);
    expect(gunzipSync(readFileSync(join(cwd, 'b.ndjson.gz'))).toString()).toBe(`${RIGHT}\n`);
  });

  it('keeps the old content of the file if the log cannot be read', async () => {
    const cwd = folder({ 'broken.ndjson.gz': Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'b.ndjson': 'old\n' });
    const { code } = await runInProcess(['fix', '--no-config', 'broken.ndjson.gz', '-o', 'b.ndjson'], { cwd });
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe('old\n');
  });

  it.each([
    ['is cut off', (packed: Buffer) => packed.subarray(0, -6), `${RIGHT}\n${RIGHT}`],
    ['has other data behind it', (packed: Buffer) => Buffer.concat([packed, Buffer.from('\n')]), `${RIGHT}\n${RIGHT}`],
    [
      'has other data between its parts',
      (packed: Buffer) => Buffer.concat([packed, Buffer.from('\n'), packed]),
      `${RIGHT}\n${RIGHT}${RIGHT}\n${RIGHT}`,
    ],
  ])(
    'writes all that could be unpacked of a gzip that %s, its last line without a line feed',
    async (_, damage, text) => {
      const cwd = folder({ 'a.ndjson.gz': damage(gzipSync(`${RIGHT}\n${RIGHT}`)) });
      const { code, stderr } = await runInProcess(['fix', '--no-config', 'a.ndjson.gz', '-o', 'b.ndjson'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('everything that could be unpacked was read');
      expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe(text);
      const { stdout } = await runInProcess(['fix', '--no-config', 'a.ndjson.gz'], { cwd });
      expect(stdout).toBe(text);
    },
  );

  it('leaves no new file if the log cannot be read', async () => {
    const cwd = folder({ 'broken.ndjson.gz': Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) });
    const { code } = await runInProcess(['fix', '--no-config', 'broken.ndjson.gz', '-o', 'b.ndjson.gz'], { cwd });
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'b.ndjson.gz'))).toBe(false);
  });

  it('replaces a longer file as a whole', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`, 'b.ndjson': 'old\n'.repeat(1000) });
    await runInProcess(['fix', '--no-config', 'a.ndjson', '-o', 'b.ndjson'], { cwd });
    expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
  });

  it('writes through a link to a file that does not exist yet', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    symlinkSync('b.ndjson', join(cwd, 'link'));
    await runInProcess(['fix', '--no-config', 'a.ndjson', '-o', 'link'], { cwd });
    expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
  });

  it.runIf(existsSync('/dev/full')).each([
    ['a file', '/dev/full'],
    ['a packed file', 'full.gz'],
  ])('reports a full disk once and counts no fix for %s', async (_kind, name) => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`, 'b.ndjson': `${WRONG}\n` });
    symlinkSync('/dev/full', join(cwd, 'full.gz'));
    const { code, stderr, stdout } = await runInProcess(
      ['fix', '--no-config', 'a.ndjson', 'b.ndjson', '-o', name, '-f', 'json', '-f', 'pretty'],
      { cwd },
    );
    expect(code).toBe(2);
    expect(stderr.match(/no space is left on the device/g)).toHaveLength(1);
    expect(stderr).toMatch(/no fix was made\n$/);
    expect(JSON.parse(stdout).summary).toMatchObject({ files: 2, fixed: 0, byFix: {}, invalid: 2 });
  });

  it('names an output file that cannot be written', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    const { code, stderr } = await runInProcess(['fix', '--no-config', 'a.ndjson', '-o', 'none/b.ndjson'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot write .*none\/b\.ndjson: its folder does not exist/);
  });
});
