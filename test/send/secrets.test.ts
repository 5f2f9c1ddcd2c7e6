import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BINARY } from '../support/root.js';
import { outcomeOf } from '../support/run-binary.js';
import { answer, inTurn, startEndpoint } from './local-endpoint.js';
import { messagesSent, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const LOG = `${toLog(messagesSent(6))}{"type":"track","event":"Message Sent","userId":"u_1","properties":{"messageId":"m"}}\n`;

/** Everything that a run writes: what it prints with every debugging switch on, and every file it leaves. */
it.each([
  ['all is accepted', inTurn(answer(200, '{"success":true}'))],
  ['it is refused', answer(400, `{"error":"${WRITE_KEY}"}`)],
  ['the key is not accepted', answer(401, WRITE_KEY)],
  ['the endpoint fails and the run is ended while it waits to try again', answer(500, WRITE_KEY)],
])('the write key is nowhere, when %s', async (name, behaviour) => {
  const endpoint = await startEndpoint(behaviour);
  const cwd = folderWith({ 'log.ndjson': LOG });
  const argv = [
    'send',
    'log.ndjson',
    '--host',
    endpoint.url,
    '--show-values',
    '--checkpoint',
    'sent.json',
    '-f',
    'pretty',
  ];
  argv.push('-f', 'json=end.json', '--rejected-out', 'rejected.ndjson', '--rejected-reasons', 'reasons.ndjson');
  const switches = { DEBUG: '*', NODE_DEBUG: 'http,net,tls,undici,fetch,stream', SEGMENT_WRITE_KEY: WRITE_KEY };
  const env = { PATH: process.env['PATH'], ...switches };
  const child = spawn(process.execPath, [BINARY, ...argv], { cwd, env, stdio: 'pipe' });
  // The second request is one that was tried again.
  if (name.startsWith('the endpoint fails')) endpoint.onRequest = (number) => number === 1 && child.kill('SIGTERM');
  const { stdout, stderr } = await outcomeOf(child);
  const files = readdirSync(cwd).filter((file) => file !== 'log.ndjson');
  expect(files.sort()).toEqual(['end.json', 'reasons.ndjson', 'rejected.ndjson', 'sent.json', 'sent.json.done']);
  expect(stdout).toContain('records');
  // The switches work: Node says what it does.
  expect(stderr).toMatch(/^(?:UNDICI|FETCH|NET|STREAM) \d+: /m);
  const all = [stdout, stderr, ...files.map((file) => readFileSync(join(cwd, file), 'utf8'))].join('\n');
  const basic = Buffer.from(`${WRITE_KEY}:`).toString('base64');
  for (const secret of [WRITE_KEY, basic, basic.slice(0, -2), encodeURIComponent(basic)])
    expect(all).not.toContain(secret);
});
