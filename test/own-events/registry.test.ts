import { describe, expect, it } from 'vitest';
import { checkBy, registryOf } from './registry-of.js';

function thing(properties: object, more: object = {}) {
  return { ...more, properties: { event: { const: 'Thing Done' }, properties } };
}

function record(properties: object, event = 'Thing Done') {
  return { type: 'track', event, userId: 'u1', properties };
}

describe('ownRegistry', () => {
  it('ownRegistry keeps the built-in events beside schemas of other events', () => {
    const { events, match } = registryOf({ schemas: { 'a.json': thing({}) } });
    expect(events).toHaveLength(9);
    expect(match('Message Sent')).toMatchObject({ kind: 'exact', schema: { files: [], origin: 'spec' } });
    expect(match('Thing Done')).toMatchObject({ kind: 'exact', schema: { files: ['a.json'], origin: 'own' } });
  });

  it('ownRegistry replaces one of two names of a built-in event and keeps the other', () => {
    const own = { properties: { event: { const: 'Component Loaded' }, properties: { required: ['size'] } } };
    const check = checkBy(registryOf({ schemas: { 'a.json': own } }));
    expect(check(record({ size: 1 }, 'Component Loaded')).problems).toEqual([]);
    const kept = { conversationId: 'c1', messageId: 'm1', type: 'Map' };
    expect(check(record(kept, 'Custom Component Loaded')).problems).toEqual([]);
    expect(check(record({}, 'Custom Component Loaded')).problems).toHaveLength(3);
  });

  it('ownRegistry keeps the known names of a built-in event for the schema that replaces it', () => {
    const own = { properties: { event: { const: 'Message Sent' } } };
    const { match } = registryOf({ schemas: { 'a.json': own } });
    for (const name of ['Live Chat Message Sent', 'User Message']) {
      expect(match(name)).toMatchObject({ name: 'Message Sent', schema: { files: ['a.json'] } });
    }
  });

  it('a required field named like a member of every object is reported as missing', () => {
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ required: ['constructor', 'toString'] }) } }));
    expect(check(record({})).problems.map(({ path }) => path)).toEqual([
      'properties.constructor',
      'properties.toString',
    ]);
  });

  it('const, enum and uniqueItems compare fields named like methods of every object', () => {
    const odd = { toString: 'a', valueOf: 1, hasOwnProperty: null };
    const properties = { one: { const: odd }, several: { enum: [{ a: [0] }, odd] }, each: { uniqueItems: true } };
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ properties }) } }));
    const pathsOf = (fields: object) => check(record(fields)).problems.map(({ path }) => path);
    const same = { hasOwnProperty: null, valueOf: 1, toString: 'a' };
    expect(pathsOf({ one: same, several: same, each: [same, { ...same, toString: 'b' }] })).toEqual([]);
    expect(pathsOf({ one: { ...same, valueOf: 2 }, several: { a: [0, 0] }, each: [same, odd] })).toEqual([
      'properties.one',
      'properties.several',
      'properties.each[1]',
    ]);
    expect(pathsOf({ several: { a: [-0] } })).toEqual([]);
  });

  const pathsBy = (fields: object, draft?: string) => {
    const more = draft === undefined ? {} : { $schema: draft };
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ properties: fields }, more) } }));
    return (values: object) => check(record(values)).problems.map(({ path }) => path);
  };

  it.each([
    [
      0.01,
      [111848.18, 0.07, 1.1, 4.35, 1e21, 19.99, -2.5, 0, 1e-2, 1234567890.12],
      [19.990000000001, 0.015, 1e-3, 5e-324],
    ],
    [0.1, [0.3, 0.7, 1.1, 1e300], [0.35, 0.10000000000000002]],
    [3, [9, -3, 3e5], [10, 9.000000000000002]],
    [1e-7, [0.0000123, 1e-7], [1.5e-7]],
    [2.5e10, [5e10, 1e12], [1e10]],
  ])('multipleOf %d is checked by decimal arithmetic', (multipleOf, multiples, others) => {
    const pathsOf = pathsBy({ n: { multipleOf } });
    expect(multiples.filter((n) => pathsOf({ n }).length > 0)).toEqual([]);
    expect(others.filter((n) => pathsOf({ n }).length === 0)).toEqual([]);
  });

  it.each<[items: unknown[], path: string | undefined]>([
    [[1, 2, 1.0, 2], '[2]'],
    [['a', 'A', 'a'], '[2]'],
    [
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      '[1]',
    ],
    [[{ a: 1 }, { a: '1' }, [1], ['1'], '1', 1, true, 'true', null, 'null', {}, [], '{}'], undefined],
    [[[[1, 2]], [[12]], ['1,2']], undefined],
  ])('uniqueItems is checked for %j', (items, path) => {
    expect(pathsBy({ list: { uniqueItems: true } })({ list: items })).toEqual(
      path === undefined ? [] : [`properties.list${path}`],
    );
    expect(pathsBy({ list: { uniqueItems: false } })({ list: items })).toEqual([]);
  });

  it('uniqueItems is checked in linear time', () => {
    const pathsOf = pathsBy({ list: { uniqueItems: true } });
    const start = performance.now();
    expect(pathsOf({ list: Array.from({ length: 100_000 }, (_, index) => ({ index })) })).not.toContain(
      'properties.list',
    );
    // Ajv alone compares each two of them, which takes minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('unevaluatedItems treats only items that match contains as evaluated', () => {
    const pathsOf = pathsBy({
      x: { prefixItems: [{ type: 'integer' }], contains: { type: 'string' }, unevaluatedItems: false },
      y: { contains: { type: 'string' }, minContains: 2, unevaluatedItems: { type: 'boolean' } },
      z: { contains: { type: 'string' } },
    });
    expect(pathsOf({ x: [1, 'a', 'b'], y: ['a', true, 'b'], z: ['a', 1] })).toEqual([]);
    expect(pathsOf({ x: [1, 'a', 2] })).toEqual(['properties.x[2]']);
    expect(pathsOf({ y: ['a', 'b', 1] })).toEqual(['properties.y[2]']);
    expect(pathsOf({ x: [1] })).toEqual(['properties.x']);
  });

  it.each([undefined, 'http://json-schema.org/draft-07/schema#'])(
    'properties named __proto__ are checked (as %s)',
    (draft) => {
      const number = { type: 'integer' };
      const pathsOf = pathsBy(
        {
          a: JSON.parse(`{"properties": {"__proto__": ${JSON.stringify(number)}}, "additionalProperties": false}`),
          b: JSON.parse(`{"patternProperties": {"__proto__": ${JSON.stringify(number)}}}`),
          c: { required: ['__proto__'] },
        },
        draft,
      );
      const proto = (value: string): object => JSON.parse(`{"__proto__": ${value}}`);
      expect(pathsOf({ a: proto('1'), b: proto('2'), c: proto('3') })).toEqual([]);
      expect(pathsOf({ a: proto('"x"'), b: proto('"x"'), c: {} })).toEqual([
        'properties.a.__proto__',
        'properties.b.__proto__',
        'properties.c.__proto__',
      ]);
      expect(pathsOf({ a: { other: 1 } })).toEqual(['properties.a.other']);
    },
  );

  it('fields whose schema is false are reported', () => {
    const properties = { never: false, one: { patternProperties: { '^x': false } } };
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ properties }) } }));
    expect(check(record({})).problems).toEqual([]);
    const { problems } = check(record({ never: 1, one: { xyz: 2, y: 3 } }));
    expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
      ['schema/false-schema', 'properties.never'],
      ['schema/false-schema', 'properties.one.xyz'],
    ]);
  });

  it('a keyword named __proto__ is ignored', () => {
    const properties = JSON.parse('{ "__proto__": { "x-aliases": {} } }') as object;
    const { problems } = checkBy(registryOf({ schemas: { 'a.json': thing(properties) } }))(record({ id: 0 }));
    expect(problems).toEqual([]);
  });

  it('schemas in unknown keywords are ignored', () => {
    const odd = { $anchor: '#/properties/event', $id: 'a b', $ref: '#/nowhere' };
    const check = checkBy(
      registryOf({ schemas: { 'a.json': thing({ properties: { id: { faker: odd, constructor: [odd] } } }, { odd }) } }),
    );
    expect(check(record({ id: 0 })).problems).toEqual([]);
  });

  it('multipleOf 0.01 accepts 19.99', () => {
    const check = checkBy(
      registryOf({ schemas: { 'a.json': thing({ properties: { total: { multipleOf: 0.01 } } }) } }),
    );
    expect(check(record({ total: 19.99 })).valid).toBe(true);
    expect(check(record({ total: 19.995 })).valid).toBe(false);
  });

  it('keywords of other tools are ignored', () => {
    const properties = {
      id: 'x',
      nullable: true,
      discriminator: 'kind',
      properties: { a: { format: 'int32', type: 'string' } },
    };
    const check = checkBy(registryOf({ schemas: { 'a.json': thing(properties, { $async: true, faker: 'x' }) } }));
    expect(check(record({ a: 'b' })).problems).toEqual([]);
  });

  it('own schemas report at most 200 problems per record', () => {
    const item = {
      anyOf: [
        { type: 'string', minLength: 3 },
        { type: 'object', required: ['a'] },
      ],
    };
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ properties: { items: { items: item } } }) } }));
    const { valid, problems } = check(
      record({ items: Array.from({ length: 3000 }, (_, index) => (index % 2 ? 'ab' : {})) }),
    );
    expect(valid).toBe(false);
    expect(problems).toHaveLength(200);
    expect(problems.slice(0, 2).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      'properties.items[0].a schema/required',
      'properties.items[1] schema/min-length',
    ]);
  });

  it('a pattern that is valid only without the flag u is accepted', () => {
    const check = checkBy(registryOf({ schemas: { 'a.json': thing({ properties: { a: { pattern: '^a\\_b$' } } }) } }));
    expect(check(record({ a: 'a_b' })).valid).toBe(true);
    expect(check(record({ a: 'ab' })).valid).toBe(false);
  });

  it('schemas of both drafts can be combined', () => {
    const pair = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      items: [{ type: 'string' }],
      additionalItems: false,
    };
    const own = thing({ properties: { pair: { $ref: 'pair.json' } }, dependentRequired: { pair: ['b'] } });
    const newer = { ...own, $schema: 'https://json-schema.org/draft/2020-12/schema' };
    const check = checkBy(registryOf({ schemas: { 'a.json': newer, 'pair.json': pair } }));
    const found = check(record({ pair: [1, 2] })).problems.map(({ path, rule }) => `${path} ${rule}`);
    expect(found.toSorted()).toEqual([
      'properties.b schema/dependent-required',
      'properties.pair schema/items',
      'properties.pair[0] schema/type',
    ]);
  });
});
