import type { Question } from './results.js';
import { ALL_PARTS, at, EVENT_FILES, load, type Schema } from './schema-files.js';

/** A question, and the answer that is right. */
export interface Case extends Question {
  readonly name: string;
  readonly valid: boolean;
}

/** What decisions.md says that each event requires in `properties`. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'Conversation Started': ['conversationId'],
  'Message Sent': ['conversationId', 'messageId', 'message_body'],
  'Message Received': ['conversationId', 'messageId', 'message_body'],
  'Conversation Ended': ['conversationId'],
  'Action Invoked': ['conversationId', 'messageId', 'type', 'action'],
  'Media Generated': ['conversationId', 'messageId', 'type', 'sub_type'],
  'Component Loaded': ['conversationId', 'messageId', 'type'],
  'Feedback Submitted': ['conversationId', 'rating'],
};

/** What it says is checked where it is present. */
export const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  'Conversation Started': [],
  'Message Sent': ['role'],
  'Message Received': ['role'],
  'Conversation Ended': ['message_count'],
  'Action Invoked': ['role'],
  'Media Generated': ['role'],
  'Component Loaded': ['role'],
  'Feedback Submitted': ['messageId'],
};

export const DEFAULT_ROLES: Readonly<Record<string, string>> = {
  'Message Sent': 'customer',
  'Message Received': 'agent',
  'Action Invoked': 'customer',
  'Media Generated': 'agent',
};

type Fields = Readonly<Record<string, unknown>>;
type Row = readonly [name: string, valid: boolean, value: unknown];

const cases = (file: string, rows: readonly Row[]): readonly Case[] =>
  rows.map(([name, valid, value]) => ({ file, pointer: '', name, valid, value }));

function without(object: Fields, key: string): Fields {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
}

/** Every entry of `examples` and every `default`, of every part of every file. */
export const EXAMPLES: readonly Case[] = ALL_PARTS.flatMap(({ file, pointer, schema }) => {
  const examples = (schema['examples'] ?? []) as readonly unknown[];
  const defaults = 'default' in schema ? [schema['default']] : [];
  return [
    ...examples.map((value, index) => ({ file, pointer, name: `example ${index + 1}`, valid: true, value })),
    ...defaults.map((value) => ({ file, pointer, name: 'default', valid: true, value })),
  ];
});

const VALUES: Readonly<Record<string, readonly Row[]>> = {
  id: [
    ['a string', true, 'x'],
    ['an empty string', false, ''],
    ['null', false, null],
    ['a number', false, 128],
    ['an array', false, ['x']],
  ],
  message_body: [
    ['an empty string', true, ''],
    ['null', false, null],
    ['an object', false, { text: 'x' }],
  ],
  message_count: [
    ['0', true, 0],
    ['a fraction', false, 2.5],
    ['a negative number', false, -1],
    ['a string', false, '2'],
    ['null', false, null],
  ],
  rating: [
    ['0', true, 0],
    ['a negative fraction', true, -0.5],
    ['a string', false, '5'],
    ['a boolean', false, true],
    ['null', false, null],
  ],
};

function eventCases(file: string): readonly Case[] {
  const schema = load(file);
  const name = schema['title'] as string;
  const record = (schema['examples'] as readonly Fields[])[0] as Fields;
  const properties = record['properties'] as Fields;
  const fields = [...(REQUIRED[name] ?? []), ...(OPTIONAL[name] ?? [])];
  return cases(file, [
    ['no type', true, without(record, 'type')],
    ['a further property', true, { ...record, properties: { ...properties, further: null } }],
    ['no event', false, without(record, 'event')],
    ['another event', false, { ...record, event: 'Item Purchased' }],
    ['the event in lower case', false, { ...record, event: name.toLowerCase() }],
    ['another call', false, { ...record, type: 'identify' }],
    ['no identity', false, without(record, 'anonymousId')],
    ['no properties', false, without(record, 'properties')],
    ['null as properties', false, { ...record, properties: null }],
    ['an array as properties', false, { ...record, properties: [] }],
    ...(REQUIRED[name] ?? []).map((key): Row => {
      return [`no ${key}`, false, { ...record, properties: without(properties, key) }];
    }),
    ...fields.flatMap((key) =>
      (VALUES[key] ?? VALUES['id'] ?? []).map(([what, valid, value]): Row => {
        return [`${what} as ${key}`, valid, { ...record, properties: { ...properties, [key]: value } }];
      }),
    ),
  ]);
}

const user = { userId: 'u_1' };
const emoji = '\u{1F600}';

