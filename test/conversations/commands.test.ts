import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createValidator } from '../../src/library/validator.js';
import { startEndpoint } from '../send/local-endpoint.js';
import { messageSent, runSend } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { goodRecord, log } from '../support/records.js';
import { runInProcess } from '../support/run-in-process.js';

const folders = testFolders();

/** Starts twice: `conversation/duplicate-start` at the second record. */
const TWICE = log(goodRecord('c1'), goodRecord('c1'), goodRecord('c2'));

const validate = (files: Record<string, string>, ...args: string[]) => {
  const cwd = folders(files);
  const run = runInProcess(['validate', '--no-config', '-f', 'concise', ...args], { cwd });
  return run.then((outcome) => ({ ...outcome, cwd }));
};

describe('validate with conversation rules', () => {
  it('warns about problems across records, and counts records as invalid where the rule is an error', async () => {
    const warned = await validate({ 'log.ndjson': TWICE }, 'log.ndjson');
    expect(warned).toMatchObject({ code: 0, stderr: '' });
    expect(warned.stdout).toMatch(/^log\.ndjson:2:\d+: warning: .*seen at line 1.*duplicate-start\]\n⚠ 3 records, /);

    const outputs = ['--valid-out', 'valid', '--invalid-out', 'invalid'];
    const failed = await validate({ 'log.ndjson': TWICE }, '--rule', 'conversation/*=error', ...outputs, 'log.ndjson');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('✖ 1 of 3 records is invalid: 1 error');
    expect(readFileSync(join(failed.cwd, 'valid'), 'utf8')).toBe(log(goodRecord('c1'), goodRecord('c2')));
    expect(readFileSync(join(failed.cwd, 'invalid'), 'utf8')).toBe(log(goodRecord('c1')));
  });

  it('counts the last record of a conversation that never ended as invalid if that rule is an error', async () => {
    const { code, stdout } = await validate(
      { 'log.ndjson': TWICE },
      '--rule',
      'conversation/never-ended=error',
      'log.ndjson',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('✖ 2 of 3 records are invalid: 2 errors, 1 warning');
  });

  it('does not report conversations without an end if the log was not read to its end', async () => {
    const files = { 'a.ndjson': log(goodRecord('c1')), 'b.ndjson': '\u0000\u0001\u0002\u0000' };
    const { code, stdout } = await validate(files, '--rule', 'conversation/never-ended=error', '.');
    expect(code).toBe(2);
    expect(stdout).not.toContain('never-ended');
  });

  it('reports nothing across records if all conversation rules are off', async () => {
    const { stdout } = await validate({ 'log.ndjson': TWICE }, '--rule', 'conversation/*=off', 'log.ndjson');
    expect(stdout).toMatch(/^✔ 3 records, all valid \(/);
  });

  it('says that --max-conversations is no longer needed', async () => {
    const { code, stderr } = await validate({ 'log.ndjson': TWICE }, '--max-conversations', '9', 'log.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('hint: leave it out: all conversations are checked, however many there are');
  });
});

describe('send with conversation rules', () => {
  /** Two messages with one id, in a conversation that never started. */
  const message = messageSent(1);
  const records = [message, { ...message, messageId: 'another-call' }];
  const sent = async (rule: readonly string[]) => {
    const endpoint = await startEndpoint();
    return runSend({ host: endpoint.url, writeKey: 'test', records, rule });
  };

  it.each([[[]], [['*=error', 'segment/*=warning']]])('reports nothing across records with --rule %j', async (rule) => {
    expect(await sent(rule)).toMatchObject({ code: 0, stderr: '', summary: { accepted: 2, rejected: 0 } });
  });

  it('checks a conversation rule that is named in full', async () => {
    const warned = await sent(['conversation/missing-start=warning']);
    expect(warned).toMatchObject({ code: 0, summary: { accepted: 2 } });
    expect(warned.stderr).toMatch(/conversation\/missing-start/);
    expect(warned.stderr).not.toContain('duplicate-message-id');
  });

  it('reads files twice where a conversation rule is an error, and refuses stdin', async () => {
    const rule = ['conversation/*=error', 'conversation/missing-start=off'];
    const endpoint = await startEndpoint();
    const folder = folders({ 'log.ndjson': records.map((one) => `${JSON.stringify(one)}\n`).join('') });
    const failed = await runSend({
      ...{ host: endpoint.url, writeKey: 'test', rule },
      paths: [join(folder, 'log.ndjson')],
    });
    expect(failed).toMatchObject({ code: 1, summary: { accepted: 1, rejected: 1 } });
    expect(failed.stderr).toMatch(/conversation\/duplicate-message-id/);

    const refused = await sent(rule);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("--rule 'conversation/*=warning'");
  });

  it('send rejects events that share a messageId with a different one where that rule is an error, and refuses stdin', async () => {
    const shared = [messageSent(1), messageSent(2), messageSent(3)].map((one) => ({ ...one, messageId: 'one-call' }));
    const endpoint = await startEndpoint();
    const rule = ['segment/duplicate-message-id=error'];
    const folder = folders({ 'log.ndjson': shared.map((one) => `${JSON.stringify(one)}\n`).join('') });
    const run = { host: endpoint.url, writeKey: 'test', rule };
    const failed = await runSend({ ...run, paths: [join(folder, 'log.ndjson')] });
    expect(failed).toMatchObject({ code: 1, summary: { accepted: 1, rejected: 2 } });
    expect(failed.stderr).toContain('segment/duplicate-message-id');
    expect(failed.stderr).not.toContain('they will be lost');
    expect((await runSend({ ...run, records: shared })).code).toBe(2);
  });

  it('send -f json has problems that are known at the end in the order of their places', async () => {
    const late = { ...message, properties: { ...(message['properties'] as object), conversationId: 'c9' } };
    const all = [late, { ...message, userId: undefined }, message, { ...message, userId: undefined }];
    const endpoint = await startEndpoint();
    const folder = folders({ 'log.ndjson': all.map((one) => `${JSON.stringify(one)}\n`).join('') });
    const { stdout } = await runSend({
      ...{ host: endpoint.url, writeKey: 'test', rule: ['conversation/missing-start=warning'] },
      ...{ paths: [join(folder, 'log.ndjson')], format: ['json'] },
    });
    const { problems } = JSON.parse(stdout) as { readonly problems: readonly { readonly record: number }[] };
    const records = problems.map(({ record }) => record);
    expect(records).toContain(1);
    expect(records.length).toBeGreaterThan(2);
    expect(records).toEqual([...records].sort((a, b) => a - b));
  });

  it('send reports what only the first of two readings could not read, and exits with 2', async () => {
    const folder = folders({ 'log.ndjson': records.map((one) => `${JSON.stringify(one)}\n`).join('') });
    const log = join(folder, 'log.ndjson');
    const later = readFileSync(log);
    // A byte in the middle that no text has: the first reading fails, and the file is whole by the second one.
    writeFileSync(log, Buffer.from([0, 1, 2, 0]));
    const endpoint = await startEndpoint();
    let reads = 0;
    const failed = await runSend({
      ...{ host: endpoint.url, writeKey: 'test', rule: ['conversation/*=error', 'conversation/missing-start=off'] },
      paths: [log],
      onStderr(text) {
        if (text.includes('cannot read') && reads++ === 0) writeFileSync(log, later);
      },
    });
    expect(reads).toBe(1);
    expect(failed.code).toBe(2);
  });

  it('reports a conversation that never ended', async () => {
    const { code, stderr } = await sent(['conversation/never-ended=warning']);
    expect(code).toBe(0);
    expect(stderr).toContain('conversation/never-ended');
  });
});

describe('a check of single records', () => {
  it('reports nothing across records', async () => {
    const validate = createValidator();
    const record = JSON.parse(goodRecord('c1')) as object;
    expect([validate(record), validate(record)]).toEqual([
      { valid: true, problems: [] },
      { valid: true, problems: [] },
    ]);
    const fields = ['conversationId=c1', 'messageId=m1', 'message_body=hi', '--user-id', 'u1'];
    const { code, stderr } = await runInProcess(['emit', '--no-config', 'Message Sent', ...fields], { cwd: folders() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
