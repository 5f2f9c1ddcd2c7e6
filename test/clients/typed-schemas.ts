import fc from 'fast-check';

export type Json = Readonly<Record<string, unknown>>;

/** Which language's types a schema is made for. */
export type Language = 'typescript' | 'python';

const NAMES = ['id', 'kind', 'class', 'first-name', 'total'];
const WORDS = ['', 'a', 'card', '12', 'x"y'];

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.constantFrom(...WORDS),
  number: fc.constantFrom(-1, 0, 3, 0.5),
  integer: fc.integer({ min: -2, max: 4 }),
  boolean: fc.boolean(),
  null: fc.constant(null),
};

/** Constraints that types cannot express. They make some values invalid that compile. */
const MORE: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  string: fc.constantFrom<Json>({}, { minLength: 2 }, { pattern: '^a' }, { maxLength: 1 }),
  number: fc.constantFrom<Json>({}, { minimum: 1 }, { multipleOf: 2 }),
  integer: fc.constantFrom<Json>({}, { maximum: 2 }),
};

const scalarSchema: fc.Arbitrary<Json> = fc
  .constantFrom(...Object.keys(SCALARS))
  .chain((type) => (MORE[type] ?? fc.constant({})).map((more) => ({ type, ...more })));
const valueSchema: fc.Arbitrary<Json> = fc.oneof(
  scalarSchema,
  fc.constantFrom<Json>({}, { type: ['string', 'null'] }, { type: ['integer', 'boolean'] }, { const: 'a' }),
  fc
    .uniqueArray(fc.constantFrom<unknown>(...WORDS, 0, 3, true, null), { minLength: 1, maxLength: 3 })
    .map((values) => ({
      enum: values,
    })),
);

const members = (schema: fc.Arbitrary<Json>) => fc.dictionary(fc.constantFrom(...NAMES), schema, { maxKeys: 3 });

function objectSchema(schema: fc.Arbitrary<Json>, closed: fc.Arbitrary<boolean>): fc.Arbitrary<Json> {
  return fc
    .record({ properties: members(schema), required: fc.subarray(NAMES, { maxLength: 2 }), closed })
    .map(({ properties, required, closed }) => ({
      type: 'object',
      properties,
      // A closed object that requires what it does not allow has no value.
      required: closed ? required.filter((name) => Object.hasOwn(properties, name)) : required,
      ...(closed ? { additionalProperties: false } : {}),
    }));
}

/** Schemas of which types can say all but some constraints of plain values. */
export function typedSchemas(language: Language): fc.Arbitrary<Json> {
  const isTypeScript = language === 'typescript';
  const { schema } = fc.letrec<{ schema: Json; structure: Json }>((tie) => ({
    structure: fc.oneof(
      { maxDepth: 3 },
      objectSchema(valueSchema, fc.boolean()),
      objectSchema(tie('schema'), fc.boolean()),
      tie('schema').map((items) => ({ type: 'array', items, minItems: 0 })),
      tie('schema').map((additionalProperties) => ({ type: 'object', additionalProperties })),
      // Python has no tuples in JSON, and its typed dictionaries have no intersections.
      ...(isTypeScript
        ? [
            fc.tuple(tie('schema'), tie('schema'), fc.boolean()).map(([first, second, open]) => ({
              type: 'array',
              prefixItems: [first, second],
              minItems: 1,
              ...(open ? {} : { items: false }),
            })),
            fc
              .tuple(objectSchema(valueSchema, fc.constant(false)), objectSchema(valueSchema, fc.constant(false)))
              .map((allOf) => ({ allOf })),
          ]
        : []),
    ),
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: valueSchema },
      { weight: 4, arbitrary: tie('structure') },
      // Of several objects, types can tell apart only those that allow nothing further.
      fc.tuple(fc.array(valueSchema, { minLength: 1, maxLength: 2 }), tie('structure')).map(([values, structure]) => ({
        anyOf: [...values, structure],
      })),
      ...(isTypeScript
        ? [
            fc
              .array(objectSchema(valueSchema, fc.constant(true)), { minLength: 2, maxLength: 3 })
              .map((anyOf) => ({ anyOf })),
          ]
        : []),
    ),
  }));
  return schema;
}

