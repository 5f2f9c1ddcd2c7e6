import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { PATIENT, runs } from '../properties/runs.js';
import { problemsIn } from '../support/expect-case.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';
import type { Placed } from './oracle.js';
import { expectedProblems } from './oracle.js';
import type { Meant } from './random-log.js';
import { manyConversations, meantRecords, usualLog } from './random-log.js';

const folders = testFolders();
const RULES = CONVERSATION_RULES.map(({ id }) => id.replace('conversation/', ''));
const ALL_ON = RULES.flatMap((rule) => ['--rule', `conversation/${rule}=warning`]);

/** A log with faults and broken records of each kind, the same for the same seed. */
function logOf(seed: number): Meant[] {
  return fc.sample(fc.array(meantRecords, { minLength: 200, maxLength: 400 }), { seed, numRuns: 1 }).flat();
}

/** Records dealt out to files, one after the other, so that each conversation is in all of them. */
function dealt(log: readonly Meant[], count: number): { readonly files: Files; readonly placed: readonly Placed[] } {
  const parts = Array.from({ length: count }, (_, file) => log.filter((_, index) => index % count === file));
  const placed = parts.flatMap((part, file) => part.map((meant, index) => ({ ...meant, file, number: index + 1 })));
  const texts = parts.map((part) => part.map(({ text }) => `${text}\n`).join(''));
  return { files: Object.fromEntries(texts.map((text, file) => [`${file}.ndjson`, text])), placed };
}

/** The problems of conversations in a report, as the oracle writes them. */
function problemsOfConversations(report: string): string[] {
  return problemsIn(report)
    .filter(({ rule }) => String(rule).startsWith('conversation/'))
    .map(({ file, record, rule, conversationId, related }) => {
      const [at] = (related ?? []) as readonly { readonly file: string; readonly record: number }[];
      const to = at === undefined ? '' : ` ${Number.parseInt(at.file, 10)}:${at.record}`;
      return `${Number.parseInt(String(file), 10)}:${record} ${rule} ${conversationId}${to}`;
    });
}

function isJson({ text }: Meant): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How a log is written and read. */
interface Way {
  readonly form: 'lines' | 'array' | 'gzip';
  readonly files: number;
  /** How many shards are made of all files; 0 for none. */
  readonly shards: number;
  readonly scan: 'off' | 'always';
  readonly byTime: boolean;
}

const ways: fc.Arbitrary<Way> = fc.record({
  form: fc.constantFrom('lines', 'lines', 'array', 'gzip'),
  files: fc.integer({ min: 1, max: 5 }),
  shards: fc.constantFrom(0, 0, 1, 2, 3, 7),
  scan: fc.constantFrom('off', 'always'),
  byTime: fc.constantFrom(true, true, true, false),
});

const SUFFIXES = { lines: '.ndjson', array: '.json', gzip: '.ndjson.gz' } as const;

function contentOf(text: string | Uint8Array, form: Way['form']): string | Buffer {
  if (form === 'array') return `[${String(text).trimEnd().replaceAll('\n', ',\n')}]`;
  return form === 'gzip' ? gzipSync(text) : String(text);
}

/** Validates a log, as a whole or in shards, in this process. */
async function validated(files: Files, { shards, scan, byTime }: Way): Promise<string> {
  const cwd = folders(files);
  const surroundings = { cwd, env: { COPILOT_EVENTS_SCAN: scan } };
  const order = byTime ? [] : ['--conversation-order', 'log'];
  const argv = ['validate', '--no-config', '--allow-empty', ...ALL_ON, ...order, ...Object.keys(files)];
  if (shards === 0) return (await runInProcess([...argv, '-f', 'ndjson'], surroundings)).stdout;
  const names = Array.from({ length: shards }, (_, index) => `${index + 1}.shard`);
  for (const [index, name] of names.entries()) {
    const { stderr } = await runInProcess(
      [...argv, '-q', '-f', `shard=${name}`, '--shard', `${index + 1}/${shards}`],
      surroundings,
    );
    expect(stderr).not.toContain('hint');
  }
  return (await runInProcess(['merge', '--no-config', ...names, '-f', 'ndjson'], surroundings)).stdout;
}

const logs = fc.oneof(fc.array(meantRecords, { minLength: 1, maxLength: 40 }), usualLog, manyConversations);

describe('validate finds what the oracle finds', () => {
  it(
    'in logs of lines, arrays and gzip, as a whole and in shards of any cut, with and without the scanner',
    async () => {
      await fc.assert(
        fc.asyncProperty(logs, ways, async (log, way) => {
          const { form, byTime } = way;
          const { files, placed } = dealt(form === 'array' ? log.filter(isJson) : log, way.files);
          const written = Object.entries(files).map(([name, text]) => [
            name.replace('.ndjson', SUFFIXES[form]),
            contentOf(text, form),
          ]);
          const found = problemsOfConversations(await validated(Object.fromEntries(written), way));
          expect(found.sort()).toEqual(expectedProblems(placed, byTime, new Set(RULES)).sort());
        }),
        { ...runs(40), endOnFailure: true },
      );
    },
    PATIENT.timeout,
  );

  const seed = Date.now() % 2 ** 31;

  it.each<[string, number, readonly string[], string, 'files' | 'gzip' | 'stdin']>([
    ['without the scanner, with one thread', 1, ['--jobs', '1'], 'off', 'files'],
    ['with the scanner, over five files', 5, [], 'always', 'files'],
    ['in gzip, with two threads', 1, ['--jobs', '2'], 'always', 'gzip'],
    ['over fifty files, with seven threads', 50, ['--jobs', '7'], 'always', 'files'],
    ['on stdin, in the order of the log', 1, ['--conversation-order', 'log'], 'always', 'stdin'],
  ])(
    'whatever way the log is read: %s',
    async (_, count, options, scan, way) => {
      const { files, placed } = dealt(logOf(seed), count);
      const text = String(files['0.ndjson']);
      const cwd = folders(way === 'gzip' ? { '0.ndjson.gz': gzipSync(text) } : files);
      const paths = way === 'stdin' ? ['-', '--stdin-filename', '0.ndjson'] : Object.keys(files);
      const { stdout } = await runBinary(
        [
          ...['validate', '--no-config', '-f', 'ndjson', ...ALL_ON, ...options],
          ...(way === 'gzip' ? ['0.ndjson.gz'] : paths),
        ],
        { cwd, env: { COPILOT_EVENTS_SCAN: scan }, ...(way === 'stdin' ? { stdin: Buffer.from(text) } : {}) },
      );
      const found = problemsOfConversations(stdout);
      const expected = expectedProblems(placed, !options.includes('log'), new Set(RULES));
      expect(found.sort(), `seed ${seed}`).toEqual(expected.sort());
    },
    60_000,
  );
});
