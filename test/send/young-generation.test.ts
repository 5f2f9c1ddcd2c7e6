import { expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import { startEndpoint } from './local-endpoint.js';
import { messageSent, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();

/** Loaded into the program: prints at its end how many megabytes the young generation has. */
const REPORT = `
import { getHeapSpaceStatistics } from 'node:v8';
process.on('exit', () => {
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.error('megabytes:', space_size / 2 ** 20);
});`;

it('the young generation of a run of send does not grow', async () => {
  const { url } = await startEndpoint();
  const records = Array.from({ length: 10_000 }, (_, index) => messageSent(index));
  const folder = folderWith({ 'log.ndjson': toLog(records), 'report.mjs': REPORT });
  const argv = ['send', 'log.ndjson', '--host', url, '--write-key', WRITE_KEY, '--rate', '0', '--no-config', '--quiet'];
  const { code, stderr } = await runBinary(argv, {
    ...{ cwd: folder, stdin: Buffer.alloc(0), env: { NODE_OPTIONS: `--import=${folder}/report.mjs` } },
  });
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^megabytes: \d+(\.\d+)?\n$/)]);
  // It has 16 to 48 where it grows.
  expect(Number(stderr.slice('megabytes: '.length))).toBeLessThanOrEqual(4);
});
