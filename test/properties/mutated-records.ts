import fc from 'fast-check';
import { DATE_TIMES } from '../schema/date-times.js';
import { aliasesOf, KINDS, respelled } from './calls.js';
import type { Fields, GeneratedRecord } from './records.js';
import { validRecords } from './records.js';

/** Values at the edges of what the schemas say, and of every type. */
const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1,
    2.5,
    -0.5,
    1e21,
    1e-7,
    2 ** 53,
    '',
    ' ',
    '0',
    '5',
    'x',
    [],
    [1],
    {},
    { '': null },
  ),
  // 99 to 101 characters, each of two UTF-16 units.
  fc.constantFrom(
    ...[99, 100, 101].flatMap((length) => ['😀'.repeat(length), 'é'.repeat(length), 'e\u0301'.repeat(length / 2)]),
  ),
  fc.constantFrom(...DATE_TIMES.map(([text]) => text)),
  fc.constantFrom('track', 'identify', 'alias', 'Track', 'u_1', 'Message Sent', 'Item Purchased'),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 2, noUnicodeString: false }),
);

const TOP_FIELDS = [
  ...['type', 'action', 'event', 'userId', 'anonymousId', 'messageId', 'timestamp', 'originalTimestamp', 'sentAt'],
  ...['receivedAt', 'context', 'integrations', 'traits', 'properties', 'groupId', 'previousId', 'name', 'category'],
];

const PROPERTY_FIELDS = [
  ...['conversationId', 'messageId', 'message_body', 'role', 'message_count', 'type', 'action', 'sub_type', 'rating'],
];

const EVENT_NAMES = KINDS.flatMap(({ event }) => (event === undefined ? [] : [event, ...respelled(event)]));

type Mutation = (value: Fields) => Fields;

const inProperties =
  (change: Mutation): Mutation =>
  (value) => {
    const { properties } = value;
    const isObject = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
    return isObject ? { ...value, properties: change(properties as Fields) } : value;
  };

const without = (object: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));

/** Sets, removes or renames one of some fields. */
function mutationsOf(fields: readonly string[]): fc.Arbitrary<Mutation> {
  const field = fc.constantFrom(...fields);
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(field, values).map(
        ([key, to]): Mutation =>
          (value) => ({ ...value, [key]: to }),
      ),
    },
    field.map(
      (key): Mutation =>
        (value) =>
          without(value, key),
    ),
    field.chain((key) =>
      fc.constantFrom(...respelled(key), key.replace('Id', '_id')).map(
        (name): Mutation =>
          (value) =>
            Object.hasOwn(value, key) ? { ...without(value, key), [name]: value[key] } : value,
      ),
    ),
  );
}

const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  mutationsOf(TOP_FIELDS),
  mutationsOf(PROPERTY_FIELDS).map(inProperties),
  fc.constantFrom(...EVENT_NAMES).map(
    (event): Mutation =>
      (value) => ({ ...value, event }),
  ),
  // A field in the wrong place.
  fc.constantFrom(...PROPERTY_FIELDS).map(
    (key): Mutation =>
      (value) => {
        const inside = (value['properties'] ?? {}) as Fields;
        return Object.hasOwn(inside, key)
          ? { ...inProperties((all) => without(all, key))(value), [key]: inside[key] }
          : value;
      },
  ),
  fc.constantFrom(...TOP_FIELDS).map(
    (key): Mutation =>
      (value) =>
        inProperties((all) => ({ ...all, [key]: value[key] ?? null }))(without(value, key)),
  ),
);

const aliased: fc.Arbitrary<GeneratedRecord> = validRecords.chain(({ kind, value }) =>
  fc.constantFrom('conversationId', 'messageId', 'message_body', 'rating').chain((field) =>
    fc.constantFrom(field, ...aliasesOf(kind, 'properties', field)).map((name) => ({
      kind,
      value: inProperties((all) => ({ ...without(all, field), [name]: all[field] ?? 'x' }))(value),
    })),
  ),
);

/** Records of every kind with several things done to them. */
export const mutatedRecords: fc.Arbitrary<Fields> = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: validRecords }, aliased), fc.array(mutations, { maxLength: 4 }))
  .map(([{ value }, done]) => done.reduce((so, mutate) => mutate(so), value));
