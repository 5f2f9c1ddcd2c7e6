import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scaled } from '../properties/runs.js';
import { problemsIn } from '../support/expect-case.js';
import { testFolders } from '../support/folders.js';
import { hasJq } from '../support/jq.js';
import { runInProcess } from '../support/run-in-process.js';
import { messageSent } from './check-one.js';

// An event in any wrapper, and the wrapper in anything that holds records: the command in the hint prints the event.

const folderWith = testFolders();
const event = messageSent();
const text = JSON.stringify(event);
const asText = (value: unknown): string => JSON.stringify(value);
const { type, ...rest } = event as Readonly<Record<string, unknown>>;

/** What holds the event, and how many commands have to be run one after another to take it out. Default: 1. */
const WRAPPERS: readonly (readonly [name: string, wrapper: unknown, commands?: number])[] = [
  ['an object in a wrapper', { _index: 'ev', _source: event }],
  ['text in a wrapper', { log: `${text}\n`, stream: 'stdout' }],
  ['base64 in a wrapper', { Records: [{ kinesis: { data: Buffer.from(text).toString('base64') } }] }],
  ['text behind a level in a wrapper', { log: `INFO ${text}\n` }],
  ['text in codes for colour in a wrapper', { log: `\u001b[32m${text}\u001b[0m\n` }],
  ['an array as text in a wrapper', { log: asText([event]) }],
  ['a wrapper as text in a wrapper', { Records: [{ body: asText({ Message: text }) }] }],
  ['an array of wrappers as text in a wrapper', { body: asText([{ Message: text }]) }],
  ['an array of texts as text in a wrapper', { body: asText([text]) }],
  ['text as text in a wrapper', { log: asText(text) }],
  ['a body in a wrapper', { request: { body: { batch: [event] } } }],
  ['a body as text in a wrapper', { body: asText({ batch: [event] }) }],
  ['a body with wrappers in a wrapper', { body: { batch: [{ log: text }] } }, 2],
  ['a body with texts in a wrapper', { body: { batch: [text] } }, 2],
  ['a call whose fields lie elsewhere', { type, data: rest }],
  ['text', text],
  ['text behind a level', `INFO ${text}`],
  ['an array as text', asText([event])],
  ['text as text', asText(text)],
  ['a wrapper as text', asText({ log: text }), 2],
  ['a body as text', asText({ batch: [event] })],
  ['a body with wrappers as text', asText({ batch: [{ log: text }] }), 2],
];

/** What is read by itself on a line or in a document. */
const IN_ARRAYS: typeof WRAPPERS = [
  ['an array', [event]],
  ['an array of arrays', [[event]]],
  ['an array of wrappers', [{ log: text }], 2],
  ['an array of texts', [text], 2],
  ['an array of bodies', [{ batch: [event] }]],
];
const IN_BATCHES: typeof WRAPPERS = [
  ...IN_ARRAYS,
  ['a body', { batch: [event] }],
  ['a body with wrappers', { batch: [{ log: text }] }, 2],
];

