import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';
import { messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();

async function run(onTerminal: boolean, quiet?: true) {
  const endpoint = await startEndpoint(
    inTurn(accept, answer(500), (response, number, received) => {
      setTimeout(() => accept(response, number, received), 1500);
    }),
  );
  return runSend({
    host: endpoint.url,
    writeKey: WRITE_KEY,
    cwd: folderWith({ 'log.ndjson': toLog(messagesSent(30)) }),
    paths: ['log.ndjson'],
    limits: { batchEvents: 10 },
    onTerminal,
    ...(quiet === undefined ? {} : { quiet }),
  });
}

describe('the progress of send', () => {
  it('the progress of send shows counts, rate and bytes on a terminal, and no time left once all is read', async () => {
    const { stderr } = await run(true);
    expect(stderr).toMatch(/10 accepted \(\d+\/s\), 10 unknown; [\d.]+ kB read/);
  });

  it('a short run of send shows no progress in a log, nor with --quiet', async () => {
    expect((await run(false)).stderr).not.toContain('accepted');
    expect((await run(true, true)).stderr).not.toContain('accepted');
  });
});
