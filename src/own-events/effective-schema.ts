import type { JsonObject } from '../record/record.js';
import type { Call, EventSchema, SchemaOrigin, Validate } from '../schema/event-schema.js';
import { readEventSchema } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaCompiler } from './ajv-compiler.js';
import { bundle, resolveWithin } from './bundle.js';
import type { SchemaLibrary } from './schema-library.js';
import type { Target } from './schema-source.js';
import { builtInUrl, DRAFT_URLS } from './schema-source.js';

/** The schemas that together describe an event or a call, by their purpose. */
export interface SchemaParts {
  /** What every call of its kind must be. */
  readonly base: readonly Target[];
  /** What the event itself must be: the spec's schema, or the user's in its place. */
  readonly event: readonly Target[];
  /** What the tracking plan asks of it, and of every call. */
  readonly plan: readonly Target[];
  readonly common: readonly Target[];
}

/** A schema with how it was made. */
export interface MadeSchema {
  readonly parts: SchemaParts;
  /** The documents that the parts are found in. */
  readonly library: SchemaLibrary;
  /** The other schemas of a plan that may stand for it: of other versions, or of pages by their names. */
  readonly variants: readonly Variant[];
}

/** One of several schemas for an event or a call, and what a plan calls it. */
export interface Variant {
  readonly schema: EventSchema;
  readonly version: number;
  readonly key?: string;
}

/** A schema that was made here, with how. */
interface MadeEventSchema extends EventSchema {
  readonly made: MadeSchema;
}

/** How a schema was made; one that is built in is all of its own event. `library` holds at least what we ship. */
export function madeOf(schema: EventSchema | MadeEventSchema, library: SchemaLibrary): MadeSchema {
  if ('made' in schema) return schema.made;
  return {
    parts: { base: [], event: [library.targetOf(builtInUrl(schema.id))], plan: [], common: [] },
    library,
    variants: [],
  };
}

/** A schema that is compiled when it is first used: few runs read all events. */
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
  /** The schema of the event's name without the name itself: other names that logs use for it, for example. */
  readonly event: JsonSchema;
  readonly title: string;
  readonly description: string;
}

/** Which schema holds for a record, where several may: the choice, and what there is to choose from. */
export interface VariantChoice {
  choose(value: JsonObject): EventSchema;
  readonly variants: readonly Variant[];
}

/** The schema that the records of an event or a call are checked against: all of its parts, as one document. */
export function effectiveSchema(
  head: EffectiveHead,
  parts: SchemaParts,
  { library, compiler }: { readonly library: SchemaLibrary; readonly compiler: SchemaCompiler },
  { origin, files }: Pick<SchemaOrigin, 'origin' | 'files'>,
  choice?: VariantChoice,
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
  const from = { origin, files, ...(choice === undefined ? {} : { variant: choice.choose }) };
  const schema = readEventSchema(id, document as JsonObject, validate, resolveWithin(document), from);
  const made: MadeSchema = { parts, library, variants: choice?.variants ?? [] };
  return Object.assign(schema, { made }) satisfies MadeEventSchema;
}
