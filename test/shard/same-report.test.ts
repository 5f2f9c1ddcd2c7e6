import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/formats.js';
import { usualLog } from '../conversations/random-log.js';
import { PATIENT, runs } from '../properties/runs.js';
import { withoutPassing } from '../support/golden.js';
import { runInProcess } from '../support/run-in-process.js';

const MERGED = Object.keys(FORMATS);

/** How a log is spread over files. */
type Form = 'lines' | 'packed' | 'array' | 'pretty';
interface SomeFile {
  readonly form: Form;
  readonly texts: readonly string[];
}

const ENDINGS: Readonly<Record<Form, string>> = { lines: 'ndjson', packed: 'ndjson.gz', array: 'json', pretty: 'json' };

function contentOf({ form, texts }: SomeFile): Buffer {
  // What is not JSON would break the whole document.
  const whole = texts.filter((text) => isJson(text));
  if (form === 'array') return Buffer.from(`[${whole.join(',\n')}]\n`);
  if (form === 'pretty')
    return Buffer.from(whole.map((text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`).join(''));
  const lines = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  return form === 'packed' ? gzipSync(lines) : lines;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Gives most records an id at the top level, which some share, and some a release. */
function withMore(text: string, number: number): string {
  if (number % 4 === 0 || !text.startsWith('{"type"')) return text;
  const release = number % 3 === 0 ? '' : `"context":{"app":{"version":"2.${number % 5}.0"}},`;
  return `{"messageId":"call-${number % 7}",${release}${text.slice(1)}`;
}

const someFiles = fc
  .tuple(
    usualLog,
    fc.array(
      fc.record({
        form: fc.constantFrom<Form>('lines', 'lines', 'packed', 'array', 'pretty'),
        share: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([log, shapes]) => {
    const total = shapes.reduce((sum, { share }) => sum + share, 0);
    let from = 0;
    return shapes.map(({ form, share }, index): SomeFile => {
      const to = index === shapes.length - 1 ? log.length : from + Math.floor((log.length * share) / total);
      const texts = log.slice(from, to).map(({ text }, number) => withMore(text, from + number));
      from = to;
      return { form, texts };
    });
  });

/** Numbers that decide how shards are cut and grouped. */
const someChoices = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });

describe('the report of shards', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const RULES = [
    '--no-config',
    '--rule',
    'conversation/*=warning',
    '--rule',
    'conversation/never-ended=error',
    '--rule',
    'conversation/out-of-order=warning',
  ];

  async function run(argv: readonly string[], scan = 'off') {
    return runInProcess(argv, { cwd: folder, env: { COPILOT_EVENTS_SCAN: scan } });
  }

  async function writeShard(name: string, argv: readonly string[], scan: string): Promise<string> {
    const { code, stderr } = await run(
      ['validate', ...argv, ...RULES, '-q', '--allow-empty', '-f', `shard=${name}`],
      scan,
    );
    expect([0, 1], stderr).toContain(code);
    return name;
  }

  /** The shards of the files, cut and written as the choices say, in the order of the log. */
  async function writeShards(names: readonly string[], next: (below: number) => number): Promise<string[]> {
    const scan = next(2) === 0 ? 'off' : 'always';
    const shards: string[] = [];
    for (let from = 0; from < names.length; ) {
      const to = from + 1 + next(names.length - from);
      const files = names.slice(from, to);
      const of = next(2) === 0 ? 1 : 1 + next(6);
      for (let number = 1; number <= of; number++) {
        const cut = of === 1 ? [] : ['--shard', `${number}/${of}`];
        shards.push(await writeShard(`s${shards.length}.shard`, [...files, ...cut], scan));
      }
      from = to;
    }
    return shards;
  }

  /** The shards, some of which are merged to others, in the same order. */
  async function regroup(shards: readonly string[], next: (below: number) => number): Promise<string[]> {
    const merged: string[] = [];
    for (let from = 0; from < shards.length; ) {
      const to = from + 1 + next(shards.length - from);
      const some = shards.slice(from, to);
      // One that is given twice counts once.
      const name = `${shards[from]}-${to}.shard`;
      const { code, stderr } = await run(['merge', ...some, ...some.slice(0, next(2)), '-f', `shard=${name}`]);
      expect(code, stderr).toBe(0);
      merged.push(name);
      from = to;
    }
    return merged;
  }

  it(
    'the report of merged shards is that of one run over all files, in every format, however the log is cut and shards are grouped',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, someChoices, async (log, choices) => {
          let choice = 0;
          const next = (below: number): number => (choices[choice++ % choices.length] as number) % below;
          const names = log.map(({ form }, index) => `log-${index}.${ENDINGS[form]}`);
          for (const [index, file] of log.entries())
            writeFileSync(join(folder, names[index] as string), contentOf(file));
          let shards = await writeShards(names, next);
          for (let round = next(3); round > 0; round--) shards = await regroup(shards, next);
          const options = next(2) === 0 ? [] : ['-q'];
          if (next(3) === 0) {
            const known = ['validate', ...names.slice(0, 1), ...RULES, '-q', '--allow-empty'];
            await run([...known, '--baseline', 'known.json', '--update-baseline']);
            // A shard has the texts around the first problem of each kind, which may be a known one.
            options.push('--baseline', 'known.json', '--no-frame');
          }
          const files = (kind: string) => MERGED.flatMap((format) => ['-f', `${format}=${kind}.${format}`]);
          const one = await run(['validate', ...names, ...RULES, ...options, '--allow-empty', ...files('one')]);
          const merged = await run(['merge', '--no-config', ...shards, ...options, ...files('merged')]);
          expect(merged.code).toBe(one.code);
          for (const format of MERGED) {
            const [expected, found] = ['one', 'merged'].map((kind) =>
              readFileSync(join(folder, `${kind}.${format}`), 'utf8'),
            );
            expect(withoutPassing(found ?? ''), format).toBe(withoutPassing(expected ?? ''));
          }
        }),
        { ...runs(40), endOnFailure: true },
      );
    },
    PATIENT.timeout,
  );
});
