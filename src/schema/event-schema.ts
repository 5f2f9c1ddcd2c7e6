import type { JsonObject } from '../record/record.js';
import { pointerKeys } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import type { Field } from './field.js';
import { fieldsOf, memberNames } from './field.js';
import type { JsonSchema, ResolveRef } from './json-schema.js';
import { schemaAt } from './json-schema.js';

/** The six calls of Segment's tracking API. */
export const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type Call = (typeof CALLS)[number];

/** Tells the name of a call from everything else. */
export function isCall(value: unknown): value is Call {
  return CALLS.includes(value as Call);
}

/** One error of a compiled schema, as Ajv makes it. */
export interface KeywordError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
  readonly message?: string;
  /** The keyword's value and the schema that holds it; only those compiled at run time give them. */
  readonly schema?: unknown;
  readonly parentSchema?: JsonSchema;
}

/** A compiled schema, as Ajv makes it: returns whether a value is valid, and sets `errors`. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly KeywordError[] | null;
}

/** Where an event's name comes from: Segment's spec, schemas of the user's own, or their tracking plan. */
export type Origin = 'spec' | 'own' | 'plan';

/** What is known of a schema beside its document. */
export interface SchemaOrigin {
  readonly origin: Origin;
  /** The files that it was made from, the spec's apart; none if it is built in. */
  readonly files: readonly string[];
  /** The schema for one record, where a plan has several versions of an event. */
  readonly variant?: (value: JsonObject) => EventSchema;
}

/** A schema that records are checked against: that of an event, or that of a call. */
export interface EventSchema extends SchemaOrigin {
  /** Its path within `schemas/`, without the ending: `events/message-sent`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly call: Call;
  /** The event's names as the spec writes them; none for the schema of a call. */
  readonly names: readonly string[];
  readonly outdatedNames: readonly string[];
  readonly otherNames: readonly string[];
  readonly fields: readonly Field[];
  /** The fields by every name, right or wrong, in normal form. */
  readonly fieldsByName: ReadonlyMap<string, readonly Field[]>;
  readonly topNames: ReadonlySet<string>;
  readonly propertyNames: ReadonlySet<string>;
  readonly validate: Validate;
  readonly document: JsonSchema;
  readonly resolve: ResolveRef;
  /** The schema of the value at a JSON Pointer, with all that applies there. */
  at(pointer: string): JsonSchema;
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

/** The schemas of at most this many pointers are cached: few pointers make most problems. */
const MAX_KNOWN_POINTERS = 1000;

/** Reads a schema document lazily: most logs have few of the events. */
class DescribedSchema implements EventSchema {
  readonly id: string;
  readonly validate: Validate;
  readonly document: JsonSchema;
  readonly resolve: ResolveRef;
  readonly origin: Origin;
  readonly files: readonly string[];
  declare readonly variant?: (value: JsonObject) => EventSchema;
  readonly title: string;
  readonly description: string;
  readonly call: Call;
  readonly names: readonly string[];
  readonly outdatedNames: readonly string[];
  readonly otherNames: readonly string[];
  readonly #known = new Map<string, JsonSchema>();
  #fields: readonly Field[] | undefined;
  #fieldsByName: Map<string, readonly Field[]> | undefined;
  #topNames: Set<string> | undefined;
  #propertyNames: Set<string> | undefined;

  constructor(id: string, document: JsonObject, validate: Validate, resolve: ResolveRef, from: SchemaOrigin) {
    const schema = document as JsonSchema;
    const { type, event } = schema.properties ?? {};
    this.id = id;
    this.validate = validate;
    this.title = schema.title ?? id;
    this.description = schema.description ?? '';
    this.call = isCall(type?.const) ? type.const : 'track';
    this.names = strings([event?.const, ...(event?.enum ?? [])]);
    this.outdatedNames = event?.['x-outdated-names'] ?? [];
    this.otherNames = event?.['x-other-names'] ?? [];
    this.document = schema;
    this.resolve = resolve;
    this.origin = from.origin;
    this.files = from.files;
    if (from.variant !== undefined) this.variant = from.variant;
  }

  get fields(): readonly Field[] {
    this.#fields ??= [
      ...fieldsOf(this.document, '', this.resolve),
      ...fieldsOf(this.document, 'properties', this.resolve),
    ];
    return this.#fields;
  }

  get fieldsByName(): ReadonlyMap<string, readonly Field[]> {
    if (this.#fieldsByName === undefined) {
      this.#fieldsByName = new Map();
      for (const field of this.fields) {
        for (const name of new Set([field.name, ...field.aliases].map(normalName))) {
          this.#fieldsByName.set(name, [...(this.#fieldsByName.get(name) ?? []), field]);
        }
      }
    }
    return this.#fieldsByName;
  }

  get topNames(): ReadonlySet<string> {
    this.#topNames ??= this.#namesIn('');
    return this.#topNames;
  }

  get propertyNames(): ReadonlySet<string> {
    this.#propertyNames ??= this.#namesIn('properties');
    return this.#propertyNames;
  }

  at(pointer: string): JsonSchema {
    let schema = this.#known.get(pointer);
    if (schema === undefined) {
      schema = schemaAt(this.document, pointerKeys(pointer), this.resolve);
      if (this.#known.size < MAX_KNOWN_POINTERS) this.#known.set(pointer, schema);
    }
    return schema;
  }

  #namesIn(parent: Field['parent']): Set<string> {
    return memberNames(this.document, parent, this.resolve);
  }
}

const BUILT_IN: SchemaOrigin = { origin: 'spec', files: [] };

/** Reads from a schema document all that the checks want to know of it. */
export function readEventSchema(
  id: string,
  document: JsonObject,
  validate: Validate,
  resolve: ResolveRef,
  from: SchemaOrigin = BUILT_IN,
): EventSchema {
  return new DescribedSchema(id, document, validate, resolve, from);
}
