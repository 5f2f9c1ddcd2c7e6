import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { isDateTime } from '../../src/schema/date-time.js';
import type { Validate } from '../../src/schema/event-schema.js';
import { readEventSchema } from '../../src/schema/event-schema.js';
import type { JsonSchema } from '../../src/schema/json-schema.js';
import { OWN_KEYWORDS } from '../../src/schema/json-schema.js';
import type { Registry } from '../../src/schema/registry.js';
import { builtInRegistry, createRegistry } from '../../src/schema/registry.js';
import type { Chance } from './written-records.js';

type Json = Record<string, unknown>;

const NAMES = [
  'a',
  'b',
  'id',
  'itemId',
  'type',
  'Größe',
  'conversationId',
  'messageId',
  'message_count',
  'constructor',
  '',
  // The scanner compares sixteen bytes at once, with the quote and the colon behind a key.
  'nameOf13Bytes',
  'nameOf13Bytes4',
  'nameOf13Bytes45',
  'nameOf13Bytes456',
  'nameOf13Bytes4567',
  'nameOf13Bytes4568',
];
const TEXTS = ['', 'a', 'ab', 'abc', 'ü', '😀😀', 'x"y', '2024-05-15T15:00:04Z', '2024-02-30T00:00:00Z', 'null', '5'];
const NUMBERS = [0, 1, -1, 2, 10, 2.5, -0.5, 999999999999999, 1e15, 1e21, 1e-7, 0.1];
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

const some = <Item>(items: readonly Item[], chance: Chance): Item[] => items.filter(() => chance.once(3));

/** A schema of the keywords that people use, and now and then of one that the scanner does not know. */
export function schemaOf(chance: Chance, depth = 0): unknown {
  if (chance.once(25)) return chance.once(2);
  const schema: Json = {};
  const often = (times: number, add: () => Json): void => {
    if (chance.once(times)) Object.assign(schema, add());
  };
  often(2, () => ({
    type: chance.once(4) ? [...new Set([chance.pick(TYPES), chance.pick(TYPES)])] : chance.pick(TYPES),
  }));
  often(12, () => ({ const: chance.pick<unknown>([...TEXTS, ...NUMBERS, null, true, {}, [1]]) }));
  often(8, () => ({
    enum: [chance.pick(TEXTS), chance.pick(TEXTS), chance.pick<unknown>([...NUMBERS, null, false, [], 'z'])],
  }));
  often(4, () => ({ minLength: chance.below(4) }));
  often(4, () => ({ maxLength: chance.below(5) }));
  often(4, () => ({ minimum: chance.pick(NUMBERS) }));
  often(4, () => ({ maximum: chance.pick(NUMBERS) }));
  often(12, () => ({ format: 'date-time' }));
  often(40, () =>
    chance.pick<Json>([{ pattern: '^a' }, { not: {} }, { minItems: 1 }, { exclusiveMinimum: 0 }, { if: {} }]),
  );
  if (depth < 3) {
    often(3, () => ({
      properties: Object.fromEntries(some(NAMES, chance).map((name) => [name, schemaOf(chance, depth + 1)])),
    }));
    often(4, () => ({ required: some(NAMES, chance).slice(0, 2) }));
    often(6, () => ({ additionalProperties: schemaOf(chance, depth + 2) }));
    often(6, () => ({ items: schemaOf(chance, depth + 1) }));
    often(8, () => ({ allOf: [schemaOf(chance, depth + 1), schemaOf(chance, depth + 2)] }));
    if (depth < 2) often(12, () => ({ $ref: '#/definitions/shared' }));
    often(10, () => ({
      type: 'object',
      anyOf: [0, 1].map(() => ({
        required: some(NAMES, chance).slice(0, 1),
        properties: { [chance.pick(NAMES)]: schemaOf(chance, 3) },
      })),
    }));
  }
  return schema;
}

