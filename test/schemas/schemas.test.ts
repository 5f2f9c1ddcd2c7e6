import { describe, expect, it } from 'vitest';
import { CASES, DEFAULT_ROLES, EXAMPLES, OPTIONAL, REQUIRED } from './cases.js';
import { ajvVerdicts, createAjv, independentResults } from './results.js';
import { ALL_PARTS, at, EVENT_FILES, FILES, load, partsOf, type Schema } from './schema-files.js';

const strings = (value: unknown) => (value ?? []) as readonly string[];

/** A name without its case and its separators. */
const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const namesOf = ({ const: one, enum: several }: Schema) => (one === undefined ? strings(several) : [String(one)]);

describe.each(FILES)('schemas/%s', (file) => {
  it(`schemas/${file} is a draft-07 schema`, () => {
    const ajv = createAjv();
    expect(load(file)['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(ajv.validateSchema(load(file)), ajv.errorsText()).toBe(true);
  });

  it(`schemas/${file} has a title, a description and two examples`, () => {
    const { title, description, examples } = load(file);
    expect(title).toMatch(/\S/);
    expect(description).toMatch(/\.$/);
    expect(strings(examples).length).toBeGreaterThanOrEqual(2);
  });

  it(`schemas/${file} describes every property`, () => {
    const bad = partsOf(file).filter(
      ({ property, schema }) => property !== undefined && !/^[A-Z].*\.$/.test(String(schema['description'])),
    );
    expect(bad.map(({ pointer }) => pointer)).toEqual([]);
  });
});

describe('every file', () => {
  it('the schema files are those that the project promises', () => {
    const calls = ['alias', 'group', 'identify', 'page', 'screen', 'track'].map((name) => `calls/${name}`);
    const events = Object.keys(REQUIRED).map((name) => `events/${name.toLowerCase().replaceAll(' ', '-')}`);
    const names = [...calls, ...events, 'config', 'envelope', 'report'];
    expect(FILES).toEqual(names.map((name) => `${name}.schema.json`).sort());
  });

  it('the schema files have no $id, so that relative references resolve from where the file is', () => {
    expect(ALL_PARTS.filter(({ schema }) => '$id' in schema)).toEqual([]);
  });

  it('the schema files have nothing beside a $ref, as draft-07 would ignore it', () => {
    expect(ALL_PARTS.filter(({ schema }) => '$ref' in schema && Object.keys(schema).length > 1)).toEqual([]);
  });

  it('the schemas of records never require type', () => {
    const records = FILES.filter((file) => /^(calls|events|envelope)/.test(file));
    expect(records.filter((file) => strings(load(file)['required']).includes('type'))).toEqual([]);
  });
});

describe('events', () => {
  it.each(EVENT_FILES)('%s requires and checks what decisions.md says', (file) => {
    const schema = load(file);
    const name = String(schema['title']);
    const fields = at(schema, 'properties', 'properties');
    expect(schema['required']).toEqual(['event', 'properties']);
    expect(at(schema, 'properties', 'type')['const']).toBe('track');
    expect(fields['type']).toBe('object');
    expect(strings(fields['required']).toSorted()).toEqual(strings(REQUIRED[name]).toSorted());
    expect(Object.keys(at(fields, 'properties')).sort()).toEqual(
      [...strings(REQUIRED[name]), ...strings(OPTIONAL[name])].sort(),
    );
    expect(at(fields, 'properties', 'role')['default']).toBe(DEFAULT_ROLES[name]);
  });

  it('the schemas of events have the names of the spec', () => {
    const names = EVENT_FILES.flatMap((file) => namesOf(at(load(file), 'properties', 'event')));
    expect(names.toSorted()).toEqual([...Object.keys(REQUIRED), 'Custom Component Loaded'].sort());
  });

  it('the schemas of events claim no name twice, not even in another case or with other separators', () => {
    const names = EVENT_FILES.flatMap((file) => {
      const event = at(load(file), 'properties', 'event');
      return [...namesOf(event), ...strings(event['x-outdated-names']), ...strings(event['x-other-names'])].map(bare);
    });
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('aliases', () => {
  const aliased = ALL_PARTS.filter(({ schema }) => 'x-aliases' in schema);
  const fieldNames = new Set(
    ALL_PARTS.filter(({ file }) => /^(calls|events|envelope)/.test(file)).map(({ property }) => property),
  );

  it('an alias is never the name of a field, except for the name of a page, which no track call has', () => {
    const aliases = aliased.flatMap(({ schema }) => strings(schema['x-aliases']));
    expect(aliases.filter((alias) => fieldNames.has(alias))).toEqual(['name']);
  });

  it('an alias stands for one field only', () => {
    const meanings = new Map<string, Set<string | undefined>>();
    for (const { property, schema } of aliased) {
      for (const alias of strings(schema['x-aliases'])) {
        meanings.set(alias, (meanings.get(alias) ?? new Set()).add(property));
      }
    }
    expect([...meanings].filter(([, fields]) => fields.size > 1)).toEqual([]);
  });

  it.each(['conversationId', 'messageId', 'message_body', 'role'])('the aliases of %s are equal everywhere', (name) => {
    const lists = aliased.filter(({ property }) => property === name).map(({ schema }) => schema['x-aliases']);
    expect(lists.length).toBeGreaterThan(1);
    expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(1);
  });
});

describe('results', () => {
  const label = ({ file, pointer, name }: (typeof CASES)[number]) => `${file}#${pointer}: ${name}`;
  const wrong = (verdicts: readonly boolean[]) =>
    CASES.filter((one, index) => verdicts[index] !== one.valid).map(label);

  it('the validators check every example and more than 200 invalid records', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(2 * FILES.length);
    expect(CASES.filter(({ valid }) => !valid).length).toBeGreaterThan(200);
  });

  it('Ajv in strict mode gives the right results for the schema files', () => {
    expect(wrong(ajvVerdicts(CASES))).toEqual([]);
  });

  it('an independent validator that asserts format gives the right results for the schema files', () => {
    expect(wrong(independentResults(CASES))).toEqual([]);
  });
});
