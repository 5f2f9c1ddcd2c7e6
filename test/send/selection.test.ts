import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answer, startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, total, WRITE_KEY } from './run-send.js';

const at = (number: number, timestamp?: string): LogRecord => ({ ...messageSent(number), timestamp });
const named = (number: number, event: string): LogRecord => ({ ...messageSent(number), event });
const identify = { type: 'identify', userId: 'u_1', messageId: 'evt_i', timestamp: '2024-05-15T15:00:04Z' };
const ended = { ...named(3, 'Conversation Ended'), properties: { conversationId: 'c_1' } };
const invalid = { type: 'track', event: 'Message Sent', userId: 'u_1', messageId: 'evt_bad' };

async function sendSome(records: readonly LogRecord[], setting: SendSetting = {}) {
  const endpoint = await startEndpoint();
  const outcome = await runSend({ host: endpoint.url, writeKey: WRITE_KEY, records, ...setting });
  return { ...outcome, endpoint, ids: endpoint.events.map(({ messageId }) => messageId) };
}

describe('--event', () => {
  const records = [messageSent(1), named(2, 'Item Bought'), ended, identify, invalid];

  it.each<[events: readonly string[], ids: readonly string[], rejected: number]>([
    [['Message Sent'], ['evt_1'], 1],
    [['Message Sent', 'Item Bought'], ['evt_1', 'evt_2'], 1],
    [['!Message Sent'], ['evt_2', 'evt_3', 'evt_i'], 0],
    [['!Message Sent', '!(identify)'], ['evt_2', 'evt_3'], 0],
    [['(identify)'], ['evt_i'], 0],
    [['Message Sent', '!Message Sent', 'Item Bought'], ['evt_2'], 0],
  ])('--event selects events: %j', async (event, expected, rejected) => {
    const { code, summary, ids, stderr } = await sendSome(records, { event });
    expect(ids).toEqual(expected);
    const passedOver = 5 - rejected - expected.length;
    expect(summary).toMatchObject({ records: 5, accepted: expected.length, rejected, notSent: passedOver });
    expect(summary.byReason).toMatchObject({ 'passed-over': passedOver });
    expect(total(summary)).toBe(5);
    expect(code).toBe(rejected);
    // The problems of what is passed over are nobody's concern.
    expect(stderr.includes('schema/required')).toBe(rejected > 0);
  });

  it('--event always selects what cannot be read', async () => {
    const stdin = new PassThrough();
    stdin.end(`${toLog([messageSent(1)])}{"event": "Message\n{"type":"shout","event":"x"}\n`);
    const { code, summary } = await sendSome([], { stdin, event: ['Message Sent'] });
    expect(summary).toMatchObject({ records: 3, accepted: 1, rejected: 2 });
    expect(code).toBe(1);
  });

  it('--event that matches nothing ends with 2, and names what the log holds', async () => {
    const { code, stderr, summary, endpoint } = await sendSome(records, { event: ['Mesage Sent'] });
    expect(code).toBe(2);
    expect(summary).toMatchObject({ records: 5, notSent: 5 });
    expect(endpoint.requests).toEqual([]);
    expect(stderr).toContain(
      '--event, --since and --until match none of the 5 records\n  hint: the log holds “Message Sent”',
    );
    expect(await sendSome(records, { event: ['Mesage Sent'], allowEmpty: true })).toMatchObject({ code: 0 });
  });
});

describe('--since and --until', () => {
  const records = [
    at(0),
    at(1, '2024-05-14T23:59:59.999Z'),
    at(2, '2024-05-15T00:00:00Z'),
    at(3, '2024-05-15T01:30:00+02:00'),
    at(4, '2024-05-15T23:59:59.999999Z'),
    at(5, '2024-05-16T00:00:00Z'),
    at(6, '2016-12-31T23:59:60Z'),
  ];

  it.each<[setting: SendSetting, ids: readonly number[]]>([
    [{ since: '2024-05-15T00:00:00Z', until: '2024-05-16T00:00:00Z' }, [2, 4]],
    [{ since: '2024-05-15T00:00:00Z' }, [2, 4, 5]],
    [{ until: '2024-05-15T02:00:00+02:00' }, [1, 3, 6]],
    [{ since: '2017-01-01T00:00:00Z', until: '2024-05-14T23:59:59.999Z' }, [3, 6]],
    [{ until: '2017-01-01T00:00:00Z', allowEmpty: true }, []],
  ])('--since and --until select by time: %j', async (setting, numbers) => {
    const { code, ids, summary } = await sendSome(records, setting);
    expect(ids).toEqual(numbers.map((number) => `evt_${number}`));
    expect(summary).toMatchObject({ records: 7, accepted: numbers.length, notSent: 7 - numbers.length });
    expect(code).toBe(0);
  });

  it.each<[setting: SendSetting, says: string]>([
    [{ since: '2024-05-15' }, '--since is not a date-time with an offset\n  hint: write it like --since 2026-'],
    [{ until: 'yesterday' }, '--until is not a date-time'],
    [{ since: '2024-05-15T00:00:00Z', until: '2024-05-15T00:00:00Z' }, '--since is not before --until'],
    [{ event: [''] }, '--event needs the name of an event'],
    [{ event: ['!'] }, '--event needs the name of an event'],
  ])('unusable --since and --until are refused: %j', async (setting, says) => {
    const { code, stderr, endpoint } = await sendSome(records, setting);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(endpoint.requests).toEqual([]);
  });
});

describe('--limit', () => {
  it('--limit sends that many, reads no further, and ends with where to look', async () => {
    const records = [invalid, ...messagesSent(5), invalid, invalid];
    const { code, ids, stdout, stderr } = await sendSome(records, { limit: 3, format: ['pretty'] });
    expect(ids).toEqual(['evt_0', 'evt_1', 'evt_2']);
    expect(stdout).toMatch(/^✖ 4 records: 3 accepted by the endpoint, 1 rejected, 0 unknown, 0 not sent/);
    expect(stdout).toMatch(/now look at your source’s debugger\n$/);
    expect(stderr.match(/ {2}schema\/required$/gm)).toHaveLength(1);
    expect(stderr).toMatch(/1 of 4 records is invalid: 1 error.* \(1 file, [\d.]+ k?B/i);
    expect(code).toBe(1);
  });

  it('--limit counts what is sent, not what is not selected', async () => {
    const records = [identify, ...messagesSent(5)];
    const { code, ids, stdout } = await sendSome(records, { limit: 2, event: ['!(identify)'], format: ['pretty'] });
    expect(ids).toEqual(['evt_0', 'evt_1']);
    expect(stdout).toMatch(/^✔ 2 of 3 records asked for, all accepted by the endpoint/);
    expect(code).toBe(0);
  });

  it('--limit does not wait for more of a stream', async () => {
    const stdin = new PassThrough();
    stdin.write(toLog(messagesSent(5)));
    const { code, summary } = await sendSome([], { stdin, limit: 5 });
    expect({ code, accepted: summary.accepted }).toEqual({ code: 0, accepted: 5 });
    expect(stdin.destroyed).toBe(true);
  });

  it('--limit does not call a run a trial if nothing was accepted', async () => {
    const { url } = await startEndpoint(answer(401));
    const { stdout } = await sendSome(messagesSent(5), { host: url, limit: 2, format: ['pretty'] });
    expect(stdout).toMatch(/^✖ 2 records: 0 accepted/);
    expect(stdout).not.toContain('debugger');
  });
});