interface Holder {
  readonly name: string;
  readonly log: (wrapper: unknown) => string;
  /** How many times the wrapper stands in it. */
  readonly count: number;
  readonly file?: string;
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
const LINES: readonly Holder[] = [
  { name: 'a line', log: (one) => `${asText(one)}\n${asText(one)}\n`, count: 2 },
  { name: 'a document', log: pretty, count: 1, file: 'log.json' },
  { name: 'a packed line', log: (one) => `${asText(one)}\n`, count: 1, file: 'log.ndjson.gz' },
];
const ARRAYS: readonly Holder[] = [
  { name: 'an array', log: (one) => pretty([one, one]), count: 2, file: 'log.json' },
  { name: 'an array on a line', log: (one) => `${asText([one])}\n${asText([one, one])}\n`, count: 3 },
  { name: 'a packed array', log: (one) => pretty([one]), count: 1, file: 'log.json.gz' },
];
const BATCHES: readonly Holder[] = [
  { name: 'a body', log: (one) => pretty({ sentAt: 'x', batch: [one, one] }), count: 2, file: 'log.json' },
  {
    name: 'a body on a line',
    log: (one) => `${asText({ batch: [one] })}\n${asText({ batch: [one, one] })}\n`,
    count: 3,
  },
  { name: 'bodies on one line', log: (one) => `${asText({ batch: [one] })}${asText({ batch: [one] })}\n`, count: 2 },
  {
    name: 'an array of bodies',
    log: (one) => pretty([{ batch: [one] }, { batch: [one] }]),
    count: 2,
    file: 'log.json',
  },
  { name: 'an array of bodies on a line', log: (one) => `${asText([{ batch: [one] }])}\n`, count: 1 },
  { name: 'a packed body', log: (one) => asText({ batch: [one] }), count: 1, file: 'log.ndjson.gz' },
];

/** A line of arrays of texts may be a log line that begins with words in brackets. */
const ARRAYS_ON_A_LINE: Holder = {
  name: 'arrays on one line',
  log: (one) => `${asText([one])} ${asText([one])}\n`,
  count: 2,
};
/** Values that are not read one by one from a line: the first command puts each on its own line. */
const VALUES_ON_A_LINE: Holder = {
  name: 'a line of several',
  log: (one) => `${asText(one)} ${asText(one)}\n`,
  count: 2,
};
const TEXTS: typeof WRAPPERS = [
  ['texts', text, 2],
  ['texts behind a level', `INFO ${text}`, 2],
  ['arrays as text', asText([event]), 2],
  ['arrays of texts', [text], 2],
  ['arrays of texts behind a level', [`INFO ${text}`], 2],
  ['arrays of wrappers as text', [asText({ log: text })], 3],
];
const OBJECTS = WRAPPERS.filter(([, wrapper]) => typeof wrapper === 'object');

/** Each wrapper in one holder of each kind, and each holder with some wrappers; `.ci/run` tries every wrapper in every holder. */
const TRIES_ALL = scaled(10) >= 10;
const MAIN_HOLDERS = [LINES[0], ARRAYS[0], BATCHES[0], VALUES_ON_A_LINE];
const MAIN_WRAPPERS = ['an object in a wrapper', 'text in a wrapper', 'text', 'an array'];

const CASES = [
  ...TEXTS.map((wrapper) => [wrapper, VALUES_ON_A_LINE] as const),
  ...OBJECTS.map((wrapper) => [wrapper, ARRAYS_ON_A_LINE] as const),
  ...[...LINES, ...ARRAYS, ...BATCHES].flatMap((holder) => WRAPPERS.map((wrapper) => [wrapper, holder] as const)),
  ...ARRAYS.flatMap((holder) => IN_ARRAYS.map((wrapper) => [wrapper, holder] as const)),
  ...BATCHES.flatMap((holder) => IN_BATCHES.map((wrapper) => [wrapper, holder] as const)),
]
  .filter(([[wrapped], holder]) => TRIES_ALL || MAIN_HOLDERS.includes(holder) || MAIN_WRAPPERS.includes(wrapped))
  .map(([[wrapped, wrapper, commands = 1], { name, log, count, file = 'log.ndjson' }]) => ({
    name: `${name} with ${wrapped}`,
    log: log(wrapper),
    count,
    file,
    commands,
  }));

/** The command that is named in the hint of each problem, which is the same in all. */
function commandIn(problems: readonly Record<string, unknown>[]): string {
  const hints = [...new Set(problems.map(({ hint }) => String(hint)))];
  expect(hints).toEqual([expect.stringMatching(/\bjq /)]);
  const [hint = ''] = hints;
  const command = /(?:gzip -cd <file> \| )?jq -\w+ '[^']+'(?: <file>)?(?: \| sed '[^']+')?/.exec(hint)?.[0] ?? '';
  // Where no file is named, it is read from a pipe.
  return command.includes('<file>') ? command.replace('<file>', '"$LOG"') : `"$CAT" "$LOG" | ${command}`;
}

async function problemsOf(cwd: string, file: string): Promise<Record<string, unknown>[]> {
  const argv = ['validate', '--no-config', '--rule', 'conversation/*=off', '-f', 'ndjson', file];
  return problemsIn((await runInProcess(argv, { cwd })).stdout);
}

describe('hints about events in something else', () => {
  it.runIf(hasJq('hints about events in something else')).each(CASES)(
    '$name: the command in the hint prints the events',
    async ({ log, count, file, commands }) => {
      const cwd = folderWith({ [file]: file.endsWith('.gz') ? gzipSync(log) : log });
      let path = file;
      for (let step = 1; step <= commands; step++) {
        const env = { PATH: process.env['PATH'], LOG: path, CAT: path.endsWith('.gz') ? 'zcat' : 'cat' };
        const run = spawnSync('sh', ['-c', commandIn(await problemsOf(cwd, path))], { cwd, env });
        expect(run).toMatchObject({ status: 0, stderr: Buffer.alloc(0) });
        path = `step-${step}.ndjson`;
        writeFileSync(join(cwd, path), run.stdout);
      }
      expect(await problemsOf(cwd, path)).toEqual([]);
      const printed = readFileSync(join(cwd, path), 'utf8');
      expect(printed.split('"message_body":"hi"').length - 1).toBe(count);
    },
  );
});
