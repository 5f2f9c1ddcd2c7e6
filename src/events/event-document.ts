import { bundle } from '../own-events/bundle.js';
import { madeOf } from '../own-events/effective-schema.js';
import type { SchemaLibrary } from '../own-events/schema-library.js';
import type { SchemaSource, Target } from '../own-events/schema-source.js';
import type { JsonObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';

/** An event's whole schema as one place that others can refer to. */
function asTarget(
  schema: EventSchema,
  index: number,
  fallback: SchemaLibrary,
): { target: Target; library: SchemaLibrary } {
  const { parts, library } = madeOf(schema, fallback);
  const targets = [...parts.base, ...parts.event, ...parts.plan, ...parts.common];
  const [first] = targets;
  if (schema.files.length === 0 && first !== undefined) return { target: first, library };
  const { title, description, names } = schema;
  const { properties } = schema.document;
  const source: SchemaSource = {
    url: `copilot-events:/events/${index}`,
    name: names[0] ?? title,
    schema: {
      title,
      description,
      properties,
      allOf: targets.map(({ source, pointer }) => ({ $ref: `${source.url}#${pointer}` })),
    },
    file: undefined,
    at: '',
    draft: undefined,
  };
  library.add(source);
  return { target: { source, pointer: '' }, library };
}

/** A document that only refers to its first definition, with that definition in its place. */
function unwrapped(document: JsonSchema): JsonSchema {
  const { $schema, definitions, $defs } = document as JsonObject as Record<string, JsonObject>;
  const [[name, first] = ['', {}], ...others] = Object.entries(definitions ?? $defs ?? {}) as [string, JsonObject][];
  const keyword = definitions === undefined ? '$defs' : 'definitions';
  if (JSON.stringify([first, others]).includes(`"#/${keyword}/${name}"`)) return document;
  return { $schema, ...first, ...(others.length === 0 ? {} : { [keyword]: Object.fromEntries(others) }) } as JsonSchema;
}

/**
 * The schema of one event, or one schema that any of several events satisfies: self-contained, so that every validator can
 * use it as it is.
 */
export function eventDocument(schemas: readonly EventSchema[], library: SchemaLibrary): JsonSchema {
  const made = schemas.map((schema, index) => asTarget(schema, index, library));
  const all = made.find((one) => one.library !== library)?.library ?? library;
  const targets = made.map(({ target }) => target);
  if (targets.length === 1) return unwrapped(bundle(all, targets));
  const head = { title: 'Known events', description: 'A record of any of the events that are known.' };
  return bundle(all, targets, head, { join: 'anyOf' });
}
