import { compile } from 'json-schema-to-typescript';
import { Failure } from '../failure.js';
import type { JsonObject } from '../record/record.js';
import type { Call } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { FindDocument, SchemaDocument } from './gather-schemas.js';
import { SchemaGatherer } from './gather-schemas.js';
import { layOut } from './lay-out.js';

/** A schema of an event or of a call, as types are made from it. */
export interface TypedSchema extends SchemaDocument {
  readonly call: Call;
  /** The event's names; none for the schema of a call. */
  readonly names: readonly string[];
}

const HEADER = '// Made by copilot-events from JSON Schema files. Change those, and make it again.\n\n';

/** The schema of an event, whose `event` distinguishes it from the others; its type is named after it. */
function named({ call, names, document }: TypedSchema): JsonObject {
  if (names.length === 0) return { ...document, title: `${call} call` };
  const { properties = {}, required = [] } = document as JsonSchema;
  const { description = "The event's name." } = properties['event'] ?? {};
  return {
    ...document,
    title: names[0],
    properties: { ...properties, event: { description, enum: names } },
    required: [...new Set([...required, 'event'])],
  };
}

/**
 * TypeScript for events and calls: a type each, named after it; `CopilotEvent`, the union of the events, which a check of
 * `event` narrows; and `CopilotCall`, the union of all. Fields beyond the schemas stay welcome, as `unknown`.
 * @throws {Failure} for a `$ref` that names nothing, or a schema that no types can be made of.
 */
export async function eventTypes(schemas: readonly TypedSchema[], find: FindDocument): Promise<string> {
  const gatherer = new SchemaGatherer(find);
  const gathered = schemas.map((schema, index) => ({
    name: `schema${index}`,
    isEvent: schema.names.length > 0,
    schema: gatherer.gather({ id: schema.id, document: named(schema) }),
  }));
  const refer = ({ name }: { name: string }) => ({ $ref: `#/definitions/${name}` });
  const events = gathered.filter(({ isEvent }) => isEvent);
  const calls = gathered.filter(({ isEvent }) => !isEvent);
  const definitions: Record<string, JsonObject> = {
    ...gatherer.definitions,
    ...Object.fromEntries(gathered.map(({ name, schema }) => [name, schema])),
    events: {
      title: 'CopilotEvent',
      description: 'An event that a schema describes. Its `event` narrows the type.',
      anyOf: events.map(refer),
    },
  };
  const description = 'Any call: an event that a schema describes, or another one.';
  const root = {
    title: 'CopilotCall',
    description,
    anyOf: [refer({ name: 'events' }), ...calls.map(refer)],
    definitions,
  };
  const text = await compile(root as Parameters<typeof compile>[0], 'CopilotCall', {
    bannerComment: '',
    format: false,
    ignoreMinAndMaxItems: true,
    // All there is stands in `root`.
    $refOptions: { resolve: { external: false } },
  }).catch((cause: unknown) => {
    const [reason] = (cause as Error).message.split('\n');
    throw new Failure('bad-schema', `cannot make types of the schemas: ${reason}`, {
      hint: 'one of them is not a JSON Schema: enum has to be a list there, description a text, and so on',
      cause,
    });
  });
  return HEADER + layOut(text);
}
