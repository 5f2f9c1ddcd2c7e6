import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { runWith } from '../support/run-in-process.js';

const folderWith = testFolders();
const LONG = `archive/${'a-folder/'.repeat(9)}log.ndjson`;
const RECORD =
  '{"type":"track","event":"Message Sent","userId":7,"properties":{"conversationId":"c1","messageId":"m1"}}\n';

describe('the pretty report on a terminal', () => {
  it.each([60, 80, 140])('the pretty report breaks no word but a long path at %i columns', async (columns) => {
    const cwd = folderWith({ [LONG]: RECORD, 'log.ndjson': RECORD });
    const argv = ['validate', '--no-config', '--no-color', '.'];
    const { stdout } = await runWith({ terminal: { columns, env: {} } })(argv, { cwd });
    const tooLong = stdout.split('\n').filter((line) => line.length > columns && !/^ *archive\/\S+$/.test(line));
    expect(tooLong).toEqual([]);
    expect(stdout).toMatch(
      columns < 100 ? /log\.ndjson:1:\d+\n {4}error {4}userId/ : /log\.ndjson:1:\d+ {2}error {4}userId/,
    );
    expect(stdout).toMatch(/^log\.ndjson:1:\d+ +error {4}userId is a number/m);
  });
});
