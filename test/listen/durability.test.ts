import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { messageSent, messagesSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { runShell } from '../support/run-binary.js';
import { post } from './post.js';
import { listenHere, startListen } from './run-listen.js';

const folderWith = testFolders();

/** The messageIds in a file, of its whole lines. */
function idsIn(path: string): Set<string> {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return new Set(lines.map((line) => (JSON.parse(line) as { messageId: string }).messageId));
}

/** Posts until the collector is gone; returns the ids of the events that were answered with 200. */
async function postUntilKilled(url: string, kill: () => void, eventsPerRequest: number): Promise<string[]> {
  const answered: string[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (;;) {
      const batch = Array.from({ length: eventsPerRequest }, () => messageSent(next++));
      const isSingle = eventsPerRequest === 1;
      const status = await post(url, isSingle ? batch[0] : { batch }, isSingle ? '/v1/track' : '/v1/batch').catch(
        () => undefined,
      );
      if (status === undefined) return;
      if (status === 200) answered.push(...batch.map(({ messageId }) => messageId as string));
    }
  };
  const clients = Array.from({ length: 8 }, client);
  while (answered.length === 0) await sleep(20);
  await sleep(300);
  kill();
  await Promise.all(clients);
  return answered;
}

describe('listen -o and kill -9', () => {
  it.each([
    ['single events', 1],
    ['batches of 400 events', 400],
  ])('listen -o holds every event that was answered with 200 before kill -9: %s', async (_, eventsPerRequest) => {
    for (let run = 0; run < 2; run++) {
      const cwd = folderWith();
      const { url, child } = await startListen(['-o', 'captured.ndjson', '-q'], cwd);
      const answered = await postUntilKilled(url, () => child.kill('SIGKILL'), eventsPerRequest);
      expect(answered.length).toBeGreaterThan(0);
      const captured = idsIn(join(cwd, 'captured.ndjson'));
      expect(answered.filter((id) => !captured.has(id))).toEqual([]);
    }
  });
});

describe('listen -o and a file that exists', () => {
  it('listen -o that starts again after kill -9 keeps what it had answered with 200, and problems name the lines of the file', async () => {
    const cwd = folderWith();
    const path = join(cwd, 'captured.ndjson');
    const first = await startListen(['-o', 'captured.ndjson'], cwd);
    expect(await post(first.url, { batch: messagesSent(3) })).toBe(200);
    first.child.kill('SIGKILL');
    await first.outcome;
    const earlier = readFileSync(path, 'utf8');
    const { url, end } = await startListen(['-o', 'captured.ndjson', '-f', 'ndjson'], cwd);
    await post(url, { batch: [messageSent(3), { ...messageSent(4), timestamp: 7 }] });
    const { code, stdout, stderr } = await end();
    expect(code).toBe(1);
    expect(readFileSync(path, 'utf8').startsWith(earlier)).toBe(true);
    expect([...idsIn(path)]).toEqual(['evt_0', 'evt_1', 'evt_2', 'evt_3', 'evt_4']);
    expect(stderr).toContain('events are added to the end of captured.ndjson, which has 3 lines already\n');
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ file: 'captured.ndjson', record: 5, line: 5 });
  });

  it('listen -o begins a new line behind a torn one, and only when an event comes', async () => {
    const torn = `${JSON.stringify(messageSent(0))}\n{"type":"track","eve`;
    const cwd = folderWith({ 'captured.ndjson': torn });
    const path = join(cwd, 'captured.ndjson');
    const idle = await listenHere(['-o', 'captured.ndjson', '-q'], cwd);
    expect((await idle.end()).stderr).not.toContain('already');
    expect(readFileSync(path, 'utf8')).toBe(torn);
    const { url, end } = await listenHere(['-o', 'captured.ndjson', '-f', 'ndjson'], cwd);
    await post(url, { batch: [{ ...messageSent(1), timestamp: 7 }, messageSent(2)] });
    const { stdout } = await end();
    const [wrong, good] = [{ ...messageSent(1), timestamp: 7 }, messageSent(2)].map((event) => JSON.stringify(event));
    expect(readFileSync(path, 'utf8')).toBe(`${torn}\n${wrong}\n${good}\n`);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ line: 3 });
  });

  it('listen -o continues an empty file without a note', async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, 'captured.ndjson'), '');
    const { url, end } = await listenHere(['-o', 'captured.ndjson'], cwd);
    await post(url, { batch: [messageSent(1)] });
    expect((await end()).stderr).not.toContain('already');
    expect([...idsIn(join(cwd, 'captured.ndjson'))]).toEqual(['evt_1']);
  });
});

