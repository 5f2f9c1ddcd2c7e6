import { describe, expect, it } from 'vitest';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { GOOD, log } from '../support/records.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();

const DRAFT_07 = '"$schema": "http://json-schema.org/draft-07/schema#"';

/** A schema of the event `Order Placed`, with more keywords at its top. */
function event(more: string, name = 'Order Placed'): string {
  return `{\n"properties": {"event": {"const": "${name}"}},\n${more}}`;
}

/** A rule of a plan, by its members. */
function plan(...members: readonly string[]): string {
  return `{"rules": [\n{${members.join(',\n')}}\n]}`;
}

interface BadSchema {
  readonly name: string;
  readonly text: string;
  readonly others?: Files;
  readonly says: readonly string[];
}

const SCHEMAS: readonly BadSchema[] = [
  { name: 'invalid JSON', text: '{"a": 1,}', says: ['a.json:1:8: ', 'comma', 'remove'] },
  { name: 'an array as its root', text: '[]', says: ['a.json:1:1: the schema is an array', 'one schema a file'] },
  {
    name: 'unevaluatedItems that cannot see a contains',
    text: '{"properties": {"event": {"const": "E"}, "properties": {"properties": {"x":\n{"allOf": [{"$ref": "#/$defs/c"}], "unevaluatedItems": false}}}}, "$defs": {"c": {"contains": {"type": "string"}}}}',
    says: ['a.json:2:', 'unevaluatedItems is not supported where a contains', 'into one schema'],
  },
  {
    name: 'a dependency of a property called __proto__',
    text: event('"dependentRequired": {"__proto__": ["a"]}'),
    says: ['a.json:3:', 'dependentRequired of a property called __proto__ is not supported', 'use if, then'],
  },
  {
    name: 'an unknown draft',
    text: event('"$schema": "http://json-schema.org/draft-04/schema#"'),
    says: ['a.json:3:12: ', 'draft-04', 'draft/2020-12/schema'],
  },
  {
    name: 'a keyword of the wrong type',
    text: event('"required": "properties"'),
    says: ['a.json:3:13: required is a string; an array is needed', 'since it names no $schema'],
  },
  {
    name: 'an unknown type, deep within',
    text: event(`${DRAFT_07}, "allOf": [{"properties": {"userId": {"type": "text"}}}]`),
    says: ['a.json:3:', 'allOf[0].properties.userId.type', '"string"', 'which its $schema names'],
  },
  {
    name: 'a list of items, which 2020-12 writes otherwise',
    text: event('"items": [{}]'),
    says: ['a.json:3:10: items is an array', `for draft-07 add ${DRAFT_07}`],
  },
  {
    name: 'an invalid pattern',
    text: event('"patternProperties": {"(": {}}'),
    says: ['a.json:3:28: ( is not a regular expression', 'Unterminated group'],
  },
  { name: 'an empty enum', text: event('"enum": []'), says: ['a.json:3:9: enum is empty', 'list the values'] },
  {
    name: 'aliases that are not a list',
    text: event('"x-aliases": "order_id"'),
    says: ['a.json:3:14: x-aliases is a string; an array of strings is needed'],
  },
  {
    name: 'keywords beside a $ref in draft-07',
    text: event(`${DRAFT_07}, "allOf": [{"$ref": "#/definitions/a", "required": ["b"]}], "definitions": {"a": {}}`),
    says: ['required stands beside a $ref, where draft-07 ignores it', 'allOf'],
  },
  {
    name: 'a reference to a network',
    text: event('"allOf": [{"$ref": "https://example.com/order.json"}]'),
    says: ['a.json:3:20: $ref names https://example.com/order.json, and nothing is fetched from a network', '$id'],
  },
  {
    name: 'a reference to a missing file',
    text: event('"allOf": [{"$ref": "shared/order.json"}]'),
    says: ['a.json:3:20: $ref names shared/order.json, which is not there', 'shared/order.json'],
  },
  {
    name: 'a reference to a missing definition',
    text: event('"allOf": [{"$ref": "#/$defs/adress"}], "$defs": {"address": {}}'),
    says: ['a.json:3:20: $ref names #/$defs/adress, which is not there', 'did you mean address?'],
  },
  {
    name: 'a reference to a value that is not a schema',
    text: event('"allOf": [{"$ref": "#/properties/event/const"}]'),
    says: ['a.json:3:20: ', 'which is a string and no schema'],
  },
  {
    name: 'a reference to a schema that we do not ship',
    text: event('"allOf": [{"$ref": "copilot-events/schemas/events/mesage-sent.schema.json"}]'),
    says: [
      'a.json:3:20: ',
      'which we do not ship',
      'did you mean copilot-events/schemas/events/message-sent.schema.json?',
    ],
  },
  {
    name: 'a reference to a broken file',
    text: event('"allOf": [{"$ref": "b.json"}]'),
    others: { 'b.json': '{\n  "type": 5}' },
    says: ['b.json:2:11: type is a number'],
  },
  {
    name: 'a circular reference',
    text: event(
      '"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}}',
    ),
    says: ['a.json:3:', 'leads back to itself', 'under properties or items'],
  },
  {
    name: 'dynamic references',
    text: event('"$dynamicRef": "#a"'),
    says: ['a.json:3:16: $dynamicRef is not supported'],
  },
  {
    name: 'no event name',
    text: '{"properties": {"orderId": {"type": "string"}}}',
    says: ['a.json:1:1: this schema names no event', 'properties.event.const'],
  },
  {
    name: 'an event name that is not a string',
    text: '{"properties": {"event": {"enum": ["Order Placed", 5]}}}',
    says: ['a.json:1:35: an event’s name is a number'],
  },
  {
    name: 'an event that is not a track call',
    text: '{"properties": {"event": {"const": "Order Placed"}, "type": {"const": "page"}}}',
    says: ['a.json:1:61: an event is a track call', '"page"'],
  },
  {
    name: 'an event that another file describes',
    text: event('"title": "One"'),
    others: { 'b.json': event('"title": "Two"') },
    says: ['b.json:2:25: Order Placed is described by a.json, too'],
  },
  {
    name: 'an $id that another file has',
    text: event('"$id": "https://example.com/a"'),
    others: { 'b.json': event('"$id": "https://example.com/a"', 'Order Shipped') },
    says: ['b.json:3:8: $id https://example.com/a is that of a.json, too'],
  },
];

