import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInProcess } from '../support/run-in-process.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const BODY = 'I am bob@example.com, +1 415 555 2671';
const own = messageSent(1, BODY);
const derived = { ...messageSent(2, BODY), messageId: undefined };
const invalid = { ...messageSent(3, BODY), event: 'message_sent' };

async function sendLog(records: readonly LogRecord[], setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const cwd = mkdtempSync(join(tmpdir(), 'send-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, 'log.ndjson'), toLog(records));
  const outcome = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['log.ndjson'], ...setting });
  return { ...outcome, endpoint, cwd };
}

const bodyOf = (event: unknown) => (event as { properties: { message_body: string } }).properties.message_body;

describe('send --redact', () => {
  it('send --redact masks what goes out; rejected records stay as they were', async () => {
    const { endpoint, cwd, summary } = await sendLog([own, invalid], {
      redact: ['email'],
      rejectedOut: 'rejected.ndjson',
    });
    expect(summary).toMatchObject({ accepted: 1, rejected: 1 });
    const [event] = endpoint.events;
    expect(bodyOf(event)).toBe('I am [email], +1 415 555 2671');
    expect(event).toMatchObject({ messageId: 'evt_1', userId: 'u_1', timestamp: own['timestamp'] });
    expect(readFileSync(join(cwd, 'rejected.ndjson'), 'utf8')).toBe(toLog([invalid]));
  });

  it('send --redact derives the same ids as fix --redact and then send', async () => {
    const masked = await sendLog([derived], { redact: ['all'] });
    const [event] = masked.endpoint.events;
    expect(bodyOf(event)).toBe('I am [email], [phone]');
    const fixed = await runInProcess(['fix', '--no-config', '--redact', 'all', 'log.ndjson'], { cwd: masked.cwd });
    const later = await sendLog(
      fixed.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LogRecord),
    );
    expect(later.endpoint.events[0]?.messageId).toBe(event?.messageId);
    const plain = await sendLog([derived]);
    expect(plain.endpoint.events[0]?.messageId).not.toBe(event?.messageId);
  });

  it('send --redact masks before it measures the size', async () => {
    const long = messageSent(1, `${'a'.repeat(60)}@example.com `.repeat(460));
    const rule = ['segment/event-too-large=off'];
    expect((await sendLog([long], { rule })).summary).toMatchObject({ rejected: 1 });
    expect((await sendLog([long], { rule, redact: ['email'] })).summary).toMatchObject({ accepted: 1 });
  });

  it('a checkpoint is bound to --redact', async () => {
    const { cwd, endpoint, code } = await sendLog([own], { redact: ['email'], checkpoint: 'sent.json' });
    expect(code).toBe(0);
    const again = { host: endpoint.url, writeKey: WRITE_KEY, cwd, paths: ['log.ndjson'], checkpoint: 'sent.json' };
    expect((await runSend(again)).stderr).toContain('--redact');
    expect((await runSend({ ...again, redact: ['email'] })).code).toBe(0);
  });

  it('send --redact --dry-run names the masked fields', async () => {
    const { stdout, summary } = await sendLog([own], { redact: ['email'], dryRun: true });
    expect(summary.dryRun?.changed).toEqual({ 'properties.message_body': 1 });
    expect(stdout).not.toContain('bob@');
  });

  it('send --redact refuses unknown kinds', async () => {
    expect((await sendLog([own], { redact: ['mail'] })).stderr).toContain('mail is not a kind for --redact');
  });
});
