import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

const NAMES = ['id', 'kind', 'items', 'total', 'note'];
const WORDS = ['', 'a', 'card', 'Card', '12', 'ada@example.com', '2024-05-15'];

const name = fc.constantFrom(...NAMES);

/** A value that a schema may allow: small, so that schemas and records often meet. */
const scalar = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom(true, false, null, 0.5),
);

/** A value of any shape, made of the names that the schemas speak of. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value as fc.Arbitrary<unknown>;

const anyObject = fc.dictionary(name, anyValue, { maxKeys: 4, noNullPrototype: true });

/** An object of at most two of the keywords: with more, hardly any value would be right. */
function some(keywords: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> {
  return fc
    .subarray(Object.keys(keywords), { minLength: 1, maxLength: 2 })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map((keyword) => [keyword, keywords[keyword] ?? fc.constant(true)]))),
    );
}

/** What a draft calls its definitions, and keywords that only it has. */
interface Kind {
  readonly definitions: '$defs' | 'definitions';
  readonly url: string;
  readonly more: (schema: fc.Arbitrary<unknown>) => Record<string, fc.Arbitrary<unknown>>;
}

const names = fc.uniqueArray(name, { minLength: 1, maxLength: 2 });

export const KINDS: Readonly<Record<'draft-07' | '2020-12', Kind>> = {
  'draft-07': {
    definitions: 'definitions',
    url: 'http://json-schema.org/draft-07/schema#',
    more: (schema) => ({
      items: fc.oneof(schema, fc.array(schema, { minLength: 1, maxLength: 2 })),
      additionalItems: schema,
      dependencies: fc.dictionary(name, fc.oneof(names, schema), { maxKeys: 1 }),
    }),
  },
  '2020-12': {
    definitions: '$defs',
    url: 'https://json-schema.org/draft/2020-12/schema',
    more: (schema) => ({
      items: schema,
      prefixItems: fc.array(schema, { minLength: 1, maxLength: 2 }),
      dependentRequired: fc.dictionary(name, names, { maxKeys: 1 }),
      dependentSchemas: fc.dictionary(name, schema, { maxKeys: 1 }),
    }),
  },
};

/** Schemas with every kind of keyword, `$ref`s into their document's definitions included. */
function schemas({ definitions, more }: Kind): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom<unknown>({}, true, { type: 'string' }, { type: 'number' }, { type: ['object', 'null'] }),
      {
        weight: 2,
        arbitrary: some({
          type: fc.constantFrom('string', 'integer', 'object', 'array', ['number', 'null']),
          enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
        }),
      },
      some({
        const: scalar,
        pattern: fc.constantFrom('^a', '\\d$', '^\\S+$'),
        minLength: fc.nat(3),
        maxLength: fc.nat(3),
        format: fc.constantFrom('email', 'date', 'of-our-own'),
      }),
      some({
        minimum: fc.integer({ min: -1, max: 3 }),
        exclusiveMaximum: fc.integer({ min: 0, max: 4 }),
        multipleOf: fc.constantFrom(2, 0.1),
      }),
      {
        weight: 4,
        arbitrary: some({
          type: fc.constant('object'),
          properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
          required: names,
          additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
          minProperties: fc.nat(2),
          patternProperties: fc.dictionary(fc.constantFrom('^i', 'e'), tie('schema'), { maxKeys: 1 }),
          propertyNames: fc.constantFrom({ minLength: 3 }, { enum: NAMES }),
        }),
      },
      {
        weight: 2,
        arbitrary: some({
          type: fc.constant('array'),
          minItems: fc.nat(2),
          maxItems: fc.nat(3),
          uniqueItems: fc.boolean(),
          contains: tie('schema'),
        }),
      },
      { weight: 2, arbitrary: some(more(tie('schema'))) },
      {
        weight: 3,
        arbitrary: some({
          anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
          oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: some({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), not: tie('schema') }),
      },
      some(Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, tie('schema')]))),
      { weight: 2, arbitrary: fc.constantFrom({ $ref: `#/${definitions}/one` }, { $ref: `#/${definitions}/two` }) },
    ),
  })).schema as fc.Arbitrary<unknown>;
}

/** A schema of the event `Thing Done`, with definitions. */
export function ownSchemas(
  draft: keyof typeof KINDS,
  more: (schema: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown> = (one) => one,
): fc.Arbitrary<Json> {
  const kind = KINDS[draft];
  const schema = more(schemas(kind));
  return fc
    .record({
      properties: schema,
      context: schema,
      one: schema,
      two: schema,
      required: fc.subarray(['context', 'properties']),
    })
    .map(({ properties, context, one, two, required }) => ({
      $schema: kind.url,
      properties: { event: { const: 'Thing Done' }, properties, context },
      required,
      // Definitions that refer to one another could do so in a circle, which is refused.
      [kind.definitions]: { one: withoutRefs(one), two: withoutRefs(two) },
    }));
}

function withoutRefs(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replace(/\{"\$ref":"[^"]+"\}/g, '{"type":"string"}'));
}

const plain = fc.constantFrom<unknown>(true, false, {}, { type: 'string' }, { type: 'number' }, { type: 'object' });

/** Keywords of draft-07 whose meaning hangs on those beside them, by what they speak of. */
const FAMILIES: readonly Record<string, fc.Arbitrary<unknown>>[] = [
  {
    properties: fc.dictionary(name, plain, { minKeys: 1, maxKeys: 2 }),
    required: names,
    additionalProperties: plain,
    patternProperties: fc.dictionary(fc.constantFrom('^i', 'e'), plain, { minKeys: 1, maxKeys: 1 }),
  },
  {
    items: fc.oneof(plain, fc.array(plain, { minLength: 1, maxLength: 2 })),
    additionalItems: plain,
    contains: plain,
    minItems: fc.nat(1),
  },
  Object.fromEntries(['if', 'then', 'else', 'not'].map((keyword) => [keyword, plain])),
];

/** Two small schemas that speak of the same thing, and values that they may both take. */
export const pairsOfSchemas: fc.Arbitrary<readonly [Json, Json, readonly unknown[]]> = fc
  .oneof(...FAMILIES.map((family) => fc.tuple(some(family), some(family))))
  .chain(([one, other]) => {
    const value = fc.oneof(
      scalar,
      fc.dictionary(name, scalar, { maxKeys: 2, noNullPrototype: true }),
      fc.array(scalar, { maxLength: 3 }),
    );
    return fc.tuple(fc.constant(one), fc.constant(other), fc.array(value, { minLength: 5, maxLength: 15 }));
  });

/** A record of that event. */
export const ownRecords: fc.Arbitrary<Json> = fc.record(
  {
    type: fc.constant('track'),
    event: fc.constant('Thing Done'),
    userId: fc.constant('u1'),
    // The envelope wants objects here, mostly.
    properties: fc.oneof({ weight: 9, arbitrary: anyObject }, anyValue),
    context: anyObject,
  },
  { requiredKeys: ['type', 'event', 'userId', 'properties', 'context'] },
);
