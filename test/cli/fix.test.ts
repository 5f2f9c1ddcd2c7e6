import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createAjv } from '../schemas/results.js';
import { SCHEMAS_URL } from '../schemas/schema-files.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import type { Run } from '../support/outcome.js';
import { outcomeOf, runBinary, startBinary } from '../support/run-binary.js';
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
    name: 'writes the result to stdout, all else byte for byte',
    argv: ['log.ndjson'],
    files: { 'log.ndjson': `\ufeff${RIGHT}\r\n\r\n \t\n\u001e${WRONG}\r\n${WRONG}` },
    code: 0,
    stdout: `\ufeff${RIGHT}\r\n\r\n \t\n\u001e${RIGHT}\r\n${RIGHT}`,
    stderr: /^2 fixes in 2 of 3 records\n {4}2 {2}schema\/required\n$/,
  },
  {
    name: 'keeps the layout of a document',
    argv: ['log.json'],
    files: { 'log.json': `{ "batch":\n[ ${WRONG} ,\n\t${RIGHT}],\n"writeKey": "k" }\n` },
    code: 0,
    stdout: `{ "batch":\n[ ${RIGHT} ,\n\t${RIGHT}],\n"writeKey": "k" }\n`,
    stderr: /^1 fix in 1 of 2 records/,
  },
  {
    name: 'reports what is left and ends with 1',
    argv: ['-'],
    stdin: `${WRONG}\n${HOPELESS}\nno json\n`,
    code: 1,
    stdout: `${RIGHT}\n${HOPELESS}\nno json\n`,
    stderr: /^<stdin>:2:122 +error[\s\S]*<stdin>:3:1 [\s\S]*2 of 3 records are invalid[\s\S]*1 fix in 1 of 3 records/,
  },
  {
    name: 'has nothing to do where nothing is wrong',
    argv: ['log.ndjson'],
    files: { 'log.ndjson': `${RIGHT}\n` },
    code: 0,
    stdout: `${RIGHT}\n`,
    stderr: /^nothing to fix in 1 record\n$/,
  },
  {
    name: 'is quiet if asked to be',
    argv: ['log.ndjson', '-q'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 0,
    stdout: `${RIGHT}\n`,
    stderr: /^$/,
  },
  {
    name: 'joins logs, each on a line of its own',
    argv: ['a.ndjson', 'b.ndjson'],
    files: { 'a.ndjson': `\ufeff${WRONG}`, 'b.ndjson': `\ufeff${WRONG}` },
    code: 0,
    stdout: `\ufeff${RIGHT}\n${RIGHT}`,
    stderr: /^2 fixes/,
  },
  {
    name: 'joins no document with a log',
    argv: ['a.ndjson', 'b.json'],
    files: { 'a.ndjson': `${WRONG}\n`, 'b.json': `[${WRONG}]` },
    code: 2,
    stdout: `${RIGHT}\n`,
    stderr: /b\.json is one JSON document, and cannot be joined[\s\S]*--in-place/,
  },
  {
    name: 'fixes only what is chosen',
    argv: ['log.ndjson', '--only', 'event/*', '--only', 'call/action-as-type'],
    files: { 'log.ndjson': `${WRONG.replace('type', 'action').replace('Message Sent', 'messageSent')}\n` },
    code: 1,
    stdout: `${WRONG}\n`,
    stderr: /2 fixes in 1 of 1 record\n {4}1 {2}(?:call\/action-as-type|event\/misspelled-name)\n/,
  },
  {
    name: 'fills in roles and masks',
    argv: ['log.ndjson', '--defaults', '--redact', 'phone,email'],
    files: { 'log.ndjson': `${RIGHT}\nno json bob@example.com\n` },
    code: 1,
    stdout: `${RIGHT.replace('bob@example.com"', '[email]", "role": "customer"')}\nno json bob@example.com\n`,
    stderr:
      /1 {2}--defaults\n[\s\S]*1 {2}privacy\/personal-data\n[\s\S]*1 record could not be read, and nothing is masked in it/,
  },
  {
    name: 'shows what it would do, and writes nothing',
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
    name: 'shows masks without what they mask',
    argv: ['log.ndjson', '--diff', '--redact', 'all'],
    files: { 'log.ndjson': `${RIGHT}\n` },
    code: 0,
    stdout: '@@ log.ndjson:1 Message Sent @@\n~ properties.message_body: [email]  privacy/personal-data\n',
    stderr: /^1 fix would be made/,
  },
  {
    name: 'wants one place for its result',
    argv: ['log.ndjson', '--diff', '--in-place'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 2,
    stdout: '',
    stderr: /--in-place and --diff cannot be given together/,
  },
  {
    name: 'has no place for stdin',
    argv: ['--in-place', '-'],
    stdin: `${WRONG}\n`,
    code: 2,
    stdout: '',
    stderr: /<stdin> is no file that could be fixed in its place/,
  },
  {
    name: 'does not write over what it reads',
    argv: ['log.ndjson', '-o', 'log.ndjson'],
    files: { 'log.ndjson': `${WRONG}\n` },
    code: 2,
    stdout: '',
    stderr: /log\.ndjson is a log that is read/,
  },
  {
    name: 'knows its kinds, rules and formats',
    argv: ['log.ndjson', '--redact', 'email,names'],
    files: { 'log.ndjson': '' },
    code: 2,
    stdout: '',
    stderr: /--redact knows no names[\s\S]*email, phone, card, iban, key or all/,
  },
  {
    name: 'has no report where its result is',
    argv: ['-', '-f', 'json'],
    stdin: '',
    code: 2,
    stdout: '',
    stderr: /both go to stdout/,
  },
  { name: 'wants a record on stdin', argv: [], stdin: '', code: 2, stdout: '', stderr: /no record came in on stdin/ },
  {
    name: 'knows no rule of that name',
    argv: ['-', '--only', 'event/mispelled-name'],
    code: 2,
    stdout: '',
    stderr: /there is no rule/,
  },
];

const RUNS: readonly (readonly [name: string, run: Run])[] = [
  ['in this process', runInProcess],
  ['as a program', runBinary],
];

describe.each(RUNS)('fix, %s,', (_, run) => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const cwd = folder(one.files);
    const outcome = await run(['fix', '--no-config', ...one.argv], { cwd, stdin: Buffer.from(one.stdin ?? '') });
    expect(outcome.stderr).toMatch(one.stderr);
    expect(outcome.stderr).not.toContain(SECRET);
    expect(outcome).toMatchObject({ code: one.code, stdout: one.stdout });
  });
});

