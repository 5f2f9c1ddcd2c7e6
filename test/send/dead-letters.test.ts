import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import { messageSent, messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'send-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Refuses a request that holds this record, and quotes it. */
const refuseSecond: Behaviour = (response, number, received) =>
  received.body.batch.some(({ messageId }) => messageId === 'evt_2')
    ? answer(400, `{"error":"secret ${received.body.writeKey}"}`)(response, number, received)
    : accept(response, number, received);

const FILES = { rejectedOut: 'rejected.ndjson', rejectedReasons: 'reasons.ndjson' };

async function sendLog(files: Readonly<Record<string, string>>, flags = {}) {
  const endpoint = await startEndpoint(refuseSecond);
  const cwd = folderWith(files);
  const setting = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: Object.keys(files), ...FILES, ...flags };
  const outcome = await runSend(setting);
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  return { ...outcome, endpoint, cwd, read };
}

describe('dead letters', () => {
  const disabled = { ...messageSent(5), messageId: undefined, integrations: { 'Segment.io': false } };
  const odd = '{ "type":"track",  "event" : "Message Sent", "userId":"u_1", "x": "secret \\u00e9" }';
  const refused = `  ${JSON.stringify(messageSent(2, 'secret'))} \t`;
  const lines = [toLog([messageSent(1)]).trim(), refused, odd, '{"broken": secret', JSON.stringify(disabled)];

  it('dead letters are the original lines, with the reasons in the same order', async () => {
    const { code, summary, stdout, stderr, read } = await sendLog({ 'log.ndjson': `${lines.join('\r\n')}\r\n` });
    expect(code).toBe(1);
    expect(summary).toMatchObject({ records: 5, accepted: 1, rejected: 4 });
    const rejected = read(FILES.rejectedOut).split('\n');
    const order = [odd, lines[3], lines[4], refused];
    expect(rejected.map((line) => line.trim())).toEqual([...order.map((line) => line?.trim()), '']);
    expect(`${lines.join('\r\n')}\r\n`).toContain(rejected.at(-2));
    const reasons = read(FILES.rejectedReasons);
    const file = 'log.ndjson';
    expect(
      reasons
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { file, line: 3, record: 3, reason: 'invalid', rules: ['schema/required'], status: null, attempts: 0 },
      { file, line: 4, record: 4, reason: 'invalid', rules: ['json/invalid-syntax'], status: null, attempts: 0 },
      { file, line: 5, record: 5, reason: 'segment/delivery-disabled', status: null, attempts: 0 },
      { file, line: 2, record: 2, messageId: 'evt_2', reason: 'http-400', status: 400, attempts: 2 },
    ]);
    for (const text of [reasons, stdout, stderr]) expect(text).not.toMatch(/secret/);
    for (const text of [reasons, stdout, stderr, read(FILES.rejectedOut)]) expect(text).not.toContain(WRITE_KEY);
  });

  it('dead letters can be sent again as they are, records over several lines included', async () => {
    const log = JSON.stringify(
      [1, 2, 3].map((number) => messageSent(number, 'a\nb')),
      null,
      2,
    );
    const { read, summary } = await sendLog({ 'log.json': log });
    expect(summary).toMatchObject({ accepted: 2, rejected: 1 });
    const endpoint = await startEndpoint();
    const cwd = folderWith({ 'again.ndjson': read(FILES.rejectedOut) });
    const again = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['again.ndjson'] });
    expect(again).toMatchObject({ code: 0, summary: { records: 1, accepted: 1 } });
    expect(endpoint.events).toMatchObject([messageSent(2, 'a\nb')]);
  });

  it('dead letters hold only rejected records, none that was merely not sent', async () => {
    const { code, read } = await sendLog({ 'log.ndjson': toLog([messageSent(1)]) });
    expect({ code, out: read(FILES.rejectedOut), reasons: read(FILES.rejectedReasons) }).toEqual({
      code: 0,
      out: '',
      reasons: '',
    });
    const endpoint = await startEndpoint(answer(401));
    const cwd = folderWith({});
    const setting = { host: endpoint.url, writeKey: WRITE_KEY, cwd, records: messagesSent(3), ...FILES };
    expect(await runSend(setting)).toMatchObject({ code: 1, summary: { notSent: 3 } });
    expect(readFileSync(join(cwd, FILES.rejectedOut), 'utf8')).toBe('');
  });

  it('dead letters have no line for a record too large to be read, which the reasons name', async () => {
    const big = JSON.stringify(messageSent(1, 'x'.repeat(5000)));
    const files = { 'log.ndjson': `${big}\n${toLog([messageSent(3)])}` };
    const { read, stderr } = await sendLog(files, { maxRecordSize: 1000 });
    expect(read(FILES.rejectedOut)).toBe('');
    expect(stderr).toContain('1 record is not in rejected.ndjson, being larger than --max-record-size');
    expect(JSON.parse(read(FILES.rejectedReasons))).toMatchObject({ line: 1, rules: ['json/record-too-large'] });
  });

  it.runIf(existsSync('/dev/full'))(
    'a full disk for dead letters ends the run with 2, and the counts are still reported',
    async () => {
      const { code, summary, stderr } = await sendLog({ 'log.ndjson': lines.join('\n') }, { rejectedOut: '/dev/full' });
      expect(code).toBe(2);
      // Whether that is found out before the batch or after it is up to the machine.
      expect(total(summary)).toBe(5);
      expect(stderr.match(/cannot write \/dev\/full/g)).toHaveLength(1);
    },
  );

  it.each([
    [{ rejectedOut: 'log.ndjson' }, 'log.ndjson is a log that is read'],
    [{ rejectedReasons: './log.ndjson' }, 'log.ndjson is a log that is read'],
    [{ rejectedOut: 'same', rejectedReasons: 'same' }, 'two outputs would go to same'],
    [{ rejectedReasons: 'sent.json', format: ['json=sent.json'] }, 'two outputs would go to sent.json'],
    [{ rejectedOut: 'no/such.ndjson' }, 'its folder does not exist'],
    [{ rejectedReasons: 'no/such.ndjson' }, 'its folder does not exist'],
  ])('dead letters are refused where they cannot go, before anything is sent: %j', async (flags, says) => {
    const log = toLog(messagesSent(2));
    const { code, stderr, endpoint, read } = await sendLog({ 'log.ndjson': log }, flags);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(endpoint.requests).toEqual([]);
    expect(read('log.ndjson')).toBe(log);
  });
});