describe('listen -o and a full disk', () => {
  it('listen -o answers 500, prints the failure once and exits 2 when the disk is full', async () => {
    const { url, outcome } = await startListen(['-o', '/dev/full'], folderWith());
    expect(await post(url, { batch: [messageSent(1)] })).toBe(500);
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(2);
    expect(stderr.match(/cannot write \/dev\/full: no space left|no space is left/g)).toHaveLength(1);
    expect(stdout).toContain('1 record, valid');
  });

  it('listen -o keeps its earlier lines and exactly the events answered with 200 when a file cannot grow any more', async () => {
    const cwd = folderWith({
      'captured.ndjson': '{"messageId":"earlier"}',
      'client.mjs': `
const authorization = 'Basic ' + btoa('key:');
const answered = [];
for (let number = 0; number < 40; number++) {
  const event = { type: 'track', event: 'Message Sent', userId: 'u', messageId: 'id-' + number,
    properties: { conversationId: 'c', messageId: 'm' + number, message_body: 'x'.repeat(700) } };
  const { status } = await fetch(process.env.SEGMENT_HOST + '/v1/track', { method: 'POST', headers: { authorization }, body: JSON.stringify(event) });
  if (status === 200) answered.push(event.messageId);
}
console.log('answered ' + JSON.stringify(answered));
`,
    });
    // 16 blocks of 512 bytes: the write that crosses 8 KiB is cut in the middle of a line.
    const script = `ulimit -f 16; $BIN listen --port 0 --no-config -q --rule 'conversation/*=off' -o captured.ndjson --exec 'node client.mjs'`;
    const { code, stdout, stderr } = await runShell(script, cwd);
    const [, json = '[]'] = /^answered (.*)$/m.exec(stdout) ?? [];
    const answered = JSON.parse(json) as string[];
    expect(answered.length).toBeGreaterThan(3);
    expect(answered.length).toBeLessThan(40);
    const text = readFileSync(join(cwd, 'captured.ndjson'), 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect([...idsIn(join(cwd, 'captured.ndjson'))]).toEqual(['earlier', ...answered]);
    expect(stderr).toContain('cannot write');
    expect(code).toBe(2);
  });

  it('listen exits 2 if a report cannot be written, and still prints what was lost', async () => {
    const { url, end } = await startListen(['-f', 'json=/dev/full'], folderWith());
    await post(url, { batch: [messageSent(1)] }, '/v1/trak');
    const { code, stderr } = await end();
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write');
    expect(stderr).toContain(
      '1 request went to unknown paths, and what they held is lost: POST /v1/trak; events go to',
    );
    expect(stderr.match(/cannot write/g)).toHaveLength(1);
  });

  it('listen -o - writes the events to stdout and its lines to stderr, and touches no file named -', async () => {
    const cwd = folderWith({ '-': 'a file of this name\n' });
    const { url, end } = await startListen(['-o', '-'], cwd);
    await post(url, { batch: [messageSent(1), { ...messageSent(2), timestamp: 7 }] });
    const { code, stdout, stderr } = await end();
    expect(code).toBe(1);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).messageId),
    ).toEqual(['evt_1', 'evt_2']);
    expect(stderr).toContain('✔ Message Sent');
    expect(stderr).toContain('<listen>:2:');
    expect(readFileSync(join(cwd, '-'), 'utf8')).toBe('a file of this name\n');
  });

  it('listen -o prints no warning of Node for 300 requests on one connection', async () => {
    const { url, end } = await startListen(['-o', 'captured.ndjson', '-q'], folderWith());
    for (let number = 0; number < 300; number++) await post(url, messageSent(number), '/v1/track');
    const { code, stdout, stderr } = await end();
    expect(code).toBe(0);
    expect(stdout).toContain('300 records, all valid');
    expect(stderr).not.toContain('Warning');
  });

  it('listen -o holds all of several large batches that come at once', async () => {
    const cwd = folderWith();
    const { url, end } = await startListen(['-o', 'captured.ndjson', '-q'], cwd);
    const events = messagesSent(4000);
    const batches = Array.from({ length: 10 }, (_, index) => events.slice(index * 400, (index + 1) * 400));
    expect(await Promise.all(batches.map((batch) => post(url, { batch })))).toEqual(batches.map(() => 200));
    expect(idsIn(join(cwd, 'captured.ndjson')).size).toBe(4000);
    const { code, stderr } = await end();
    expect({ code, warnings: stderr.includes('Warning') }).toEqual({ code: 0, warnings: false });
  });
});
