import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShardFile } from '../../src/shard/shard-file.js';
import { usualLog } from '../conversations/random-log.js';
import { PATIENT, runs } from '../properties/runs.js';
import { withoutPassing } from '../support/golden.js';
import { runInProcess } from '../support/run-in-process.js';

const RULES = ['--no-config', '--rule', 'conversation/*=warning', '--rule', 'conversation/never-ended=error'];

const track = (event: string, conversationId: string, properties: object) =>
  `${JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId, ...properties } })}\n`;

describe('partitions of shards', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const run = (...argv: string[]) => runInProcess(argv, { cwd: folder, env: { COPILOT_EVENTS_SCAN: 'off' } });
  const done = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...argv);
    expect([0, 1], stderr).toContain(code);
    return stdout;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes each part of a shard to a file of its own. */
  function partsOf(name: string): Buffer[] {
    const { shard, parts } = ShardFile.open(file(name), name);
    try {
      return parts.map(({ start, end }) => shard.bytes(start, end));
    } finally {
      shard.close();
    }
  }

  /** Validates logs as several machines do; returns the shards for the last merge. */
  async function inSteps(names: readonly string[], bytes: number, perRun: number, partitions: number) {
    const printed = await done('validate', ...names, ...RULES, '--allow-empty', '--print-splits', `${bytes}`);
    const lines = printed.split('\n').filter((line) => line !== '');
    const records: Buffer[] = [];
    const facts: Buffer[][] = Array.from({ length: partitions }, () => []);
    for (let from = 0; from < lines.length; from += perRun) {
      writeFileSync(file('splits'), lines.slice(from, from + perRun).join('\n'));
      const output = ['-f', 'shard=run.shard', '--partitions', `${partitions}`];
      await done('validate', '--splits', 'splits', ...RULES, '-q', '--allow-empty', ...output);
      const [first, ...rest] = partsOf('run.shard');
      records.push(first as Buffer);
      for (const [index, part] of rest.entries()) facts[index]?.push(part);
    }
    writeFileSync(file('records.shard'), Buffer.concat(records));
    const found: string[] = [];
    for (const step of ['reduce', 'search']) {
      const reduced = step === 'reduce' ? [] : [...found];
      for (const [index, parts] of facts.entries()) {
        writeFileSync(file(`facts-${index}.shard`), Buffer.concat(parts));
        const name = `${step}-${index}.shard`;
        await done('merge', '--no-config', `facts-${index}.shard`, ...reduced, '--step', step, '-f', `shard=${name}`);
        found.push(name);
      }
    }
    return { records: 'records.shard', facts: facts.map((_, index) => `facts-${index}.shard`), found };
  }

  it(
    'the report of partitions that were reduced apart is that of one run, however the log is split',
    async () => {
      const numbers = fc.tuple(
        fc.integer({ min: 50, max: 1500 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
      );
      await fc.assert(
        fc.asyncProperty(usualLog, numbers, async (log, [bytes, perRun, partitions, packed]) => {
          const texts = log.map(({ text }, number) =>
            number % 4 > 0 && text.startsWith('{"type"') ? `{"messageId":"call-${number % 7}",${text.slice(1)}` : text,
          );
          const lines = (from: number, to?: number) => texts.slice(from, to).map((text) => `${text}\n`);
          writeFileSync(file('a.ndjson.gz'), gzipSync(lines(0, packed).join('')));
          writeFileSync(file('b.ndjson'), lines(packed).join(''));
          const names = ['b.ndjson', 'a.ndjson.gz'];
          const one = await run(
            'validate',
            ...names,
            ...RULES,
            '--allow-empty',
            '-f',
            'json=one',
            '-f',
            'pretty=one.txt',
          );
          const { records, facts, found } = await inSteps(names, bytes, perRun, partitions);
          for (const shards of [
            [records, ...found],
            [records, ...facts],
          ]) {
            const merged = await run('merge', '--no-config', ...shards, '-f', 'json=all', '-f', 'pretty=all.txt');
            expect(merged.code, merged.stderr).toBe(one.code);
            for (const [expected, given] of [
              ['one', 'all'],
              ['one.txt', 'all.txt'],
            ] as const)
              expect(withoutPassing(readFileSync(file(given), 'utf8'))).toBe(
                withoutPassing(readFileSync(file(expected), 'utf8')),
              );
          }
        }),
        { ...runs(8), endOnFailure: true },
      );
    },
    PATIENT.timeout,
  );

  it('a message of another conversation is found in whichever partition it is', async () => {
    const sent = (id: string) => track('Message Sent', id, { messageId: `m-${id}`, message_body: 'hi' });
    const rated = (id: string, of: string) => track('Feedback Submitted', id, { messageId: `m-${of}`, rating: 5 });
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    writeFileSync(
      file('rated.ndjson'),
      ids.map((id) => sent(id) + rated(id, ids[(ids.indexOf(id) + 1) % 6] ?? '')).join(''),
    );
    const one = await done('validate', 'rated.ndjson', ...RULES, '-f', 'json');
    const { records, found } = await inSteps(['rated.ndjson'], 500, 1, 3);
    const merged = await done('merge', '--no-config', records, ...found, '-f', 'json');
    expect(withoutPassing(merged)).toBe(withoutPassing(one));
    expect(one.match(/it belongs to another conversation/g)).toHaveLength(6);
    const withoutSearch = await run('merge', '--no-config', records, ...found.filter((name) => !name.startsWith('s')));
    expect(withoutSearch).toMatchObject({ code: 2, stderr: expect.stringContaining('partition 1 of 3 is missing') });
  });

  it('what cannot be read is reported by merge as by validate, after all that could be read', async () => {
    const log = track('Conversation Started', 'x', {}) + track('Conversation Ended', 'y', { message_count: 0 });
    const packed = gzipSync(log.repeat(50));
    writeFileSync(file('cut.ndjson.gz'), packed.subarray(0, packed.length - 9));
    writeFileSync(file('whole.ndjson'), log);
    const names = ['cut.ndjson.gz', 'whole.ndjson'];
    const one = await run('validate', ...names, ...RULES, '-f', 'json');
    const { records, found } = await inSteps(names, 1000, 1, 2);
    const merged = await run('merge', '--no-config', records, ...found, '-f', 'json');
    expect(withoutPassing(merged.stdout)).toBe(withoutPassing(one.stdout));
    expect([merged.code, merged.stderr]).toEqual([2, one.stderr]);
    expect(one.stderr).toContain('cannot unpack all of cut.ndjson.gz');
  });

  it('merge refuses partitions that are missing, or of other runs', async () => {
    const log = track('Conversation Started', 'x', {}).repeat(3);
    writeFileSync(file('one.ndjson'), log);
    writeFileSync(file('two.ndjson'), log);
    const two = await inSteps(['two.ndjson'], 1000, 1, 2);
    const moved = two.found.map((name) => {
      writeFileSync(file(`two-${name}`), readFileSync(file(name)));
      return `two-${name}`;
    });
    const { records, facts, found } = await inSteps(['one.ndjson'], 1000, 1, 2);
    const refusals: (readonly [shards: readonly string[], reason: string])[] = [
      [[records], 'partition 1 of 2 is missing'],
      [[records, facts[1] as string], 'partition 1 of 2 is missing'],
      [[records, found[0] as string], 'partition 2 of 2 is missing'],
      [facts, 'the records of a partition are missing'],
      [[records, ...moved], 'what --step made is of other shards, or in another order'],
      [[...facts, '--step', 'reduce', '-f', 'shard=x'], '--step needs the parts of one partition'],
      [[facts[0] as string, '--step', 'reduce'], '--step writes a shard, and no report'],
    ];
    for (const [argv, reason] of refusals) {
      const { code, stdout, stderr } = await run('merge', '--no-config', ...argv);
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(reason)]);
    }
  });

  it.each([
    ['--splits without -f shard', ['--splits', 'some'], '--splits is for runs that write a shard'],
    [
      '--partitions without -f shard',
      ['--partitions', '2', 'one.ndjson'],
      '--partitions is for runs that write a shard',
    ],
    ['--splits beside paths', ['--splits', 'some', 'one.ndjson'], '--splits names the logs, and so do paths'],
    ['--splits beside --shard', ['--splits', 'some', '--shard', '1/2', '-f', 'shard=x'], '--shard does not go with'],
    ['splits that do not exist', ['--splits', 'nowhere', '-f', 'shard=x'], 'cannot read the splits nowhere'],
    ['stdin to be split', ['-', '--print-splits', '100'], 'stdin cannot be split'],
  ])('validate refuses %s', async (_, argv, reason) => {
    writeFileSync(file('one.ndjson'), track('Conversation Started', 'x', {}));
    writeFileSync(file('some'), '{"name":"one.ndjson","path":"one.ndjson","size":9}\n');
    const { code, stdout, stderr } = await run('validate', '--no-config', ...argv);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(reason)]);
  });

  it.each([
    ['is not JSON', '{"name"', 'it is not JSON'],
    ['has no path', '{"name":"a"}', 'it has no name and path'],
    ['has no size', '{"name":"a","path":"a"}', 'it has no size'],
    ['has an end before its start', '{"name":"a","path":"a","size":9,"start":5,"end":5}', 'its range makes no sense'],
    ['is null', 'null', 'it has no name and path'],
  ])('validate refuses a line of --splits that %s', async (_, line, reason) => {
    writeFileSync(file('broken'), `\n${line}\n`);
    const { code, stderr } = await run('validate', '--no-config', '--splits', 'broken', '-f', 'shard=x');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`line 2 of broken cannot be read as a split: ${reason}`),
    ]);
  });
});
