import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { wrappedEvent } from '../../src/rules/call/wrapped-event.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { hasJq } from '../support/jq.js';
import { checkOne, messageSent } from './check-one.js';

const event = messageSent();
const text = JSON.stringify(event);
const base64 = (plain: string): string => Buffer.from(plain).toString('base64');

/** An event as text within text, so many times. */
const nested = (times: number): string => (times === 0 ? text : JSON.stringify({ a: nested(times - 1) }));

/** What log collectors make of an event, each with the command that takes it out. */
const WRAPPERS: readonly (readonly [collector: string, record: object, command: string])[] = [
  [
    'Docker',
    { log: `${text}\n`, stream: 'stdout', time: '2026-03-04T10:00:00Z' },
    `jq -cr '.log | fromjson? // .' <file>`,
  ],
  [
    'CloudWatch',
    { messageType: 'DATA_MESSAGE', logEvents: [{ id: '0', message: text }] },
    `jq -cr '.logEvents[].message | fromjson? // .' <file>`,
  ],
  ['Elasticsearch', { _index: 'ev', _id: '0', _source: event }, `jq -c '._source' <file>`],
  [
    'Elasticsearch with a message',
    { _index: 'ev', _source: { message: text } },
    `jq -cr '._source.message | fromjson? // .' <file>`,
  ],
  ['Kafka', { topic: 'events', partition: 0, key: null, value: event }, `jq -c '.value' <file>`],
  ['journald', { MESSAGE: text, _PID: '1' }, `jq -cr '.MESSAGE | fromjson? // .' <file>`],
  ['vector', { message: text, host: 'h1', source_type: 'file' }, `jq -cr '.message | fromjson? // .' <file>`],
  ['pino', { level: 30, time: 1, msg: text }, `jq -cr '.msg | fromjson? // .' <file>`],
  ['pino with an object', { level: 30, time: 1, event }, `jq -c '.event' <file>`],
  ['Cloud Logging', { insertId: 'x', jsonPayload: event }, `jq -c '.jsonPayload' <file>`],
  ['a queue with a type of its own', { type: 'queue-message', body: text }, `jq -cr '.body | fromjson? // .' <file>`],
  ['Docker, pretty-printed', { log: `${JSON.stringify(event, null, 2)}\n` }, `jq -cr '.log | fromjson? // .' <file>`],
  [
    'Kinesis',
    { Records: [{ kinesis: { data: base64(text) } }] },
    `jq -cr '.Records[].kinesis.data | @base64d | fromjson? // .' <file>`,
  ],
  [
    'Pub/Sub',
    { message: { data: base64(`{ ${text.slice(1)}`) } },
    `jq -cr '.message.data | @base64d | fromjson? // .' <file>`,
  ],
  [
    'a queue in a queue',
    { Records: [{ body: JSON.stringify({ Message: text }) }] },
    `jq -cr '.Records[].body | fromjson? | .Message | fromjson? // .' <file>`,
  ],
  [
    'text that holds an array',
    { log: JSON.stringify({ 'x-events': [event] }) },
    `jq -c '.log | fromjson? | .["x-events"][]' <file>`,
  ],
  [
    'a captured body as text',
    { body: JSON.stringify({ batch: [event] }) },
    `jq -c '.body | fromjson? | .batch[]' <file>`,
  ],
  [
    'a captured body',
    { request: { body: { batch: [event], sentAt: 'x' } } },
    `jq -c '.request.body | .batch[]' <file>`,
  ],
  ['events under another name than batch', { events: [event] }, `jq -c '.events[]' <file>`],
  [
    'CloudWatch, with other lines before',
    { logEvents: [{ message: 'START' }, { message: '{"a":1}' }, { message: text }] },
    `jq -cr '.logEvents[].message | fromjson? // .' <file>`,
  ],
  ['Splunk, as text', { time: 1772618400, host: 'h1', event: text }, `jq -cr '.event | fromjson? // .' <file>`],
  ['Splunk', { time: 1772618400, sourcetype: '_json', event }, `jq -c '.event' <file>`],
  ['Splunk, with fields', { event: text, fields: { region: 'eu' } }, `jq -cr '.event | fromjson? // .' <file>`],
  ['a queue with the type of the event', { type: 'track', data: event }, `jq -c '.data' <file>`],
  [
    'a queue with the type of the event, as text',
    { type: 'track', data: text },
    `jq -cr '.data | fromjson? // .' <file>`,
  ],
  [
    'the collector of OpenTelemetry',
    { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }] },
    `jq -cr '.resourceLogs[].scopeLogs[].logRecords[].body.stringValue | fromjson? // .' <file>`,
  ],
  ['a key with a dash', { 'x-event': event }, `jq -c '.["x-event"]' <file>`],
  ['Docker, behind a level', { log: `INFO ${text}\n`, stream: 'stdout' }, `jq -cr '.log' <file> | sed 's/^[^{]*//'`],
  [
    'a message, behind a time and a name',
    { '@timestamp': 'x', message: `2026-03-04T10:00:00Z [app] event=${text}` },
    `jq -cr '.message' <file> | sed 's/^[^{]*//'`,
  ],
  [
    'text in codes for colour',
    { log: `\u001b[32m${text}\u001b[0m\n` },
    `jq -cr '.log' <file> | sed 's/^[^{]*//; s/[^}]*$//'`,
  ],
  ['an array behind a level', { log: `INFO [${text}]\n` }, `jq -cr '.log' <file> | sed 's/^[^[{]*//'`],
  [
    'a queue, behind a level',
    { Records: [{ body: JSON.stringify({ Message: `INFO ${text}` }) }] },
    `jq -cr '.Records[].body | fromjson? | .Message' <file> | sed 's/^[^{]*//'`,
  ],
  ['Splunk, behind a level', { time: 1, event: `INFO ${text}` }, `jq -cr '.event' <file> | sed 's/^[^{]*//'`],
];