/** Any small value, made of the names that the schemas use. */
const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    ...Object.values(SCALARS),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value as fc.Arbitrary<unknown>;

function rightValue(schema: Json): fc.Arbitrary<unknown> {
  const { type, anyOf, allOf, properties, additionalProperties, items, prefixItems } = schema as {
    type?: string | string[];
    anyOf?: Json[];
    allOf?: Json[];
    properties?: Record<string, Json>;
    additionalProperties?: Json | false;
    items?: Json | false;
    prefixItems?: Json[];
  };
  if (Object.hasOwn(schema, 'const')) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(valueFor));
  if (allOf !== undefined) {
    return fc
      .tuple(...allOf.map(valueFor))
      .map((parts) => Object.assign({}, ...parts.filter((part) => typeof part === 'object')));
  }
  if (type === 'array') {
    const length = prefixItems?.length;
    if (length !== undefined) return fc.tuple(...(prefixItems ?? []).map(valueFor));
    return fc.array(valueFor((items as Json) ?? {}), { maxLength: 2 });
  }
  if (type === 'object') {
    const required = (schema['required'] as string[] | undefined) ?? [];
    if (properties === undefined && typeof additionalProperties === 'object') {
      return fc.dictionary(fc.constantFrom(...NAMES), valueFor(additionalProperties), {
        maxKeys: 2,
        noNullPrototype: true,
      });
    }
    const all = Object.fromEntries(
      [...new Set([...required, ...Object.keys(properties ?? {})])].map((name) => [
        name,
        valueFor(properties?.[name] ?? {}),
      ]),
    );
    return fc.record(all, { requiredKeys: required, noNullPrototype: true });
  }
  const [one] = [type ?? []].flat();
  return one === undefined ? anyValue : (SCALARS[one] ?? anyValue);
}

/** A value that mostly fits a schema: some part of it may be another one. */
export function valueFor(schema: Json): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: rightValue(schema) }, { weight: 1, arbitrary: anyValue });
}

const NOT_IN_TYPES = new Set(['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'multipleOf']);

/** The part of a schema that the types of a language express, as a schema. */
export function expressed(schema: unknown, language: Language): unknown {
  if (Array.isArray(schema)) return schema.map((part) => expressed(part, language));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (NOT_IN_TYPES.has(keyword)) return [];
    if (keyword === 'enum' || keyword === 'const' || keyword === 'required') return [[keyword, value]];
    if (keyword === 'properties') {
      const inside = Object.entries(value as Json).map(([name, part]) => [name, expressed(part, language)]);
      return [[keyword, Object.fromEntries(inside)]];
    }
    if (keyword === 'type')
      return [[keyword, [...new Set([value].flat().flatMap((type) => typesFor(String(type), language)))]]];
    return [[keyword, expressed(value, language)]];
  });
  const made = Object.fromEntries(entries) as Record<string, unknown>;
  // A typed dictionary of Python allows no further keys.
  if (language === 'python' && made['properties'] !== undefined) {
    const { properties, required } = made as { properties: Json; required: string[] };
    const declared = Object.fromEntries([...required.map((name) => [name, {}]), ...Object.entries(properties)]);
    if (Object.keys(declared).length > 0) return { ...made, properties: declared, additionalProperties: false };
  }
  return made;
}

/** TypeScript has no integers; in Python, a bool is an int, and an int is a float. */
function typesFor(type: string, language: Language): string[] {
  if (language === 'typescript') return [type === 'integer' ? 'number' : type];
  return type === 'number' || type === 'integer' ? [type, 'boolean'] : [type];
}