describe('fix in a pipe', () => {
  it('hands on each line as it comes', async () => {
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

describe('fix with schemas of one’s own', () => {
  it('fixes at any depth what they say', async () => {
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

describe('fix --in-place', () => {
  it('replaces what it fixes, whole and with its mode, and touches nothing else', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`, 'b.ndjson': `${RIGHT}\n`, 'c.ndjson.gz': gzipSync(`${WRONG}\n`) });
    const path = (name: string) => join(cwd, name);
    chmodSync(path('a.ndjson'), 0o640);
    symlinkSync('a.ndjson', path('link.ndjson'));
    const before = statSync(path('b.ndjson'));
    const { code, stdout } = await runBinary(
      ['fix', '--no-config', '--in-place', 'link.ndjson', 'b.ndjson', 'c.ndjson.gz', '-f', 'json'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(readFileSync(path('a.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
    expect(statSync(path('a.ndjson')).mode & 0o777).toBe(0o640);
    expect(lstatSync(path('link.ndjson')).isSymbolicLink()).toBe(true);
    const after = statSync(path('b.ndjson'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(gunzipSync(readFileSync(path('c.ndjson.gz'))).toString()).toBe(`${RIGHT}\n`);
    expect(readdirSync(cwd).sort()).toEqual(['a.ndjson', 'b.ndjson', 'c.ndjson.gz', 'link.ndjson']);

    const ajv = createAjv();
    const isReport = ajv.getSchema(`${new URL('report.schema.json', SCHEMAS_URL).href}#/definitions/fixReport`);
    const report = JSON.parse(stdout);
    expect(isReport?.(report)).toBe(true);
    expect(report).toMatchObject({
      problems: [],
      summary: { files: 3, records: 3, valid: 3, fixed: 2, byFix: { 'schema/required': 2 } },
    });
  });

  it('leaves a log as it is that cannot be read to its end', async () => {
    const whole = gzipSync(`${`${WRONG}\n`.repeat(2000)}${Math.random()}`);
    const broken = whole.subarray(0, whole.length - 20);
    const cwd = folder({ 'a.ndjson.gz': broken, 'b.ndjson': `${WRONG}\n` });
    const { code, stderr } = await runInProcess(['fix', '--no-config', '--in-place', '.'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot unpack a.ndjson.gz');
    expect(readFileSync(join(cwd, 'a.ndjson.gz')).equals(broken)).toBe(true);
    expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
    expect(readdirSync(cwd).sort()).toEqual(['a.ndjson.gz', 'b.ndjson']);
  });

  it('leaves a log as it is that is written to meanwhile', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`.repeat(20_000) });
    const path = join(cwd, 'a.ndjson');
    const running = runInProcess(['fix', '--no-config', '--in-place', 'a.ndjson'], { cwd });
    while (readdirSync(cwd).length < 2) await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(path, `${WRONG}\n`, { flag: 'a' });
    const { code, stderr } = await running;
    expect(code).toBe(2);
    expect(stderr).toContain('a.ndjson was written to while it was read; it is left as it is');
    expect(readFileSync(path, 'utf8')).toBe(`${WRONG}\n`.repeat(20_001));
    expect(readdirSync(cwd)).toEqual(['a.ndjson']);
  });

  it('ends at once where it may not write', async () => {
    const cwd = folder({ 'logs/a.ndjson': `${WRONG}\n` });
    chmodSync(join(cwd, 'logs'), 0o500);
    const { code, stderr } = await runInProcess(['fix', '--no-config', '--in-place', 'logs/a.ndjson'], { cwd });
    chmodSync(join(cwd, 'logs'), 0o700);
    // The superuser may write anywhere.
    if (process.getuid?.() !== 0) {
      expect(code).toBe(2);
      expect(stderr).toContain('permission denied');
    }
    expect(readdirSync(join(cwd, 'logs'))).toEqual(['a.ndjson']);
  });
});

describe('fix --output', () => {
  it('packs the result if its name says so', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    const { code, stdout } = await runBinary(['fix', '--no-config', 'a.ndjson', '-o', 'b.ndjson.gz'], { cwd });
    expect([code, stdout]).toEqual([0, '']);
    expect(gunzipSync(readFileSync(join(cwd, 'b.ndjson.gz'))).toString()).toBe(`${RIGHT}\n`);
  });

  it('names the file that cannot be written', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    const { code, stderr } = await runInProcess(['fix', '--no-config', 'a.ndjson', '-o', 'none/b.ndjson'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot write .*none\/b\.ndjson: its folder does not exist/);
  });
});
