import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ValidatorOptions } from '../../src/index.js';
import { createValidator, Failure, validateRecords, validateStream } from '../../src/index.js';
import { copilotEventsPlugin } from '../../src/plugin.js';
import { copilotEventsPlugin as pluginForBrowsers } from '../../src/plugin-browser.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const folder = testFolders();

const SCHEMA = {
  $id: 'https://example.com/order.json',
  properties: {
    event: { const: 'Order Placed' },
    properties: {
      type: 'object',
      required: ['orderId'],
      properties: { orderId: { $ref: 'https://example.com/id.json' } },
    },
  },
};
const ID = { $id: 'https://example.com/id.json', $defs: {}, type: 'string', pattern: '^o' };
const PLAN = {
  rules: [
    {
      type: 'TRACK',
      key: 'Order Placed',
      version: 1,
      jsonSchema: { type: 'object', properties: { properties: { type: 'object', required: ['total'] } } },
    },
  ],
};

const order = (properties: object) => ({ type: 'track', event: 'Order Placed', userId: 'u1', properties });

const files = folder({
  'schemas/order.json': JSON.stringify(SCHEMA),
  'schemas/deep/id.json': JSON.stringify(ID),
  'schemas/.hidden/broken.json': '{',
  'plan.json': JSON.stringify(PLAN),
});
const at = (name: string): string => join(files, name);

const GIVEN: readonly [string, ValidatorOptions][] = [
  ['objects', { schemas: [SCHEMA, ID], trackingPlan: PLAN }],
  ['paths', { schemas: [at('schemas/order.json'), at('schemas/deep/id.json')], trackingPlan: at('plan.json') }],
  ['a directory and URLs', { schemas: at('schemas'), trackingPlan: pathToFileURL(at('plan.json')) }],
  [
    'an object, a URL and the same file twice',
    {
      schemas: [SCHEMA, pathToFileURL(at('schemas/deep/id.json')), at('schemas/deep/id.json')],
      trackingPlan: PLAN,
    },
  ],
];

describe('own schemas in the library', () => {
  it.each(GIVEN)('createValidator takes schemas and a plan as %s, with the results of validate', async (_, options) => {
    const validate = createValidator({ ...options, rules: { 'track/*': 'off' } });
    const records = [order({ orderId: 'o1', total: 1 }), order({ orderId: 'x1' })];
    const found = records.map((record) => validate(record).problems.map(({ rule, pointer }) => `${rule} ${pointer}`));
    expect(found).toEqual([[], ['schema/required /properties/total', 'schema/pattern /properties/orderId']]);
    const argv = [
      'validate',
      '-',
      '--no-config',
      '-f',
      'ndjson',
      '--schema',
      'schemas',
      '--tracking-plan',
      'plan.json',
    ];
    const stdin = Buffer.from(`${JSON.stringify(records[1])}\n`);
    const { stdout } = await runInProcess([...argv, '--rule', 'conversation/*=off'], { cwd: files, stdin });
    const reported = stdout
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(reported.map(({ rule, pointer, message }) => [rule, pointer, message])).toEqual(
      validate(records[1]).problems.map(({ rule, pointer, message }) => [rule, pointer, message]),
    );
  });

  it('validateStream, validateRecords and the plugin take schemas and a plan', async () => {
    const options = { schemas: [SCHEMA, ID], trackingPlan: PLAN };
    const bad = order({ orderId: 'o1' });
    const stream = validateStream([JSON.stringify(bad)], options);
    expect((await stream.finish()).byRule).toEqual({ 'schema/required': 1 });
    expect(validateRecords([bad], options)).toMatchObject([{ valid: false, problems: [{ rule: 'schema/required' }] }]);
    const plugin = copilotEventsPlugin({ ...options, mode: 'collect' });
    plugin.track({ event: bad });
    expect(plugin.problems).toMatchObject([{ rule: 'schema/required', file: '<analytics>' }]);
    expect(() => pluginForBrowsers(options)).toThrow('schemas and trackingPlan need the plugin for Node');
  });

  it.each<[string, unknown, string]>([
    ['a path that is not there', { schemas: 'none.json' }, 'cannot read the schema none.json'],
    ['a directory without schemas', { schemas: folder({ 'a.txt': '' }) }, 'no schemas in'],
    ['a file that is not JSON', { schemas: at('schemas/.hidden/broken.json') }, 'broken.json:1:'],
    ['an object with a fault', { schemas: [{ properties: { event: { const: 5 } } }] }, 'schemas[0]:'],
    ['a schema that names no event', { schemas: {} }, 'schemas[0]:1:1: this schema names no event'],
    ['a plan without rules', { trackingPlan: {} }, 'trackingPlan:1:1: this is not a tracking plan'],
    ['a plan that is not there', { trackingPlan: 'none.json' }, 'cannot read the tracking plan none.json'],
  ])('createValidator throws a Failure for %s', (_, options, message) => {
    const create = () => createValidator(options as ValidatorOptions);
    expect(create).toThrow(Failure);
    expect(create).toThrow(message);
  });

  it.each<[unknown, string]>([
    [{ schemas: [5] }, 'schemas[0] is a number; pass a path, a file: URL, or the object itself'],
    [{ trackingPlan: [] }, 'trackingPlan is an array'],
  ])('createValidator throws a TypeError for %j', (options, message) => {
    const create = () => createValidator(options as ValidatorOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

describe('validateRecords', () => {
  const event = (name: string) => ({ type: 'track', event: name, userId: 'u1', properties: { conversationId: 'c1' } });

  it('validateRecords checks records together, in their order', () => {
    const results = validateRecords([event('Conversation Started'), event('Conversation Started'), 'no JSON'], {
      rules: { 'conversation/duplicate-start': 'error' },
    });
    expect(results.map(({ valid }) => valid)).toEqual([true, false, false]);
    expect(results.flatMap(({ problems }) => problems.map(({ rule, record }) => `${record} ${rule}`))).toEqual([
      '2 conversation/duplicate-start',
      '3 json/invalid-syntax',
    ]);
    expect(() => validateRecords([], { maxRecordSize: 5 } as never)).toThrow('maxRecordSize is not an option');
  });

  it('validateRecords reports what is known at the end at the record that it is about', () => {
    const rules = { 'conversation/never-ended': 'error' } as const;
    const results = validateRecords([event('Conversation Started'), { ...event('Other'), properties: {} }], { rules });
    expect(results.map(({ valid }) => valid)).toEqual([false, true]);
  });
});