/** A value that a schema may well allow. */
export function valueFor(schema: unknown, shared: unknown, chance: Chance, depth = 0): unknown {
  const any = (): unknown =>
    chance.pick<unknown>([...TEXTS, ...NUMBERS, null, true, false, [], {}, [1, 'a'], { a: 1 }, { id: 'x', b: [{}] }]);
  if (typeof schema !== 'object' || schema === null || depth > 5 || chance.once(12)) return any();
  const { $ref, allOf, anyOf, ...own } = schema as JsonSchema & {
    anyOf?: JsonSchema[];
    additionalProperties?: unknown;
  };
  if ($ref !== undefined && chance.once(2)) return valueFor(shared, shared, chance, depth + 1);
  if (allOf !== undefined && chance.once(2))
    return valueFor({ ...own, ...chance.pick(allOf) }, shared, chance, depth + 1);
  if (anyOf !== undefined && chance.once(2)) {
    const branch = chance.pick(anyOf);
    const properties = { ...own.properties, ...branch.properties };
    return valueFor(
      { ...own, properties, required: [...(own.required ?? []), ...(branch.required ?? [])] },
      shared,
      chance,
      depth + 1,
    );
  }
  if (Object.hasOwn(own, 'const')) return own.const;
  if (own.enum !== undefined) return chance.pick(own.enum);
  const fits = (value: unknown): boolean =>
    typeof value === 'string'
      ? value.length >= (own.minLength ?? 0) && value.length <= (own.maxLength ?? 99)
      : typeof value !== 'number' || (value >= (own.minimum ?? -1e99) && value <= (own.maximum ?? 1e99));
  const type =
    own.type === undefined ? chance.pick(['object', 'object', 'string', 'integer']) : chance.pick([own.type].flat());
  if (type === 'string')
    return own.format === undefined ? (TEXTS.find((text) => fits(text) && chance.once(2)) ?? 'abc') : TEXTS[7];
  if (type === 'number') return NUMBERS.find((value) => fits(value) && chance.once(2)) ?? 1;
  if (type === 'integer') return NUMBERS.find((value) => fits(value) && Number.isInteger(value) && chance.once(2)) ?? 1;
  if (type === 'boolean') return chance.once(2);
  if (type === 'null') return null;
  if (type === 'array')
    return Array.from({ length: chance.below(3) }, () => valueFor(own.items, shared, chance, depth + 1));
  const names = new Set([...(own.required ?? []), ...some(Object.keys(own.properties ?? {}), chance)]);
  if (chance.once(3)) names.add(chance.pick(['extra', ...NAMES]));
  return Object.fromEntries(
    [...names].map((name) => {
      const known = own.properties !== undefined && Object.hasOwn(own.properties, name);
      return [name, valueFor(known ? own.properties?.[name] : own.additionalProperties, shared, chance, depth + 1)];
    }),
  );
}

/** An event of one’s own: its schema, and records of it. */
export interface OwnEvent {
  readonly document: Json;
  record(chance: Chance): unknown;
}

export function ownEvent(name: string, chance: Chance): OwnEvent {
  const shared = schemaOf(chance, 2);
  const inside = { type: 'object', ...(schemaOf(chance) as object) };
  const top = chance.once(3) ? schemaOf(chance, 1) : {};
  const document: Json = {
    ...(typeof top === 'object' ? top : {}),
    type: 'object',
    allOf: [{ $ref: 'file:///schemas/envelope.schema.json' }],
    definitions: { shared },
    properties: {
      ...(typeof top === 'object' ? (top as JsonSchema).properties : {}),
      event: { const: name },
      properties: inside,
    },
  };
  return {
    document,
    record: (luck) => ({
      ...(chance.once(2) ? { type: 'track', event: name } : {}),
      ...(typeof top === 'object' && luck.once(2) ? (valueFor(top, shared, luck) as object) : {}),
      type: 'track',
      event: name,
      userId: 'u1',
      ...(luck.once(20) ? {} : { properties: valueFor(inside, shared, luck) }),
    }),
  };
}

const envelope = JSON.parse(readFileSync(new URL('../../schemas/envelope.schema.json', import.meta.url), 'utf8'));

/** A registry with some own events and the built-in calls; undefined if Ajv rejects one of the schemas. */
export function registryOf(events: readonly OwnEvent[]): Registry | undefined {
  const ajv = new Ajv({ allErrors: true, strict: false, messages: false, logger: false });
  ajv.addFormat('date-time', isDateTime);
  for (const keyword of OWN_KEYWORDS) ajv.addKeyword(keyword);
  ajv.addSchema(envelope, 'file:///schemas/envelope.schema.json');
  try {
    return createRegistry([
      ...Object.values(builtInRegistry().calls),
      ...events.map(({ document }, index) =>
        readEventSchema(`events/own-${index}`, document, ajv.compile(document) as unknown as Validate, (ref) =>
          ref.endsWith('envelope.schema.json') ? envelope : undefined,
        ),
      ),
    ]);
  } catch {
    return undefined;
  }
}
