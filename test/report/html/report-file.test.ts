import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LARGEST_REPORT } from '../../../src/report/html/html-report.js';
import { documentIn } from '../../support/report-readers.js';
import { FIXTURES } from '../../support/root.js';
import { runBinary } from '../../support/run-binary.js';
import { runInProcess } from '../../support/run-in-process.js';

const SAMPLES = join(FIXTURES, 'samples');

/** A record with a fault that no other one has, whose every name is as long as markup makes it. */
function oddRecord(index: number): string {
  const name = `<${index}>`.padEnd(200, '<é');
  const properties = { conversationId: `${index % 1500} <é>`, messageId: '', [name]: '<'.repeat(2000) };
  const more = Object.fromEntries(Array.from({ length: 30 }, (_, key) => [`<${key}${name}`, name]));
  return JSON.stringify({
    type: 'track',
    event: `${name} ${index}`,
    userId: 'u1',
    timestamp: new Date(index * 1e8).toISOString(),
    properties: { ...properties, ...more, [`m${index}`]: Number.MAX_SAFE_INTEGER * 4 },
  });
}

describe('-f html', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('-f html writes the same page to a file as to stdout, from the binary as from the sources', async () => {
    const argv = ['validate', '--no-config', join(SAMPLES, 'mistakes.ndjson')];
    const file = join(folder, 'report.html');
    const toFile = await runBinary([...argv, '-f', 'concise', '-f', `html=${file}`], { cwd: folder });
    expect(toFile).toMatchObject({ code: 1, stderr: '' });
    expect(toFile.stdout).toContain('6 of 8 records are invalid');
    const toStdout = await runInProcess([...argv, '-f', 'html'], { cwd: folder });
    expect(toStdout).toMatchObject({ code: 1, stderr: '' });
    const passing = /"(?:madeAt":"[^"]*"|durationMs":\d+)/g;
    expect(readFileSync(file, 'utf8').replace(passing, '')).toBe(toStdout.stdout.replace(passing, ''));
  });

  it.each([[], ['--show-values']])(
    '-f html stays under its size for a log with more kinds of problems than fit %j',
    async (...values) => {
      writeFileSync(
        join(folder, 'odd.ndjson'),
        Array.from({ length: 1500 }, (_, index) => oddRecord(index)).join('\n'),
      );
      const argv = [
        'validate',
        '--no-config',
        'odd.ndjson',
        '--rule',
        'json/unsafe-number=error',
        ...values,
        '-f',
        'html',
      ];
      const { stdout, code } = await runInProcess(argv, { cwd: folder });
      expect(code).toBe(1);
      expect(Buffer.byteLength(stdout)).toBeLessThan(LARGEST_REPORT);
      expect(Buffer.byteLength(stdout)).toBeGreaterThan(LARGEST_REPORT / 8);
      const { summary, groups, timelines, rules, events, conversations } = documentIn(stdout);
      expect(summary).toMatchObject({ records: 1500, invalid: 1500 });
      expect(groups.total).toBeGreaterThan(1500);
      expect(groups.shown.length).toBeGreaterThan(3);
      expect(timelines).toMatchObject({ total: 1500 });
      expect(timelines.shown.length).toBeGreaterThan(0);
      expect(rules.shown.reduce((sum, { count }) => sum + count, 0)).toBe(summary.errors + summary.warnings);
      expect(events.total).toBeLessThanOrEqual(1001);
      expect(conversations).toMatchObject({ total: 1500, exact: true });
    },
  );

  it('-f html cuts names of a megabyte, and still shows the problems', async () => {
    const key = '<é'.repeat(250_000);
    const properties = {
      conversationId: key,
      messageId: 'm1',
      message_body: 'b',
      [key]: 2 ** 60,
      nested: { [key]: 2 ** 60 },
    };
    const records = [0, 1, 2, 3, 4].map(() => ({ type: 'track', event: 'Message Sent', userId: 'u1', properties }));
    writeFileSync(join(folder, 'long.ndjson'), records.map((record) => JSON.stringify(record)).join('\n'));
    const argv = ['validate', '--no-config', 'long.ndjson', '--rule', 'segment/*=off', '--show-values', '-f', 'html'];
    const { groups, timelines } = documentIn((await runInProcess(argv, { cwd: folder })).stdout);
    expect(groups.shown.map(({ rule, count, examples }) => [rule, count, examples.length])).toContainEqual([
      'json/unsafe-number',
      5,
      3,
    ]);
    expect(timelines.shown[0]?.entries).toHaveLength(5);
    expect(JSON.stringify({ groups, timelines }).length).toBeLessThan(200_000);
  });

  it('-f html splits each problem by the release that --release-field names, and shows when it began', async () => {
    const record = (build: number, second: number) =>
      JSON.stringify({
        ...{ type: 'track', event: 'Message Sent', userId: 'u1' },
        timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
        context: { app: { version: '1.0.0' } },
        properties: { conversationId: 'c1', messageId: `m${second}`, message_body: 7, build },
      });
    writeFileSync(join(folder, 'builds.ndjson'), [record(41, 9), record(42, 5), record(42, 30)].join('\n'));
    const groupsWith = async (...argv: string[]) => {
      const all = ['validate', '--no-config', 'builds.ndjson', '--rule', 'conversation/*=off', ...argv, '-f', 'html'];
      return documentIn((await runInProcess(all, { cwd: folder })).stdout).groups.shown;
    };
    const [byBuild] = await groupsWith('--release-field', 'properties.build');
    expect(byBuild?.releases.shown).toEqual([
      { name: '42', count: 2 },
      { name: '41', count: 1 },
    ]);
    expect(byBuild?.span).toMatchObject({ first: Date.UTC(2026, 0, 1, 0, 0, 5), last: Date.UTC(2026, 0, 1, 0, 0, 30) });
    const [byVersion] = await groupsWith();
    expect(byVersion?.releases.shown).toEqual([{ name: '1.0.0', count: 3 }]);
  });

  it('-f html shows values only with --show-values, and records whether it does', async () => {
    const record = {
      type: 'identify',
      userId: 'eva@example.com',
      traits: { name: 'Eva S.', phone: '+49 30 1234567' },
      messageId: 5,
    };
    writeFileSync(join(folder, 'people.ndjson'), JSON.stringify(record));
    const argv = ['validate', '--no-config', 'people.ndjson', '-f', 'html'];
    const masked = documentIn((await runInProcess(argv, { cwd: folder })).stdout);
    for (const value of ['Eva', 'example.com', '1234567']) expect(JSON.stringify(masked)).not.toContain(value);
    expect(masked).toMatchObject({ showsValues: false });
    const shown = documentIn((await runInProcess([...argv, '--show-values'], { cwd: folder })).stdout);
    expect(shown).toMatchObject({ showsValues: true });
    expect(shown.groups.shown[0]?.examples[0]?.record?.event).toEqual(record);
  });

  it('-f html leaves warnings out with --quiet, and records that it does', async () => {
    const argv = ['validate', '--no-config', join(SAMPLES, 'mistakes.ndjson'), '-f', 'html'];
    const all = documentIn((await runInProcess(argv, { cwd: folder })).stdout);
    const quiet = documentIn((await runInProcess([...argv, '--quiet'], { cwd: folder })).stdout);
    expect(all.rules.shown.map(({ severity }) => severity)).toContain('warning');
    expect(JSON.stringify(quiet)).not.toContain('"severity":"warning"');
    expect(quiet).toMatchObject({ errorsOnly: true, summary: { warnings: all.summary.warnings } });
  });

  it('-f html accepts a compressed array on stdin, and empty input', async () => {
    const lines = readFileSync(join(SAMPLES, 'mistakes.ndjson'), 'utf8').trim().split('\n');
    const stdin = gzipSync(`[${lines.join(',\n')}]`);
    const argv = ['validate', '--no-config', '-f', 'html'];
    const array = documentIn((await runInProcess(argv, { cwd: folder, stdin })).stdout);
    expect(array.summary).toMatchObject({ files: 1, records: 8, invalid: 6 });
    expect(array.files.shown[0]).toMatchObject({ file: '<stdin>', records: 8, recordsPerBucket: 1 });
    const nothing = documentIn((await runInProcess([...argv, '--allow-empty'], { cwd: folder })).stdout);
    expect(nothing).toMatchObject({
      summary: { records: 0 },
      groups: { shown: [], total: 0 },
      conversations: { total: 0 },
    });
    expect(nothing.time).toBeUndefined();
  });

  it('-f html leaves out the problems of a baseline, and counts them', async () => {
    const known = ['--baseline', join(folder, 'known.baseline')];
    const argv = ['validate', '--no-config', join(SAMPLES, 'mistakes.ndjson'), ...known];
    await runInProcess([...argv, '--update-baseline'], { cwd: folder });
    const document = documentIn((await runInProcess([...argv, '-f', 'html'], { cwd: folder })).stdout);
    expect(document).toMatchObject({ summary: { errors: 0, warnings: 0, known: 9 }, groups: { total: 0 } });
  });
});