const { type, userId, ...rest } = event as Readonly<Record<string, unknown>>;
const withId = { userId, ...rest };
const identify = { userId: 'u1', traits: { plan: 'pro' } };

/** Records that hold the name of the call, or more of it, and the rest of the event in one of their members. */
const SPLIT: readonly (readonly [name: string, record: object, command: string, printed: object])[] = [
  ['the rest in data', { type, data: withId }, `jq -c 'del(.data) + .data' <file>`, event],
  [
    'the rest in data, as text',
    { type, data: JSON.stringify(withId) },
    `jq -c 'del(.data) + (.data | fromjson)' <file>`,
    event,
  ],
  [
    'the rest in data, as base64',
    { type, data: base64(JSON.stringify(withId)) },
    `jq -c 'del(.data) + (.data | @base64d | fromjson)' <file>`,
    event,
  ],
  ['the id beside the rest', { type, userId, payload: rest }, `jq -c 'del(.payload) + .payload' <file>`, event],
  ['the rest in properties', { type, properties: withId }, `jq -c 'del(.properties) + .properties' <file>`, event],
  [
    'the rest under a key with a dash',
    { type, 'x-data': withId },
    `jq -c 'del(.["x-data"]) + .["x-data"]' <file>`,
    event,
  ],
  [
    'an action and the rest',
    { action: 'track', data: withId },
    `jq -c 'del(.data) + .data' <file>`,
    { action: 'track', ...withId },
  ],
  [
    'identify',
    { type: 'identify', data: identify },
    `jq -c 'del(.data) + .data' <file>`,
    { type: 'identify', ...identify },
  ],
];

const jq = hasJq('the commands that take out wrapped events');