const envelopeCases = cases('envelope.schema.json', [
  ['only userId', true, user],
  ['only anonymousId', true, { anonymousId: 'a_1' }],
  ['null beside a usable userId', true, { ...user, anonymousId: null }],
  ['null beside a usable anonymousId', true, { userId: null, anonymousId: 'a_1' }],
  ['anything as action and event', true, { ...user, action: 5, event: [] }],
  ['neither', false, {}],
  ['twice null', false, { userId: null, anonymousId: null }],
  ['an empty userId', false, { userId: '' }],
  ['an empty userId beside an anonymousId', false, { userId: '', anonymousId: 'a_1' }],
  ['a number beside a usable anonymousId', false, { userId: 5, anonymousId: 'a_1' }],
  ['an unknown type', false, { ...user, type: 'Track' }],
  ['null as type', false, { ...user, type: null }],
  ['an array', false, [user]],
  ['a messageId of 100 characters', true, { ...user, messageId: emoji.repeat(100) }],
  ['a messageId of 101 characters', false, { ...user, messageId: emoji.repeat(101) }],
  ['an empty messageId', false, { ...user, messageId: '' }],
  ['null as messageId', false, { ...user, messageId: null }],
  ...['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt'].flatMap((key): readonly Row[] => [
    [`${key} in UTC`, true, { ...user, [key]: '2024-02-29T15:00:00.123456789Z' }],
    [`${key} with an offset`, true, { ...user, [key]: '2024-05-15T15:00:00-07:30' }],
    [`${key} without an offset`, false, { ...user, [key]: '2024-05-15T15:00:00' }],
    [`${key} without seconds`, false, { ...user, [key]: '2024-05-15T15:00Z' }],
    [`${key} without a time`, false, { ...user, [key]: '2024-05-15' }],
    [`${key} on a day that does not exist`, false, { ...user, [key]: '2023-02-29T00:00:00Z' }],
    [`${key} since 1970`, false, { ...user, [key]: 1715785200000 }],
    [`null as ${key}`, false, { ...user, [key]: null }],
  ]),
  ...['context', 'integrations', 'traits', 'properties'].flatMap((key): readonly Row[] => [
    [`an object as ${key}`, true, { ...user, [key]: { further: 1 } }],
    [`an array as ${key}`, false, { ...user, [key]: [] }],
    [`null as ${key}`, false, { ...user, [key]: null }],
  ]),
]);

const callCases = ['track', 'identify', 'page', 'screen', 'group', 'alias'].flatMap((call) => {
  const file = `calls/${call}.schema.json`;
  const record = (load(file)['examples'] as readonly Fields[])[1] as Fields;
  const required = (load(file)['required'] ?? []) as readonly string[];
  const names = call === 'page' || call === 'screen' ? ['name', 'category'] : [];
  const checked = call === 'track' ? ['conversationId', 'messageId'] : [];
  return cases(file, [
    ['no type', true, without(record, 'type')],
    ['another type', false, { ...record, type: call === 'page' ? 'screen' : 'page' }],
    ['no identity', false, without(without(record, 'userId'), 'anonymousId')],
    ['an array as traits', false, { ...record, traits: [] }],
    ...required.flatMap((key): readonly Row[] => [
      [`no ${key}`, false, without(record, key)],
      [`an empty ${key}`, false, { ...record, [key]: '' }],
      [`null as ${key}`, false, { ...record, [key]: null }],
    ]),
    ...names.flatMap((key): readonly Row[] => [
      [`no ${key}`, true, without(record, key)],
      [`a number as ${key}`, false, { ...record, [key]: 5 }],
    ]),
    ...checked.flatMap((key): readonly Row[] => [
      [`no ${key}`, true, { ...record, properties: without(record['properties'] as Fields, key) }],
      [`an empty ${key}`, false, { ...record, properties: { [key]: '' } }],
      [`null as ${key}`, false, { ...record, properties: { [key]: null } }],
    ]),
  ]);
});

const configCases = cases('config.schema.json', [
  ['nothing set', true, {}],
  ['an unknown setting', false, { maxWarning: 0 }],
  ['one file without an array', false, { files: 'logs' }],
  ['an empty file name', false, { files: [''] }],
  ['an unknown level', false, { rules: { '*': 'warn' } }],
  ['a negative limit', false, { maxWarnings: -1 }],
  ['records of less than 1 KiB', false, { maxRecordSize: 1023 }],
  ['one schema without an array', false, { schemas: 'schemas' }],
  ['schemas and a plan', true, { schemas: ['schemas', 'a/*.json'], trackingPlan: 'plan.json' }],
  ['an empty path of a plan', false, { trackingPlan: '' }],
  ['a word as allowEmpty', false, { allowEmpty: 'yes' }],
]);

const problem = (
  at(load('report.schema.json'), 'definitions', 'problem')['examples'] as readonly Schema[]
)[0] as Fields;

const problemCases = cases('report.schema.json', [
  ['the least there can be', true, without(without(without(problem, 'hint'), 'event'), 'conversationId')],
  ['a fault of the whole record', true, { ...problem, pointer: '', path: '' }],
  ['a further field', false, { ...problem, value: 'x' }],
  ['no pointer', false, without(problem, 'pointer')],
  ['a pointer without a slash', false, { ...problem, pointer: 'properties' }],
  ['a rule without a group', false, { ...problem, rule: 'type' }],
  ['an unknown severity', false, { ...problem, severity: 'off' }],
  ['line 0', false, { ...problem, line: 0 }],
]).map((one) => ({ ...one, pointer: '/definitions/problem' }));

/** Every case of this file. */
export const CASES: readonly Case[] = [
  ...EXAMPLES,
  ...envelopeCases,
  ...callCases,
  ...EVENT_FILES.flatMap(eventCases),
  ...configCases,
  ...problemCases,
];
