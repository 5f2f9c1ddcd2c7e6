import type { JsonObject } from '../record/record.js';
import type { Call, EventSchema, SchemaOrigin, Validate } from '../schema/event-schema.js';
import { readEventSchema } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaCompiler } from './ajv-compiler.js';
import { bundle, resolveWithin } from './bundle.js';
import type { SchemaLibrary } from './schema-library.js';
import type { Target } from './schema-source.js';
import { builtInUrl, DRAFT_URLS } from './schema-source.js';

/** The schemas that together say what an event or a call must be, by what they are there for. */
export interface SchemaParts {
  /** What every call of its kind must be. */
  readonly base: readonly Target[];
  /** What the event itself must be: the spec's schema, or the user's in its place. */
  readonly event: readonly Target[];
  /** What the tracking plan asks of it, and of every call. */
  readonly plan: readonly Target[];
  readonly common: readonly Target[];
}

const NO_PARTS: SchemaParts = { base: [], event: [], plan: [], common: [] };

const known = new WeakMap<EventSchema, { readonly parts: SchemaParts; readonly library: SchemaLibrary }>();

/** The schemas that an event's or a call's is made of, and the documents that they are found in. */
export function partsOf(schema: EventSchema, library: SchemaLibrary): { parts: SchemaParts; library: SchemaLibrary } {
  const made = known.get(schema);
  if (made !== undefined) return made;
  const target = library.targetOf(builtInUrl(schema.id));
  return { parts: { ...NO_PARTS, event: [target] }, library };
}

/** A schema that is compiled when it is first asked: a run rarely meets all events. */
function lazily(compile: () => Validate): Validate {
  let compiled: Validate | undefined;
  const validate: Validate = (value) => {
    compiled ??= compile();
    const valid = compiled(value);
    validate.errors = compiled.errors ?? null;
    return valid;
  };
  return validate;
}

/** What names an effective schema. */
export interface EffectiveHead {
  readonly id: string;
  readonly call: Call;
  readonly names: readonly string[];
  /** What is said of the event's name beside the names themselves, such as names for it in the wild. */
  readonly event: JsonSchema;
  readonly title: string;
  readonly description: string;
}

/** The schema by which an event or a call is judged: all of its parts, as one document. */
export function effectiveSchema(
  head: EffectiveHead,
  parts: SchemaParts,
  library: SchemaLibrary,
  compiler: SchemaCompiler,
  from: SchemaOrigin,
): EventSchema {
  const { id, call, names, event, title, description } = head;
  const { const: _const, enum: _enum, ...about } = event;
  const properties: JsonObject = {
    type: { description: `The call's name, which is "${call}".`, const: call },
    ...(names.length === 0
      ? {}
      : { event: { ...about, ...(names.length === 1 ? { const: names[0] } : { enum: names }) } }),
  };
  const targets = [...parts.base, ...parts.event, ...parts.plan, ...parts.common];
  const document = bundle(library, targets, { title, description, properties });
  const draft = (document as JsonObject)['$schema'] === DRAFT_URLS['2020-12'] ? '2020-12' : 'draft-07';
  const validate = lazily(() => compiler.compile(document, draft));
  const schema = readEventSchema(id, document as JsonObject, validate, resolveWithin(document), from);
  known.set(schema, { parts, library });
  return schema;
}
