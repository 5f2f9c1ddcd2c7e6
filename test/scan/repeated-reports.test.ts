import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scaled } from '../properties/runs.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';
import { EVENTS, faulty } from './faulty-records.js';
import { chanceFrom, mannerOf, PLAIN, write } from './written-records.js';

const newFolder = testFolders();
const LINES = scaled(10_000);

/** A folder with two logs of records whose faults recur, of few conversations, and with numbers of many digits. */
function folderOfLogs(seed: number): string {
  const folder = newFolder();
  for (const [index, name] of ['a "quoted" name.ndjson', 'b.ndjson'].entries()) {
    const chance = chanceFrom(seed + index);
    const events = Array.from({ length: 3 }, () => chance.pick(EVENTS));
    const lines = Array.from({ length: LINES }, () => {
      const blank = chance.once(200) ? '\n'.repeat(chance.below(3000)) : '';
      const record = write(
        faulty(events, chance),
        chance.once(3) ? mannerOf(chance) : { ...PLAIN, shuffled: chance.once(2) },
        chance,
      );
      return `${blank}${chance.once(50) ? '\u001e' : ''}${record.replaceAll('\n', ' ')}\n`;
    });
    writeFileSync(join(folder, name), lines.join(''));
  }
  return folder;
}

it.each([
  ['json', []],
  ['json', ['--quiet']],
  ['json', ['--rule', 'conversation/*=off', '--rule', 'segment/duplicate-message-id=off']],
  ['json', ['--rule', 'conversation/*=off', '--rule', 'segment/duplicate-message-id=off', '--quiet']],
  ['json', ['--rule', 'conversation/out-of-order=warning', '--rule', 'conversation/never-ended=error']],
  ['ndjson', []],
  ['ndjson', ['--quiet']],
  ['sarif', []],
  ['pretty', []],
  ['pretty', ['--quiet']],
  ['junit', []],
  ['github', []],
  ['agent', []],
  ['html', []],
  ['html', ['--quiet']],
  ['html', ['--release-field', 'userId']],
] as const)('%s with %j is the same where findings are known from other records', async (format, options) => {
  const seed = Date.now() % 2 ** 31;
  const folder = folderOfLogs(seed);
  const [slow, fast] = await Promise.all(
    ['off', 'always'].map(async (scan) => {
      const argv = ['validate', '--no-config', '-f', format, ...options, '.'];
      const { code, stdout } = await runInProcess(argv, { cwd: folder, env: { COPILOT_EVENTS_SCAN: scan } });
      const text = stdout.replace(/"(durationMs|madeAt)":("[^"]+"|\d+)|\d+ ms|\d+\.\d s|time="[\d.]+"/g, 'TIME');
      return { code, lines: text.split(format === 'html' ? /(?<=[}\]]),/ : '\n') };
    }),
  );
  // Few lines, so that a failure shows what differs and not megabytes.
  const differing = fast?.lines.filter((line, index) => line !== slow?.lines[index]);
  expect(differing?.slice(0, 3), `seed ${seed}`).toEqual([]);
  expect([fast?.code, fast?.lines.length], `seed ${seed}`).toEqual([slow?.code, slow?.lines.length]);
  if (format === 'json' || format === 'ndjson') expect(fast?.lines.length).toBeGreaterThan(LINES / 2);
});

it('ndjson has the problems of a record in the order of their places, though another record has them in another order', async () => {
  const properties = { conversationId: 'c1', messageId: 'm1', message_body: 'hi' };
  const ofTime = { timestamp: 5, type: 'track', event: 'message_sent', userId: 'u1', properties };
  const ofEvent = { type: 'track', event: 'message_sent', userId: 'u1', properties, timestamp: 5 };
  const lines = [ofTime, ofTime, ofEvent, ofTime].map((record) => `${JSON.stringify(record)}\n`);
  const stdin = Buffer.from(lines.join(''));
  const argv = ['validate', '--no-config', '-f', 'ndjson', '--rule', 'conversation/*=off', '-'];
  const { stdout, stderr } = await runInProcess(argv, {
    cwd: newFolder(),
    env: { COPILOT_EVENTS_SCAN: 'always' },
    stdin,
  });
  const paths = stdout
    .split('\n')
    .flatMap((line) => /"record":(\d).*"path":"(event|timestamp)"/.exec(line)?.slice(1).join(' ') ?? []);
  expect(stderr).toBe('');
  expect(paths).toEqual([
    '1 timestamp',
    '1 event',
    '2 timestamp',
    '2 event',
    '3 event',
    '3 timestamp',
    '4 timestamp',
    '4 event',
  ]);
});
