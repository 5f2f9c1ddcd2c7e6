import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { withoutPassing } from '../support/golden.js';
import { runInProcess } from '../support/run-in-process.js';

// Hints of validate and merge about splits, partitions and steps: each is printed, then followed.

const folderWith = testFolders();
const RULES = ['--no-config', '--rule', 'conversation/*=warning'];
const PARTITIONS = 3;

const track = (event: string, conversationId: string, properties: object) =>
  `${JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId, ...properties } })}\n`;

/** Conversations that rate each other's messages, so that message ids have to be looked up in other partitions. */
const LOG = ['a', 'b', 'c', 'd', 'e', 'f']
  .map(
    (id, index, ids) =>
      track('Message Sent', id, { messageId: `m-${id}`, message_body: 'hi' }) +
      track('Feedback Submitted', id, { messageId: `m-${ids[(index + 1) % 6]}`, rating: 5 }),
  )
  .join('');

/** Where the parts of a shard begin, as docs/reference/shards.md says: eight bytes, then blocks with the length of their content. */
function partsOf(shard: Buffer): Buffer[] {
  const magic = Buffer.from('894345530d0a1a0a', 'hex');
  const starts: number[] = [];
  for (let at = 0; at < shard.length; ) {
    if (shard.subarray(at, at + magic.length).equals(magic)) {
      starts.push(at);
      at += magic.length;
    } else at += 16 + shard.readUInt32LE(at + 4);
  }
  return starts.map((start, index) => shard.subarray(start, starts[index + 1]));
}

/** Two logs, each checked with `--partitions` as the hint says; the parts are cut into files. */
async function checkedInPartitions() {
  const half = LOG.length / 2;
  const cwd = folderWith({ 'one.ndjson': LOG.slice(0, half), 'two.ndjson': LOG.slice(half), 'split.ndjson': LOG });
  const run = (...argv: string[]) => runInProcess(argv, { cwd });
  const parts: Buffer[][] = [];
  for (const name of ['one', 'two']) {
    const argv = ['--partitions', '3', '-f', `shard=${name}.shard`];
    await run('validate', ...RULES, '-q', ...argv, `${name}.ndjson`);
    parts.push(partsOf(readFileSync(join(cwd, `${name}.shard`))));
  }
  for (let number = 0; number <= PARTITIONS; number++) {
    const same = Buffer.concat(parts.map((ofRun) => ofRun[number] ?? Buffer.alloc(0)));
    writeFileSync(join(cwd, number === 0 ? 'records.shard' : `facts-${number}.shard`), same);
  }
  const numbers = Array.from({ length: PARTITIONS }, (_, index) => index + 1);
  const reduced = numbers.map((number) => `reduced-${number}.shard`);
  const searched = numbers.map((number) => `searched-${number}.shard`);
  const facts = numbers.map((number) => `facts-${number}.shard`);
  const merge = (...argv: string[]) => run('merge', '--no-config', ...argv);
  const step = async (name: 'reduce' | 'search') => {
    for (const [index, file] of facts.entries()) {
      const result = (name === 'reduce' ? reduced : searched)[index];
      const others = name === 'reduce' ? [] : reduced;
      expect(await merge(file, ...others, '--step', name, '-f', `shard=${result}`)).toMatchObject({ code: 0 });
    }
  };
  const expected = await run('validate', ...RULES, '-f', 'json', 'one.ndjson', 'two.ndjson');
  const same = { code: expected.code, stdout: withoutPassing(expected.stdout) };
  const merged = async (...shards: string[]) => {
    const { code, stdout } = await merge(...shards, '-f', 'json');
    return { code, stdout: withoutPassing(stdout) };
  };
  return { cwd, run, merge, merged, same, step, facts, reduced, searched };
}

describe('hints about splits, partitions and steps', () => {
  it('following the hint helps: --splits reads what --print-splits prints', async () => {
    const cwd = folderWith({ 'log.ndjson': LOG, splits: 'log.ndjson\n' });
    const run = (...argv: string[]) => runInProcess(argv, { cwd });
    const read = ['validate', ...RULES, '-q', '--splits', 'splits', '-f', 'shard=log.shard'];
    const first = await run(...read);
    expect(first).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('validate --print-splits 100000000 prints the splits of logs, one per line'),
    });
    const { stdout } = await run('validate', '--no-config', '--print-splits', '100000000', 'log.ndjson');
    writeFileSync(join(cwd, 'splits'), stdout);
    await run(...read);
    const whole = await run('validate', ...RULES, '-f', 'json', 'log.ndjson');
    const merged = await run('merge', '--no-config', 'log.shard', '-f', 'json');
    expect(withoutPassing(merged.stdout)).toBe(withoutPassing(whole.stdout));
  });

  it('following the hint helps: --step takes the parts of one partition, cut as the docs say', async () => {
    const { run, merge, step, facts } = await checkedInPartitions();
    await run('validate', ...RULES, '-q', '-f', 'shard=plain.shard', 'one.ndjson');
    for (const shards of [['plain.shard'], ['one.shard'], facts]) {
      const refused = await merge(...shards, '--step', 'reduce', '-f', 'shard=x.shard');
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining(
          'validate --partitions 8 -f shard=log.shard writes the records and then the 8 partitions, one part behind the other; docs/reference/shards.md says where a part begins',
        ),
      ]);
    }
    await step('reduce');
  });

  it('following the hint helps: the parts of all partitions, or what both steps make of each', async () => {
    const { merge, merged, same, step, facts, reduced, searched } = await checkedInPartitions();
    const refused = async (shards: string[], hint: string) =>
      expect(await merge(...shards)).toMatchObject({ code: 2, stderr: expect.stringContaining(hint) });
    await refused(
      ['records.shard', ...facts.slice(1)],
      'give the parts of all partitions, or what merge --step reduce makes of each',
    );
    expect(await merged('records.shard', ...facts)).toEqual(same);
    await step('reduce');
    await refused(['records.shard', ...reduced.slice(1)], 'give what merge --step reduce makes of each partition');
    await refused(['records.shard', ...reduced], 'give what merge --step search makes of each partition');
    await step('search');
    expect(await merged('records.shard', ...reduced, ...searched)).toEqual(same);
  });

  it('following the hint helps: the parts with the records of all runs, in the order of their logs', async () => {
    const { cwd, merge, merged, same, step, reduced, searched } = await checkedInPartitions();
    await step('reduce');
    await step('search');
    const [one, two] = partsOf(readFileSync(join(cwd, 'records.shard'))) as [Buffer, Buffer];
    writeFileSync(join(cwd, 'records-1.shard'), one);
    writeFileSync(join(cwd, 'records-2.shard'), two);
    for (const records of [['records-2.shard', 'records-1.shard'], ['records-1.shard']]) {
      const refused = await merge(...records, ...reduced, ...searched);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining('give the parts with the records of all runs, in the order of their logs'),
      ]);
    }
    expect(await merged('records-1.shard', 'records-2.shard', ...reduced, ...searched)).toEqual(same);
  });
});