const PLANS: readonly (readonly [name: string, text: string, ...says: string[]])[] = [
  ['invalid JSON', '{rules: []}', 'plan.json:1:2: ', 'hint'],
  [
    'no rules',
    '{"rules": {}}',
    'plan.json:1:1: this is not a tracking plan: it has no list of rules',
    '{"rules": [{"type"',
  ],
  ['a list instead of a plan', '[]', 'plan.json:1:1: this is not a tracking plan: it is an array'],
  ['a rule that is not an object', '{"rules": [5]}', 'plan.json:1:12: a rule is a number'],
  [
    'a rule without a type',
    plan('"key": "A"', '"jsonSchema": {}'),
    'plan.json:2:1: a rule has no type',
    'TRACK, IDENTIFY',
  ],
  [
    'a rule of an unknown type',
    plan('"type": "track"'),
    'plan.json:2:10: there are no rules of the type track',
    'did you mean TRACK?',
  ],
  [
    'a rule without a key',
    plan('"type": "TRACK"', '"jsonSchema": {}'),
    'plan.json:2:1: this TRACK rule has no key',
    'the event’s name',
  ],
  [
    'a version in words',
    plan('"type": "TRACK"', '"key": "A"', '"version": "1"', '"jsonSchema": {}'),
    'plan.json:4:12: version is a string',
  ],
  [
    'a rule without a schema',
    plan('"type": "TRACK"', '"key": "A"'),
    'plan.json:2:1: this rule has no jsonSchema',
    'hint',
  ],
  [
    'a broken schema',
    plan('"type": "TRACK"', '"key": "A"', '"jsonSchema": {"properties": {"properties": {"required": true}}}'),
    'plan.json:4:58: properties.properties.required is a boolean; an array is needed',
    'draft-07',
  ],
  [
    'a reference out of the plan',
    plan('"type": "TRACK"', '"key": "A"', '"jsonSchema": {"$ref": "#/definitions/a"}'),
    'plan.json:4:24: $ref names #/definitions/a, which is not there',
  ],
  [
    'a rule twice',
    `{"rules": [{"type":"TRACK","key":"A","jsonSchema":{}},\n{"type":"TRACK","key":"A","version":1,"jsonSchema":{}}]}`,
    'plan.json:2:1: the rule TRACK A of version 1 is there twice, first as rule 1',
    'remove one of them',
  ],
  [
    'one page of several',
    '{"data": {"rules": [],\n"pagination": {"current": "MA==", "next": "MQ==", "totalEntries": 412}}}',
    'plan.json:2:15: this is one page of the plan: 0 rules of 412',
    'all pages',
  ],
];

