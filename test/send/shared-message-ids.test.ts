import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolders } from '../support/folders.js';
import { FIXTURES } from '../support/root.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const newFolder = testFolders();

/** Seven events with three ids at the top level. */
const SEVEN = readFileSync(`${FIXTURES}/rules/segment/duplicate-message-id/bad.ndjson`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as LogRecord);

const WARNING =
  'copilot-events: 4 records share the messageId of an earlier record and differ from it: Segment keeps one event for each messageId, so that they will be lost';

async function sendFile(records: readonly LogRecord[], setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const cwd = newFolder();
  writeFileSync(join(cwd, 'log.ndjson'), toLog(records));
  const outcome = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['log.ndjson'], ...setting });
  return { ...outcome, endpoint };
}

test('send warns before it sends that four of seven events with three messageIds will be lost, and says so at the end', async () => {
  const { stderr, stdout, endpoint } = await sendFile(SEVEN, { format: ['pretty'] });
  expect(stderr.startsWith(WARNING)).toBe(true);
  expect(stdout).toContain(
    '  4 records share their messageId with a different one, and Segment keeps one event for each messageId: 3 different messageIds went out.',
  );
  expect(endpoint.events).toHaveLength(7);
});

test('send --dry-run counts the messageIds that would go out, as text and in JSON', async () => {
  const { summary } = await sendFile(SEVEN, { dryRun: true });
  expect(summary).toMatchObject({ records: 7, messageIds: 3, sharedMessageIds: 4 });
  const { stdout, stderr } = await sendFile(SEVEN, { dryRun: true, format: ['pretty'] });
  expect(stdout).toContain('3 different messageIds would go out.');
  expect(stderr).not.toContain('share');
});

test('send says of stdin at the end how many events share a messageId', async () => {
  const endpoint = await startEndpoint();
  const { stderr, summary } = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records: SEVEN });
  expect(stderr).not.toContain('share');
  expect(summary).toMatchObject({ accepted: 7, messageIds: 3, sharedMessageIds: 4 });
});

test('send does not warn of events that are repeated, invalid, not selected or without a messageId', async () => {
  const repeated = [messageSent(1), messageSent(1), { ...messageSent(1), userId: undefined }];
  const timeless = [3, 4].map((number) => ({ ...messageSent(number), messageId: undefined }));
  const { stderr, summary } = await sendFile([...repeated, ...timeless]);
  expect(stderr).not.toContain('share');
  expect(summary).toMatchObject({ accepted: 4, rejected: 1, messageIds: 3 });
  expect(summary).not.toHaveProperty('sharedMessageIds');
  expect((await sendFile(SEVEN, { event: ['Message Sent'] })).stderr).not.toContain('share');
});

test('send does not warn of shared messageIds with --quiet, or if the rule is off', async () => {
  expect((await sendFile(SEVEN, { quiet: true })).stderr).not.toContain('share');
  expect((await sendFile(SEVEN, { rule: ['segment/duplicate-message-id=off'] })).stderr).not.toContain('share');
});
