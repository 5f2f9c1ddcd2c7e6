import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { messageSent, messagesSent, toLog } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { runInProcess, runWith } from '../support/run-in-process.js';

// At the width of a terminal, messages and summaries are broken as the report of `validate` is; a command in them is not.

const folderWith = testFolders();
const COLUMNS = 60;
const onTerminal = runWith({ terminal: { columns: COLUMNS, env: {} }, stderrColumns: COLUMNS });

const tooLong = (text: string): string[] => text.split('\n').filter((line) => line.length > COLUMNS);
const joined = (text: string): string => text.replaceAll(/\n *(?=.)/g, ' ');

describe('messages on a terminal', () => {
  it('a failure with its hint is as wide as the terminal, and whole where stderr is none', async () => {
    const damaged = Buffer.concat([gzipSync(toLog(messagesSent(2))), Buffer.from('no gzip at all')]);
    const cwd = folderWith({ 'log.ndjson.gz': damaged });
    const argv = ['validate', '--no-config', '--no-color', '--rule', 'conversation/*=off', 'log.ndjson.gz'];
    const [narrow, piped] = [await onTerminal(argv, { cwd }), await runInProcess(argv, { cwd })];
    expect(piped.stderr).toMatch(/^copilot-events: cannot unpack all of [^\n]*\n {2}hint: [^\n]*\n$/);
    expect(tooLong(piped.stderr)).toHaveLength(2);
    expect(tooLong(narrow.stderr)).toEqual([]);
    expect(narrow.stderr).toMatch(/\n {2}hint: [^\n]*\n {4}\S/);
    expect(joined(narrow.stderr)).toBe(joined(piped.stderr));
  });

  it('the summary of send --dry-run is as wide as the terminal, and its sample is not broken', async () => {
    const records = [{ ...messageSent(0), timestamp: 7 }, messageSent(1, 'hello again '.repeat(9)), messageSent(2)];
    const cwd = folderWith({ 'log.ndjson': toLog(records) });
    const argv = ['send', '--dry-run', '--show-values', '--no-config', '--no-color', 'log.ndjson'];
    const sent = (run: typeof onTerminal) => run(argv, { cwd, env: { SEGMENT_WRITE_KEY: 'abcdefgh12345678' } });
    const [narrow, piped] = [await sent(onTerminal), await sent(runInProcess)];
    const [above = '', sample] = narrow.stdout.split('would go out:\n');
    expect(tooLong(above)).toEqual([]);
    expect(above).toMatch(/^✖ nothing was sent: 2 of 3 records would go to\napi\.segment\.io/);
    expect(sample).toBe(piped.stdout.split('would go out:\n')[1]);
    expect(tooLong(sample ?? '')).not.toEqual([]);
    expect(JSON.parse(sample ?? '')).toMatchObject({ event: 'Message Sent' });
  });

  it.each([
    [['listen', '--no-config', 'npm', 'test'], "copilot-events listen --exec 'npm test'"],
    [['explain', 'message sent'], "copilot-events events 'Message Sent'"],
  ])('a command in a hint stays on one line: %j', async (argv, command) => {
    const { stderr } = await onTerminal(argv, { cwd: folderWith({ 'log.ndjson': '' }) });
    expect(stderr).toContain(command);
    expect(tooLong(stderr.replace(command, ''))).toEqual([]);
  });
});
