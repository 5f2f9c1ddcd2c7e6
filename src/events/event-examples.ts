import type { CheckRecord } from '../check/check-record.js';
import { Failure } from '../failure.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { appliedSchemas, memberOf } from '../schema/json-schema.js';
import { safeName } from '../text/safe-name.js';
import type { Extent } from './example-value.js';
import { ExampleMaker } from './example-value.js';

/** The examples of the schemas that we ship, by the schemas' ids. */
export type BuiltInExamples = Readonly<Record<string, readonly unknown[]>>;

/** The examples that an event's schemas hold: whole records, those of this name first. */
function writtenExamples(schema: EventSchema, name: string, builtIn: BuiltInExamples): JsonObject[] {
  const parts = [...appliedSchemas(schema.document, schema.resolve)] as { examples?: unknown }[];
  const written = parts.flatMap(({ examples }) => (Array.isArray(examples) ? (examples as unknown[]) : []));
  const records = [...written, ...Object.values(builtIn).flat()].filter(
    (example): example is JsonObject => isObject(example) && schema.names.includes(example['event'] as string),
  );
  const own = records.filter(({ event }) => event === name);
  if (own.length > 0) return own;
  // Under the event's other name, the same messageId would make it a repetition to Segment.
  return records.map(({ messageId: _, ...record }) => ({ ...record, event: name }));
}

/** The schemas of `properties`, in all parts of a schema. */
function propertiesOf({ document, resolve }: EventSchema): JsonSchema[] {
  return [...appliedSchemas(document, resolve)].flatMap((part) => memberOf(part, 'properties') ?? []);
}

/** A record made from the schema. */
function madeExample(schema: EventSchema, name: string, extent: Extent): JsonObject {
  const maker = new ExampleMaker(schema.resolve, extent);
  const given = new Set(['type', 'event', 'properties']);
  const asked = schema.fields.filter((field) => field.parent === '' && field.required && !given.has(field.name));
  const members = asked.map((field) => [field.name, maker.value(schema.at(field.pointer), field.name)] as const);
  const properties = maker.object({ allOf: propertiesOf(schema) });
  return { type: 'track', event: name, userId: 'u_1842', ...Object.fromEntries(members), properties };
}

/**
 * Records of an event in which there is nothing to find: those that its schemas hold, else one that is made from them.
 * @throws {Failure} if none can be made, for example for a pattern that is too complex.
 */
export function eventExamples(
  schema: EventSchema,
  name: string,
  check: CheckRecord,
  builtIn: BuiltInExamples,
): JsonObject[] {
  const problemsOf = (record: JsonObject) =>
    check({ file: 'example', number: 1, bytes: Buffer.from(JSON.stringify(record)), line: 1, column: 1 }).problems;
  const written = writtenExamples(schema, name, builtIn).filter((record) => problemsOf(record).length === 0);
  if (written.length > 0) return written;
  const candidates = (['all', 'required'] as const).map((extent) => madeExample(schema, name, extent));
  const good = candidates.find((record) => problemsOf(record).length === 0);
  if (good !== undefined) return [good];
  const [problem] = problemsOf(candidates[1] ?? {});
  throw new Failure('bad-schema', `no example of ${safeName(name)} can be made: ${problem?.message}`, {
    hint: 'add one to the schema, under examples: of that field, or whole records at the top',
  });
}
