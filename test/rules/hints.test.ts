import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { problemsIn } from '../support/expect-case.js';
import { hasJq } from '../support/jq.js';
import { BINARY, ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';
import { checkOne } from './check-one.js';

const folder = mkdtempSync(join(tmpdir(), 'copilot-events-hints-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECORD = '{"type":"track","event":"Conversation Started","userId":"u1","properties":{"conversationId":"c1"}}';
const sent = (body: string): string =>
  `{"type":"track","event":"Message Sent","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","message_body":"${body}"}}`;

/** Feedback with a rating, a required number, as it is written. */
const rated = (rating: string): string =>
  `{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","rating":${rating}}}\n`;

/** A hint with a command or an option in it, and a log in which it is given. */
interface HintPromise {
  readonly hint: string;
  readonly log: string | Buffer;
  /** Default: log.ndjson. */
  readonly file?: string;
  readonly options?: readonly string[];
  /** What the hint says to do, as a shell command that reads `$LOG` and writes the log that is left; or options of validate. */
  readonly follow: { readonly command: string } | { readonly options: readonly string[] };
}

const REDACTED: Readonly<Record<string, string>> = {
  email: 'jane@example.com',
  phone: '+49 30 901820',
  card: '4111 1111 1111 1111',
  iban: 'DE89 3704 0044 0532 0130 00',
};

/** Ratings that are no JSON, or are lost in JavaScript: what the hint says, and how `sed` follows it. */
const WRITTEN_WRONGLY: readonly (readonly [rating: string, hint: string, followed: string])[] = [
  ...['NaN', '-NaN', 'Infinity', '-Infinity', '+Infinity', 'nan', 'inf'].map(
    (rating) => [rating, 'JSON has no such number: write another one', '5'] as const,
  ),
  ...['undefined', 'nil'].map((rating) => [rating, 'write the value', '5'] as const),
  ...['0x10', '0b1', '1_000', '5n', '05', '+5', '.5', '5.'].map(
    (rating) => [rating, 'write it as a decimal number', '16'] as const,
  ),
  ['1,5', 'numbers have no commas: 1000, 0.5', '1.5'],
  ['1,000', 'numbers have no commas: 1000, 0.5', '1000'],
  ['', 'add it', '5'],
  ['5,', 'remove the comma', '5'],
  ['5 /* of 5 */', 'remove it', '5'],
  ['1e400', 'send a number with at most 308 digits', '9e307'],
  ['-1e400', 'send a number with at most 308 digits', '-9e307'],
  ['1.798e308', 'send a number with at most 308 digits', '0.179e308'],
];

const PROMISES: readonly HintPromise[] = [
  {
    hint: "pick the records out first, for example with grep '^{'",
    log: `GET / 200\n${RECORD}\n`,
    follow: { command: "grep '^{' < $LOG" },
  },
  {
    hint: "cut it off first, for example with sed 's/^[^{]*//'",
    log: `12:00 INFO ${RECORD}\n`,
    follow: { command: "sed 's/^[^{]*//' < $LOG" },
  },
  {
    hint: "cut it off first, for example with sed 's/^[^[{]*//'",
    log: `12:00 INFO [${RECORD}]\n${RECORD}\n`,
    follow: { command: "sed 's/^[^[{]*//' < $LOG" },
  },
  {
    hint: "cut it off first, for example with sed 's/^[^{]*//; s/[^}]*$//'",
    log: `\u001b[32m${RECORD}\u001b[0m\n${RECORD}\n[INFO] ${RECORD} (sent)\n`,
    follow: { command: "sed 's/^[^{]*//; s/[^}]*$//' < $LOG" },
  },
  {
    hint: "it was written as JSON twice; take it out first: jq -cr 'fromjson? // .' <file>",
    log: `${JSON.stringify(RECORD)}\n${RECORD}\n${JSON.stringify(JSON.stringify(JSON.parse(RECORD), null, 2))}\n`,
    follow: { command: "jq -cr 'fromjson? // .' $LOG" },
  },
  {
    hint: "it was written as JSON twice; take it out first: jq -cr '.[] | fromjson? // .' <file>",
    file: 'log.json',
    log: `[${JSON.stringify(RECORD)}, ${JSON.stringify(`${RECORD}\n`)}]\n`,
    follow: { command: "jq -cr '.[] | fromjson? // .' $LOG" },
  },
  {
    hint: "it was written as JSON twice; take it out first: gzip -cd <file> | jq -cr 'fromjson? // .'",
    file: 'log.ndjson.gz',
    log: gzipSync(`${JSON.stringify(RECORD)}\n`),
    follow: { command: "gzip -cd $LOG | jq -cr 'fromjson? // .'" },
  },
  {
    hint: "take it out first: jq -cr '.' <file> | sed 's/^[^{]*//'",
    log: `${JSON.stringify(`INFO ${RECORD}\n`)}\n${JSON.stringify(RECORD)}\n${RECORD}\n"INFO listening"\n`,
    follow: { command: "jq -cr '.' $LOG | sed 's/^[^{]*//'" },
  },
  {
    hint: "take it out first: jq -cr '.[]' <file> | sed 's/^[^{]*//; s/[^}]*$//'",
    log: `[${JSON.stringify(`INFO ${RECORD} (sent)\n`)}]\n`,
    follow: { command: "jq -cr '.[]' $LOG | sed 's/^[^{]*//; s/[^}]*$//'" },
  },
  {
    hint: 'read it with --input-format json',
    log: `{\n  "type": "identify",\n  "userId": "u1"\n}\n`,
    follow: { options: ['--input-format', 'json'] },
  },
  {
    hint: "remove it; sed 's/,$//' removes it from every line",
    log: `${RECORD},\n${RECORD},\n`,
    follow: { command: "sed 's/,$//' < $LOG" },
  },
  {
    hint: 'if it continues on the next line, write one record per line (jq -c .)',
    log: `${RECORD}\n{"type":"identify",\n"userId":"u1"}\n`,
    follow: { command: 'jq -c . < $LOG' },
  },
  {
    hint: 'write the log in UTF-8; from Latin-1, iconv -f ISO-8859-1 -t UTF-8 converts it',
    log: Buffer.from('{"type":"identify","userId":"u1","traits":{"city":"K\u00f6ln"}}\n', 'latin1'),
    follow: { command: 'iconv -f ISO-8859-1 -t UTF-8 < $LOG' },
  },
  {
    hint: 'raise --max-record-size only to see what is in the record',
    log: `${RECORD}\n`,
    options: ['--max-record-size', '50'],
    follow: { options: ['--max-record-size', '1000'] },
  },
  {
    hint: "check each call in it by itself; jq -c '.batch[] | .batch[]? // .' writes one on each line",
    log: `{"batch":[{"batch":[${RECORD}]}]}\n`,
    follow: { command: "jq -c '.batch[] | .batch[]? // .' < $LOG" },
  },
  {
    hint: "an array in an array is not read; jq -c 'flatten[]' writes each of its values on one line",
    log: `[[${RECORD},${RECORD}]]\n`,
    follow: { command: "jq -c 'flatten[]' < $LOG" },
  },
  ...Object.entries(REDACTED).map(([kind, text]) => ({
    hint: `leave it out before it is logged, or mask it: fix --redact ${kind}`,
    log: `${sent(`Write to ${text}`)}\n`,
    options: ['--rule', 'privacy/personal-data=warning'],
    follow: { command: `"$NODE" "$BINARY" fix --redact ${kind} < $LOG` },
  })),
  {
    hint: 'write it in lower case',
    log: rated('5').replace('"messageId":"m1",', '"messageId":"m1","resolved":TRUE,'),
    follow: { command: "sed 's/TRUE/true/' < $LOG" },
  },
  ...WRITTEN_WRONGLY.map(([rating, hint, followed]) => ({
    hint,
    log: rated(rating),
    follow: { command: `sed 's/"rating":[^}]*/"rating":${followed}/' < $LOG` },
  })),
  {
    hint: 'revoke the key, since it has been logged; fix --redact key masks it here',
    log: `${sent(`AKIA${'IOSFODNN7EXAMPLE'}`)}\n`,
    options: ['--rule', 'privacy/personal-data=warning'],
    follow: { command: '"$NODE" "$BINARY" fix --redact key < $LOG' },
  },
];

async function validate(
  input: Buffer | string,
  file: string,
  options: readonly string[],
): Promise<Record<string, unknown>[]> {
  const path = join(folder, file);
  writeFileSync(path, input);
  const argv = ['validate', '--no-config', '-f', 'ndjson', '--rule', 'conversation/*=off', ...options, path];
  return problemsIn((await runInProcess(argv, { cwd: folder })).stdout);
}

function run(command: string, log: string): Buffer {
  const env = { PATH: process.env['PATH'], LOG: log, NODE: process.execPath, BINARY };
  return spawnSync('sh', ['-c', command], { env }).stdout;
}

/** The hint is given for the log, and following it leaves no problem. */
async function keepsPromise(
  hint: string,
  { log, file = 'log.ndjson', options = [], follow }: HintPromise,
): Promise<void> {
  const given = (await validate(log, file, options)).filter((problem) => String(problem['hint']).includes(hint));
  expect(given.length, 'the hint is given').toBeGreaterThan(0);
  // Options that come later count.
  const left =
    'options' in follow
      ? await validate(log, file, [...options, ...follow.options])
      : await validate(run(follow.command, join(folder, file)), `after-${file}`, options);
  expect(left).toEqual([]);
}

describe('hints keep what they promise', () => {
  const jq = hasJq('the hints that name it');
  const named = PROMISES.map((one) => [one.hint, one] as const);
  const needsJq = ({ follow }: HintPromise): boolean => 'command' in follow && /\bjq /.test(follow.command);

  it.each(named.filter(([, one]) => !needsJq(one)))('following the hint leaves no problem: %s', keepsPromise);
  it.runIf(jq).each(named.filter(([, one]) => needsJq(one)))('following the hint leaves no problem: %s', keepsPromise);

  it.runIf(jq)('following the hint about an array that the library is given leaves no problem', () => {
    const [hint = ''] = checkOne(`[${RECORD},${RECORD}]`).hints;
    const [, filter = ''] = /; jq -c '(.+)' writes one on each line$/.exec(hint) ?? [];
    const lines = spawnSync('jq', ['-c', filter], { input: `[${RECORD},${RECORD}]` })
      .stdout.toString()
      .trim();
    expect(lines).toBe(`${RECORD}\n${RECORD}`);
    expect(lines.split('\n').flatMap((line) => checkOne(line).rules)).toEqual([]);
  });
});

describe('hints about values that are not there', () => {
  const IDS = ['undefined', 'null', 'NaN', 'None', '[object Object]'];
  const unusable = ['undefined', 'nil', 'NULL', 'NaN', 'Infinity', '-inf', 'null', '""', '1e400', '', '[]', '{}'];

  it.each([
    ...unusable.map((value) => [value, rated(value)] as const),
    ...IDS.map((id) => [`the id "${id}"`, rated('5').replace('"c1"', `"${id}"`)] as const),
  ])('no hint advises to leave out a required field: %s', async (_, log) => {
    const hints = (await validate(log, 'log.ndjson', [])).map(({ hint }) => String(hint));
    expect(hints.length).toBeGreaterThan(0);
    // Without the field, the next run would ask for it.
    expect(hints.filter((hint) => /leave|remove the/.test(hint) && !hint.includes('optional'))).toEqual([]);
  });
});

/** The texts in single quotes, double quotes and backticks of a source file. */
function literals(path: string): string[] {
  return readFileSync(path, 'utf8').match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
}

function sources(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    if (statSync(inner).isDirectory()) return name === 'generated' || name === 'assembly' ? [] : sources(inner);
    return name.endsWith('.ts') ? [inner] : [];
  });
}

describe('hints about text around a record', () => {
  it.each([
    ['another brace before the record', `request{id=1} ${RECORD}`],
    ['a record that is broken', `INFO ${RECORD.slice(0, -1)}`],
    ['records in an array', `[\nINFO ${RECORD},\n${RECORD}\n]`, 'log.json'],
  ])('the hint names no command that would not help: %s', async (_, text, file = 'log.ndjson') => {
    const hints = (await validate(text, file, [])).map(({ hint }) => hint);
    expect(hints).toEqual(['cut it off first; the docs show ways']);
  });
});

describe('hints of rules that name a command', () => {
  /** Run by test/rules/wrapped-event.test.ts, test/rules/nested-events.test.ts and test/input/body-findings.test.ts, and above. */
  const ELSEWHERE = [
    'take it out first: ',
    ' into each event: ',
    'check each of its values by itself',
    'check each call in it by itself',
    'put each value on its own line',
  ];

  it('every hint that names a command is followed in a test', () => {
    const untried = sources(join(ROOT, 'src/rules'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/^ *(?:hint:|\? ['"]|: `|const [A-Z_]+ = ")(.*)$/gm)])
      .map(([line]) => line)
      .filter((line) => /--[a-z]{3}|\b(?:jq|iconv|grep|sed) /.test(line))
      .filter((line) => !ELSEWHERE.some((text) => line.includes(text)))
      .filter((line) => !PROMISES.some(({ hint }) => line.includes(hint.replace(/ (?:email|phone|card|iban)$/, ''))));
    expect(untried).toEqual([]);
  });
});

describe('options that messages and hints name', () => {
  const help = COMMANDS.flatMap(({ options }) => options.map(({ flags }) => flags)).join('\n');
  /** Options of every command, of other programs, and one that is no longer there. */
  const FOREIGN = new Set(['--help', '--max-conversations', '--check', '--version', '--save-dev']);

  it('every option that a message or hint names is an option of some command', () => {
    const named = sources(join(ROOT, 'src')).flatMap((path) =>
      literals(path)
        .filter((text) => text.includes(' '))
        .flatMap((text) => text.match(/(?<![\w-])--[a-z][a-z-]*[a-z]/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(40);
    const unknown = [...new Set(named)].filter((option) => !FOREIGN.has(option) && !help.includes(option));
    expect(unknown).toEqual([]);
  });
});
