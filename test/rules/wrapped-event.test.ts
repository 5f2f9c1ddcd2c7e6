import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { checkOne, messageSent } from './check-one.js';

const event = messageSent();
const text = JSON.stringify(event);

/** What log collectors make of an event, each with the command that takes it out. */
const WRAPPERS: readonly (readonly [collector: string, record: object, command: string])[] = [
  ['Docker', { log: `${text}\n`, stream: 'stdout', time: '2026-03-04T10:00:00Z' }, `jq -r '.log' <file> | grep '^{'`],
  [
    'CloudWatch',
    { messageType: 'DATA_MESSAGE', logEvents: [{ id: '0', message: text }] },
    `jq -r '.logEvents[].message' <file> | grep '^{'`,
  ],
  ['Elasticsearch', { _index: 'ev', _id: '0', _source: event }, `jq -c '._source' <file>`],
  [
    'Elasticsearch with a message',
    { _index: 'ev', _source: { message: text } },
    `jq -r '._source.message' <file> | grep '^{'`,
  ],
  ['Kafka', { topic: 'events', partition: 0, key: null, value: event }, `jq -c '.value' <file>`],
  ['journald', { MESSAGE: text, _PID: '1' }, `jq -r '.MESSAGE' <file> | grep '^{'`],
  ['vector', { message: text, host: 'h1', source_type: 'file' }, `jq -r '.message' <file> | grep '^{'`],
  ['pino', { level: 30, time: 1, msg: text }, `jq -r '.msg' <file> | grep '^{'`],
  ['pino with an object', { level: 30, time: 1, event }, `jq -c '.event' <file>`],
  ['Cloud Logging', { insertId: 'x', jsonPayload: event }, `jq -c '.jsonPayload' <file>`],
  ['a queue with a type of its own', { type: 'queue-message', body: text }, `jq -r '.body' <file> | grep '^{'`],
  ['a key with a dash', { 'x-event': event }, `jq -c '.["x-event"]' <file>`],
];

describe('call/unknown-type of a record that wraps an event', () => {
  it.each(WRAPPERS)('%s: the hint says where the event is and how to take it out', (_, record, command) => {
    const { rules, hints } = checkOne(record);
    expect({ rules, hints }).toEqual({ rules: ['call/unknown-type type'], hints: [`take it out first: ${command}`] });
  });

  it.each(WRAPPERS)('%s: the command in the hint prints the event', (_, record, command) => {
    const shell = command.replace('<file>', '');
    const printed = execFileSync('sh', ['-c', shell], { input: `${JSON.stringify(record)}\n` }).toString();
    expect(JSON.parse(printed)).toEqual(event);
  });

  it.each([
    ['no event in it', { log: 'Server listening\n', stream: 'stdout' }],
    ['an object that is no call', { level: 30, user: { id: 'u1', event: 7 } }],
    ['an event three levels deep', { a: { b: { c: event } } }],
    ['a key that no command can name', { "it's": event }],
  ])('%s: the hint asks for a type', (_, record) => {
    expect(checkOne(record).hints[0]).toMatch(/^add type/);
  });

  it('an event with a wrong type is not taken for a wrapper of what its properties hold', () => {
    const record = { ...messageSent({ type: 'Tracking' }, { inner: event }) };
    expect(checkOne(record).messages[0]).toContain('none of Segment’s calls');
  });
});
