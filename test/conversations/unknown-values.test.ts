import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { log } from '../support/records.js';
import { runInProcess } from '../support/run-in-process.js';

const folders = testFolders();

const PLACEHOLDERS = ['undefined', 'null', 'NaN', 'None', '[object Object]', ' undefined '];

interface Call {
  readonly event: string;
  readonly userId?: string;
  readonly timestamp?: string;
  readonly type?: string;
  readonly properties?: object;
}

const BEGIN = Date.parse('2024-05-15T15:00:00Z');
let second = 0;

function call({ event, type = 'track', userId = 'u1', timestamp, properties }: Call): object {
  const time = timestamp ?? new Date(BEGIN + 1000 * second++).toISOString();
  return { type, event, userId, timestamp: time, properties: { conversationId: 'c1', ...properties } };
}

const started = (properties = {}, userId = 'u1') => call({ event: 'Conversation Started', userId, properties });
const sent = (properties = {}, userId = 'u1') =>
  call({ event: 'Message Sent', userId, properties: { messageId: 'm1', message_body: 'Hi', ...properties } });
const feedback = (properties = {}, userId = 'u1') =>
  call({ event: 'Feedback Submitted', userId, properties: { messageId: 'm1', rating: 5, ...properties } });
const ended = (properties = {}, userId = 'u1') =>
  call({ event: 'Conversation Ended', userId, properties: { message_count: 1, ...properties } });

/** The problems of a log, each as its line and rule, with and without the scanner. */
async function problemsOf(records: readonly (object | string)[], ...argv: readonly string[]): Promise<string[]> {
  const cwd = folders({
    'log.ndjson': log(...records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))),
  });
  const [slow, fast] = await Promise.all(
    ['off', 'always'].map(async (scan) => {
      const args = ['validate', '--no-config', '-f', 'ndjson', ...argv, 'log.ndjson'];
      const { stdout } = await runInProcess(args, { cwd, env: { COPILOT_EVENTS_SCAN: scan } });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly rule?: string; readonly line?: number })
        .flatMap(({ rule, line }) => (rule === undefined ? [] : [`${line} ${rule}`]));
    }),
  );
  expect(fast).toEqual(slow);
  return slow as string[];
}

describe('the text of a missing value as an id is one problem', () => {
  it.each(PLACEHOLDERS)('a conversationId of %j causes no problem in other records', async (conversationId) => {
    const records = [started(), sent({ conversationId }), feedback(), ended()];
    expect(await problemsOf(records)).toEqual(['2 value/placeholder']);
  });

  it.each(PLACEHOLDERS)('records with the conversationId %j are no conversation', async (conversationId) => {
    const records = [
      ...[started({ conversationId }, 'u1'), sent({ conversationId }, 'u2')],
      ...[feedback({ conversationId }, 'u3'), ended({ conversationId }, 'u4')],
    ];
    expect(await problemsOf(records)).toEqual([1, 2, 3, 4].map((line) => `${line} value/placeholder`));
  });

  it.each(PLACEHOLDERS)('messages and feedback with the messageId %j may have any id', async (messageId) => {
    expect(await problemsOf([started(), feedback({ messageId })])).toEqual(['2 value/placeholder']);
    const messages = [started(), sent({ messageId }), sent({ messageId }), feedback()];
    expect(await problemsOf(messages)).toEqual(['2 value/placeholder', '3 value/placeholder']);
  });

  it.each(PLACEHOLDERS)('a userId of %j is not another user', async (userId) => {
    expect(await problemsOf([started(), sent({}, userId)])).toEqual(['2 value/placeholder']);
  });

  it('an id in a call of an unknown type, under a wrong name, or in a record that is cut causes no further problem', async () => {
    const rest = () => [feedback(), ended()];
    const conversationId = 'undefined';
    const unknown = { ...sent({ conversationId }), type: 'trak' };
    expect(await problemsOf([started(), unknown, ...rest()])).toEqual(['2 call/unknown-type']);
    const misnamed = sent({ conversationId: undefined, chat_id: 'undefined' });
    expect(await problemsOf([started(), misnamed, ...rest()])).toEqual(['2 schema/required']);
    const inObject = sent({ conversationId: { id: 'undefined' } });
    expect(await problemsOf([started(), inObject, ...rest()])).toEqual(['2 schema/type']);
    const cut = JSON.stringify(sent({ conversationId })).slice(0, -1);
    expect(await problemsOf([started(), cut, ...rest()])).toEqual(['2 json/invalid-syntax']);
  });

  it('an id is a real one if value/placeholder is off', async () => {
    const records = [started(), sent({ conversationId: 'undefined' })];
    expect(await problemsOf(records, '--rule', 'value/placeholder=off')).toEqual(['2 conversation/missing-start']);
  });

  it('a problem that does not depend on the unknown conversation is reported', async () => {
    const records = [sent({ conversationId: 'undefined' }), started(), ended({ message_count: 0 }), sent()];
    expect(await problemsOf(records)).toEqual(['1 value/placeholder', '4 conversation/after-end']);
  });
});

describe('a time of an unset clock, or one that has not come yet, is one problem', () => {
  const UNSET = [
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '1970-01-21T10:00:00.000+02:00',
    '1999-12-31T23:59:59Z',
  ];
  const tomorrow = new Date(Date.now() + 49 * 3_600_000).toISOString();
  const FUTURE = ['2999-01-01T00:00:00Z', '9999-12-31T23:59:59.999+00:00', tomorrow];
  const unusable = [
    ...UNSET.map((timestamp) => [timestamp, 'time/unset-clock'] as const),
    ...FUTURE.map((timestamp) => [timestamp, 'time/in-the-future'] as const),
  ];
  const ALL = ['--rule', 'conversation/out-of-order=warning'];

  it.each(unusable)(
    'a record with the timestamp %s takes the time of the record before it',
    async (timestamp, rule) => {
      const records = [started(), { ...sent(), timestamp }, feedback(), { ...ended(), timestamp }];
      expect(await problemsOf(records, ...ALL)).toEqual([`2 ${rule}`, `4 ${rule}`]);
    },
  );

  it.each(unusable)('a start with the timestamp %s comes first where it stands first', async (timestamp, rule) => {
    const records = [{ ...started(), timestamp }, sent(), feedback(), ended()];
    expect(await problemsOf(records, ...ALL)).toEqual([`1 ${rule}`]);
  });

  it.each(unusable)('a cut record with the timestamp %s may stand anywhere', async (timestamp) => {
    const cut = JSON.stringify({ ...started(), timestamp }).slice(0, -1);
    const records = [started(), ended({ message_count: 0 }), cut, sent()];
    expect(await problemsOf(records)).toEqual(['3 json/invalid-syntax']);
  });

  it.each(unusable)('a call of an unknown type with the timestamp %s is one problem', async (timestamp) => {
    const records = [started(), { ...sent(), timestamp, type: 'trak' }, feedback(), ended()];
    expect(await problemsOf(records)).toEqual(['2 call/unknown-type']);
  });

  it.each([
    ['time/unset-clock', UNSET[0], '2 conversation/missing-start'],
    ['time/in-the-future', FUTURE[0], '2 conversation/after-end'],
  ])('a timestamp is a real one if %s is off', async (rule, timestamp, problem) => {
    const records = [started(), { ...sent(), timestamp }, ended({ message_count: 0 })];
    expect(await problemsOf(records, '--rule', `${rule}=off`)).toContain(problem);
  });
});
