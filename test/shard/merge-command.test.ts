import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockWriter } from '../../src/shard/block-writer.js';
import { withoutPassing } from '../support/golden.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const track = (event: string, properties: object) =>
  `${JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId: 'c1', ...properties } })}\n`;

const started = track('Conversation Started', {});
const rated = (rating: unknown) => track('Feedback Submitted', { messageId: 'm1', rating });
const ended = track('Conversation Ended', { message_count: 0 });

describe('merge', () => {
  let folder: string;
  const run = (...argv: string[]) => runInProcess(argv, { cwd: folder });
  const validate = (...argv: string[]) => run('validate', '--no-config', ...argv);
  const merge = (...argv: string[]) => run('merge', '--no-config', ...argv);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    writeFileSync(join(folder, 'a.ndjson'), started + rated('5').repeat(3));
    writeFileSync(join(folder, 'b.ndjson'), rated(5) + ended);
    for (const name of ['a', 'b']) await validate(`${name}.ndjson`, '-f', `shard=${name}.shard`);
    for (const part of [1, 2, 3]) {
      await validate('a.ndjson', 'b.ndjson', '--shard', `${part}/3`, '-f', `shard=${part}.shard`);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('the real binary merges shards to the report of one run, with its exit code', async () => {
    const argv = ['merge', '--no-config', '3.shard', '1.shard', '2.shard', '-f', 'json'];
    const merged = await runBuilt(argv, { cwd: folder });
    const one = await validate('a.ndjson', 'b.ndjson', '-f', 'json');
    expect(withoutPassing(merged.stdout)).toBe(withoutPassing(one.stdout));
    expect([merged.code, merged.stderr]).toEqual([one.code, '']);
    expect(JSON.parse(merged.stdout).summary).toMatchObject({ files: 2, records: 6, invalid: 3 });
  });

  it('a run that writes a shard does not check rules across records, and says what it wrote', async () => {
    const { code, stdout, stderr } = await validate('b.ndjson', '-f', 'shard=again.shard', '-f', 'ndjson=b.report');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('copilot-events: wrote b.report, again.shard\n');
    expect(readFileSync(join(folder, 'b.report'), 'utf8')).not.toContain('conversation/missing-start');
    expect(readFileSync(join(folder, 'again.shard')).equals(readFileSync(join(folder, 'b.shard')))).toBe(true);
  });

  it('merge takes a shard once that is given twice, also within another shard', async () => {
    await merge('a.shard', 'b.shard', '-f', 'shard=both.shard');
    const once = await merge('a.shard', 'b.shard', '-f', 'ndjson');
    for (const shards of [
      ['a.shard', 'b.shard', 'a.shard'],
      ['both.shard', 'b.shard'],
      ['a.shard', 'both.shard'],
    ]) {
      const { stdout } = await merge(...shards, '-f', 'ndjson');
      expect(withoutPassing(stdout)).toBe(withoutPassing(once.stdout));
    }
  });

  it('merge obeys --max-warnings and --baseline as validate does', async () => {
    writeFileSync(join(folder, 'warn.ndjson'), rated(5) + ended);
    await validate('warn.ndjson', '-f', 'shard=warn.shard');
    const many = await merge('warn.shard', '--max-warnings', '0');
    expect([many.code, many.stderr]).toEqual([1, expect.stringContaining('--max-warnings allows 0')]);
    const made = await merge('a.shard', 'b.shard', '--baseline', 'known', '--update-baseline');
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('known now holds')]);
    const merged = await merge('a.shard', 'b.shard', '--baseline', 'known', '-f', 'json');
    const one = await validate('a.ndjson', 'b.ndjson', '--baseline', 'known', '-f', 'json');
    expect(withoutPassing(merged.stdout)).toBe(withoutPassing(one.stdout));
    expect([merged.code, one.code]).toEqual([0, 0]);
  });

  it.each([
    [
      'rules',
      ['--rule', 'value/placeholder=off'],
      'was made with another level of value/placeholder (off, not warning)',
    ],
    ['an order', ['--conversation-order', 'log'], 'was made with another --conversation-order'],
    ['values shown', ['--show-values'], 'was made with another --show-values'],
    ['a record size', ['--max-record-size', '1000'], 'was made with another --max-record-size'],
    ['schemas', ['--schema', 'own'], 'was made with other schemas or another tracking plan'],
  ])('merge refuses a shard with other %s', async (_, argv, reason) => {
    const schema = { properties: { event: { const: 'Order Placed' } } };
    writeFileSync(join(folder, 'own'), JSON.stringify(schema));
    await validate('b.ndjson', '-f', 'shard=other.shard', ...argv);
    const { code, stdout, stderr } = await merge('a.shard', 'other.shard');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`the shard other.shard ${reason}`);
  });

  it('merge names the parts that are missing, but merges some of them to a shard', async () => {
    const { code, stdout, stderr } = await merge('1.shard', '3.shard');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('part 2 of 3 is missing');
    expect(await merge('1.shard', '3.shard', '-f', 'shard=some.shard')).toMatchObject({ code: 0, stdout: '' });
    expect((await merge('some.shard', '2.shard', '-f', 'ndjson')).code).toBe(1);
  });

  it('merge refuses the same part of logs that have changed', async () => {
    writeFileSync(join(folder, 'c.ndjson'), started + ended);
    await validate('c.ndjson', '--shard', '1/2', '-f', 'shard=c1.shard');
    writeFileSync(join(folder, 'c.ndjson'), started.replace('u1', 'u2') + ended);
    await validate('c.ndjson', '--shard', '1/2', '-f', 'shard=changed.shard');
    const { code, stderr } = await merge('c1.shard', 'changed.shard', '-f', 'shard=x.shard');
    expect([code, stderr]).toEqual([2, expect.stringContaining('both have part 1 of 2, with other contents')]);
  });

  it('merge refuses a shard of another version of the form, and names the program that reads it', async () => {
    const pieces: (string | Buffer)[] = [];
    const blocks = new BlockWriter({ write: (piece) => pieces.push(piece), drain: () => undefined });
    blocks.writeJson('head', { version: 3, tool: { name: 'copilot-events', version: '9.8.7' } });
    writeFileSync(join(folder, 'later.shard'), Buffer.concat(pieces.map((piece) => Buffer.from(piece as Buffer))));
    const { code, stdout, stderr } = await merge('later.shard');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the shard later.shard has version 3, this is 2');
    expect(stderr).toContain('copilot-events that wrote it: 9.8.7');
  });

  it('merge names the shard that is damaged, whichever byte it is, and reports nothing', async () => {
    const whole = readFileSync(join(folder, 'a.shard'));
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      writeFileSync(join(folder, 'damaged.shard'), damaged);
      const { code, stdout, stderr } = await merge('b.shard', 'damaged.shard');
      expect([code, stdout], `byte ${at}`).toEqual([2, '']);
      expect(stderr).toContain('damaged.shard');
    }
    for (const length of [0, 5, 8, 20, whole.length - 1]) {
      writeFileSync(join(folder, 'damaged.shard'), whole.subarray(0, length));
      const { code, stdout, stderr } = await merge('damaged.shard');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('damaged.shard');
    }
  });

  it.each([
    ['a log', ['b.ndjson'], 'b.ndjson is not a shard'],
    ['a file that does not exist', ['none.shard'], 'cannot read the shard none.shard: it does not exist'],
    ['an output over a shard', ['a.shard', '-f', 'shard=a.shard'], 'a.shard'],
  ])('merge refuses %s', async (_, argv, reason) => {
    const { code, stdout, stderr } = await merge(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
  });

  it.each([
    ['--shard without a shard', ['a.ndjson', '--shard', '1/2'], 'add -f shard=part-1.shard'],
    ['a shard on stdout', ['a.ndjson', '-f', 'shard'], '-f shard needs a file'],
    ['parts of stdin', ['-', '--shard', '1/2', '-f', 'shard=x.shard'], 'stdin cannot be cut into parts'],
    ['a part beyond the last', ['a.ndjson', '--shard', '3/2', '-f', 'shard=x.shard'], 'such as 2/8'],
  ])('validate refuses %s', async (_, argv, reason) => {
    const { code, stderr } = await validate(...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('merge reports what a run that wrote a shard could not read, and fails', async () => {
    writeFileSync(join(folder, 'binary.ndjson'), Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]));
    const run = await validate('a.ndjson', 'binary.ndjson', '-f', 'shard=unread.shard');
    const merged = await merge('unread.shard');
    const message = run.stderr.split('\n').find((line) => line.includes('binary.ndjson')) ?? '';
    expect(message).toContain('cannot read binary.ndjson');
    expect([run.code, merged.code, merged.stderr]).toEqual([2, 2, expect.stringContaining(message)]);
    expect(merged.stdout).toContain('a.ndjson');
  });
});