describe('--schema', () => {
  it.each(SCHEMAS.map((one) => [one.name, one] as const))(
    'validate refuses a schema with %s',
    async (_, { text, others = {}, says }) => {
      const cwd = folderWith({ 'a.json': text, 'log.ndjson': log(GOOD), ...others });
      // Some files are only referred to; the others are given as well.
      const given = ['a.json', ...Object.keys(others).filter((name) => !text.includes(name))];
      const argv = ['validate', '--no-config', 'log.ndjson', ...given.flatMap((name) => ['--schema', name])];
      const { code, stdout, stderr } = await runInProcess(argv, { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      for (const part of says) expect(stderr).toContain(part);
      expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    },
  );
});

describe('--tracking-plan', () => {
  it.each(PLANS)('validate refuses a tracking plan with %s', async (_, text, ...says) => {
    const cwd = folderWith({ 'plan.json': text, 'log.ndjson': log(GOOD) });
    const argv = ['validate', '--no-config', 'log.ndjson', '--tracking-plan', 'plan.json'];
    const { code, stdout, stderr } = await runInProcess(argv, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of says) expect(stderr).toContain(part);
  });
});

describe.concurrent('the binary', () => {
  const files = { 'a.json': event('"required": 5'), 'plan.json': '{"rules": [5]}', 'log.ndjson': log(GOOD) };

  it.each([
    ['validate', ['validate', 'log.ndjson', '--schema', 'a.json'], 'a.json:3:13: required is a number'],
    ['send', ['send', 'log.ndjson', '--dry-run', '--schema', 'a.json'], 'a.json:3:13: required is a number'],
    ['emit', ['emit', 'Order Placed', '--user-id', 'u', '--schema', 'a.json'], 'a.json:3:13: required is a number'],
    ['events', ['events', '--tracking-plan', 'plan.json'], 'plan.json:1:12: a rule is a number'],
  ])('%s reports a broken schema or tracking plan and does nothing else', async (_, argv, message) => {
    const { code, stdout, stderr } = await runBuilt([...argv, '--no-config'], { cwd: folderWith(files) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('hint: ');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['a missing schema file', ['--schema', 'nope.json'], 'cannot read the schema nope.json: it does not exist'],
    [
      'a missing tracking plan',
      ['--tracking-plan', 'nope.json'],
      'cannot read the tracking plan nope.json: it does not exist',
    ],
    ['a schema directory without schemas', ['--schema', 'empty'], 'no schemas in empty'],
    ['a schema pattern that matches nothing', ['--schema', 'events/*.json'], 'no schema matches events/*.json'],
  ])('validate refuses %s', async (_, argv, message) => {
    const cwd = folderWith({ ...files, 'empty/': '' });
    const { code, stderr } = await runBuilt(['validate', 'log.ndjson', '--no-config', ...argv], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