describe('call/unknown-type of a record that wraps an event', () => {
  it.each(WRAPPERS)('a wrapped event (%s): the hint has the command that extracts it', (_, record, command) => {
    const { rules, hints } = checkOne(record);
    expect({ rules, hints }).toEqual({ rules: ['call/unknown-type type'], hints: [`take it out first: ${command}`] });
  });

  it.each(SPLIT)(
    'a call whose fields lie elsewhere (%s): the hint has the command that merges them',
    (_, record, command) => {
      const { rules, hints } = checkOne(record);
      expect({ rules, hints }).toEqual({ rules: ['call/unknown-type type'], hints: [`take it out first: ${command}`] });
    },
  );

  const every = [
    ...WRAPPERS.map(([name, record]) => [name, record, event] as const),
    ...SPLIT.map(([name, record, , printed]) => [name, record, printed] as const),
  ];

  it.runIf(jq).each(every)(
    'a wrapped event (%s): the command in the hint prints it, from a log and from a packed one',
    (_, record, printed) => {
      const line = `${JSON.stringify(record)}\n`;
      for (const [file, input] of [
        ['log.ndjson', line],
        ['log.ndjson.gz', gzipSync(line)],
      ] as const) {
        const [hint = ''] = checkOne(record, builtInRegistry(), file).hints;
        const shell = hint.replace('take it out first: ', '').replace('<file>', '');
        const [last = ''] = execFileSync('sh', ['-c', shell], { input }).toString().trimEnd().split('\n').slice(-1);
        // An array is read record by record.
        expect([JSON.parse(last)].flat()).toEqual([printed]);
      }
    },
  );

  it.each([
    ['no event in it', { log: 'Server listening\n', stream: 'stdout' }],
    ['an object that is not a call', { level: 30, user: { id: 'u1', event: 7 } }],
    ['an event six levels deep', { a: { b: { c: { d: { e: { f: event } } } } } }],
    ['text that begins like base64', { token: 'eyJhbGciOiJIUzI1NiJ9' }],
    ['text in text in text in text', { a: nested(4) }],
    ['a small object with the type of a call', { item: { type: 'screen', size: 7 } }],
    ['a key that no command can name', { "it's": event }],
    ['text with an object that is no call behind a level', { log: 'INFO {"type": "tick", "event": 7}' }],
  ])('call/unknown-type for %s: the hint asks for a type', (_, record) => {
    expect(checkOne(record).hints[0]).toMatch(/^add type/);
  });

  it.each([
    [
      'an event of its own',
      { type, event: 'Order Refunded', userId, properties: { conversationId: 'c1', last: event } },
    ],
    ['an event under another name', { type, name: 'Message Sent', userId, properties: { ...messageSent() } }],
    ['an event in its traits', { type: 'identify', userId, traits: { last: event } }],
    ['an event in its context', { type, userId, context: { last: event } }],
    ['text in braces as the name of its event', { event: '{order} refunded', userId, properties: {} }],
    ['an event that is text of another, and an id', { event: text, userId }],
    ['an event that is text of no call', { event: '{"a": 1}', fields: {} }],
  ])('a call is not taken for a wrapper, with %s', (_, record) => {
    expect(checkOne(record).rules).not.toContain('call/unknown-type type');
  });

  it('an event with a wrong type is not taken for a wrapper of what its properties hold', () => {
    const record = { ...messageSent({ type: 'Tracking' }, { inner: event }) };
    expect(checkOne(record).messages[0]).toContain('not one of Segment’s calls');
  });

  it.runIf(jq)('an event wrapped as text: the command also prints what is no event, so that nothing is lost', () => {
    const half = text.slice(0, 40);
    const logs = [`${text}\n`, 'Server listening\n', half, `${JSON.stringify(event, null, 2)}\n`];
    const input = logs.map((log) => JSON.stringify({ log, stream: 'stdout' })).join('\n');
    const [hint = ''] = checkOne(JSON.parse(input.split('\n')[0] ?? '')).hints;
    const shell = hint.replace('take it out first: ', '').replace('<file>', '');
    const printed = execFileSync('sh', ['-c', shell], { input }).toString();
    expect(printed.split('\n').filter((line) => line !== '')).toEqual([text, 'Server listening', half, text]);
  });

  it.each([
    ['behind a level', `INFO ${text}`],
    ['before a word', `INFO ${text} (sent)`],
    ['behind another brace', `request{id=1} ${text}`],
    ['on several lines', `INFO ${JSON.stringify(event, null, 2)}`],
  ])('an event among other text (%s): the message says in which field', (_, log) => {
    expect(checkOne({ log }).messages).toEqual(['the record wraps an event, which is in log among other text']);
  });

  it.each([
    ['behind another brace', `request{id=1} ${text}`],
    ['on several lines', `INFO ${JSON.stringify(event, null, 2)}`],
  ])('an event among other text (%s): the hint names no command, since none would help', (_, log) => {
    expect(checkOne({ log }).hints).toEqual(['write each event as a record of its own']);
  });

  it.runIf(jq)('an event behind other text: the command leaves no problem of lines that hold no event', () => {
    const logs = [`INFO ${text}\n`, 'INFO listening\n', `${text}\n`];
    const input = [...logs.map((log) => JSON.stringify({ log })), '{"stream":"stderr"}'].join('\n');
    const [hint = ''] = checkOne({ log: logs[0] }).hints;
    const shell = hint.replace('take it out first: ', '').replace('<file>', '');
    const printed = execFileSync('sh', ['-c', shell], { input }).toString();
    expect(printed.split('\n').filter((line) => line !== '')).toEqual([text, text]);
  });

  it('a very large record is searched for a wrapped event in bounded steps', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 200; depth++) value = [value, value, value];
    // 3 ** 200 values: an unbounded search would never end.
    expect(wrappedEvent({ value })).toBeUndefined();
  });
});
