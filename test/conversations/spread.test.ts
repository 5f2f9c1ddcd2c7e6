import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { problemsIn } from '../support/expect-case.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import type { Placed } from './oracle.js';
import { expectedProblems } from './oracle.js';
import type { Meant } from './random-log.js';
import { meantRecords } from './random-log.js';

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

describe('validate finds what the oracle finds', () => {
  const seed = Date.now() % 2 ** 31;

  it.each<[string, number, readonly string[], string, 'files' | 'gzip' | 'stdin']>([
    ['without the scanner', 1, [], 'off', 'files'],
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
      const found = problemsIn(stdout)
        .filter(({ rule }) => String(rule).startsWith('conversation/'))
        .map(({ file, record, rule, conversationId, related }) => {
          const [at] = (related ?? []) as readonly { readonly file: string; readonly record: number }[];
          const to = at === undefined ? '' : ` ${Number.parseInt(at.file, 10)}:${at.record}`;
          return `${Number.parseInt(String(file), 10)}:${record} ${rule} ${conversationId}${to}`;
        });
      const expected = expectedProblems(placed, !options.includes('log'), new Set(RULES));
      expect(found.sort(), `seed ${seed}`).toEqual(expected.sort());
    },
    60_000,
  );
});
