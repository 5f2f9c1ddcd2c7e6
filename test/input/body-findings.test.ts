import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { messageSent } from '../rules/check-one.js';
import { problemsIn } from '../support/expect-case.js';
import { testFolders } from '../support/folders.js';
import { hasJq } from '../support/jq.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();
const QUIET = ['--no-config', '--rule', 'conversation/*=off'];
const CONTEXT = { ip: '203.0.113.7' };
const [first, second, third] = ['m1', 'm2', 'm3'].map((messageId) => messageSent({}, { messageId })) as [
  object,
  object,
  object,
];

async function problemsOf(log: string, options: readonly string[] = []): Promise<Record<string, unknown>[]> {
  const cwd = folderWith({ 'log.ndjson': log });
  const { stdout } = await runInProcess(['validate', ...QUIET, '-f', 'ndjson', ...options, 'log.ndjson'], { cwd });
  return problemsIn(stdout);
}

describe('members of a body that apply to its events', () => {
  it.runIf(hasJq('the hint about members beside a batch'))(
    'following the hint about context and integrations beside a batch writes them into each event, and keeps all events',
    async () => {
      const own = { ...second, context: { ip: '203.0.113.8', locale: 'en' } };
      const log = [
        { batch: [first, own], context: CONTEXT },
        [{ batch: [third], integrations: { All: false } }, first],
        { batch: [second], sentAt: '2024-05-15T15:00:00.000Z' },
        third,
      ]
        .map((line) => JSON.stringify(line))
        .join('\n');
      const found = await problemsOf(log);
      expect(found.map(({ rule, record }) => [rule, record])).toEqual([
        ['property/misplaced', 2],
        ['property/misplaced', 3],
      ]);
      for (const { hint } of found) {
        const [, filter = ''] = /jq -c '(.+)' <file>$/.exec(String(hint)) ?? [];
        const printed = execFileSync('jq', ['-c', filter], { input: log }).toString();
        const events = printed
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
        const merged = { ...third, integrations: { All: false } };
        expect(events).toEqual([{ ...first, context: CONTEXT }, own, merged, first, second, third]);
        expect(await problemsOf(printed)).toEqual([]);
      }
    },
  );

  it.runIf(hasJq('the hint about members beside a batch'))(
    'following the hint about context beside the batch of a packed log writes it into each event',
    async () => {
      const log = gzipSync(JSON.stringify({ batch: [first, second], context: CONTEXT }));
      const cwd = folderWith({ 'log.ndjson.gz': log });
      const { stdout } = await runInProcess(['validate', ...QUIET, '-f', 'ndjson', 'log.ndjson.gz'], { cwd });
      const [command = ''] = problemsIn(stdout).map(({ hint }) =>
        String(hint).replace(/^write it into each event: /, ''),
      );
      const printed = execFileSync('sh', ['-c', command.replace('<file>', 'log.ndjson.gz')], { cwd }).toString();
      const events = printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(events).toEqual([first, second].map((event) => ({ ...event, context: CONTEXT })));
    },
  );

  it.each([
    ['in a batch that is read at once', []],
    ['in a batch too large to be held', ['--max-record-size', '400']],
  ])('a body that repeats context is reported %s', async (_, options) => {
    const batch = Array.from({ length: 200 }, () => JSON.stringify(first)).join(', ');
    const cwd = folderWith({ 'log.json': `{"context": {}, "batch": [${batch}], "context": {"locale": "en"}}` });
    const argv = ['validate', ...QUIET, ...options, '-f', 'ndjson', 'log.json'];
    const problems = problemsIn((await runInProcess(argv, { cwd })).stdout);
    expect(problems.map(({ rule, record, column, path }) => [rule, record, column, path])).toEqual([
      ['json/duplicate-key', 200, 1, 'context'],
      ['property/misplaced', 200, 1, ''],
    ]);
  });

  it.each([
    ['is not JSON', '{"type": "track", "event": nothing}'],
    ['has a string that does not end', '{"type": "track", "event": "Message\n}'],
    ['is not an object', '7'],
  ])(
    'a body whose last record %s is read to its end, and what stands beside its batch is reported',
    async (_, last) => {
      const cwd = folderWith({
        'log.json': `{"batch": [\n${JSON.stringify(first)},\n${last}\n], "context": {"a": 1}}`,
      });
      const argv = ['validate', ...QUIET, '--show-values', '-f', 'ndjson', 'log.json'];
      const rules = problemsIn((await runInProcess(argv, { cwd })).stdout).map(({ rule }) => String(rule));
      expect(rules.sort()).toEqual([expect.stringMatching(/^json\//), 'property/misplaced']);
    },
  );

  it('fix fixes the events of a body that repeats context, and reports what it cannot fix', async () => {
    const event = JSON.stringify(messageSent({}, { rating: 1 })).replace('message_body', 'content');
    const log = `{"batch": [${event}], "context": {"locale": "en"}, "context": {"locale": "de"}}\n`;
    const cwd = folderWith({ 'log.ndjson': log });
    const { stdout, stderr } = await runInProcess(['fix', ...QUIET, 'log.ndjson', '-o', 'fixed.ndjson'], { cwd });
    expect(readFileSync(join(cwd, 'fixed.ndjson'), 'utf8')).toBe(log.replace('content', 'message_body'));
    expect(stdout + stderr).toContain('context occurs twice');
    expect(stdout + stderr).toContain('not applied to the events');
  });

  it('send warns that the members beside a batch do not go out', async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, 'log.ndjson'), `${JSON.stringify({ batch: [first], context: CONTEXT })}\n`);
    const { stderr } = await runInProcess(['send', ...QUIET, '--dry-run', 'log.ndjson'], { cwd });
    expect(stderr).toContain('context of the body is beside its batch, and not applied to the events');
  });
});
