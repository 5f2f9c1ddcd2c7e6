import { appendToPointer, pointerKeys } from '../problem/json-pointer.js';
import type { JsonObject } from '../record/record.js';
import type { JsonSchema, ResolveRef } from './json-schema.js';
import { appliedSchemas, neededValue, schemaAt } from './json-schema.js';
import { normalName } from './normal-name.js';

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
}

/** A compiled schema, as Ajv makes it: says whether a value is valid and leaves the errors behind. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly KeywordError[] | null;
}

/** A field that a schema describes, at the top level of a record or in its `properties`. */
export interface Field {
  readonly name: string;
  /** The object it belongs in: `''` for the top level. */
  readonly parent: '' | 'properties';
  readonly pointer: string;
  readonly required: boolean;
  readonly aliases: readonly string[];
  /** What it holds, in words: `a non-empty string`. */
  readonly needed: string | undefined;
  readonly description: string | undefined;
  readonly types: readonly string[];
  readonly default: unknown;
}

/** A schema that records are checked against: that of an event, or that of a call. */
export interface EventSchema {
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
  /** The schema itself, and the way from a `$ref` in it to what that names. */
  readonly document: JsonSchema;
  readonly resolve: ResolveRef;
  /** What the schema says of the value at a JSON Pointer. */
  at(pointer: string): JsonSchema;
}

/** The schemas that describe the members of the record itself or of its `properties`. */
function partsOf(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): JsonSchema[] {
  return [...appliedSchemas(schema, resolve)].flatMap((part) => {
    if (parent === '') return [part];
    const inside = part.properties?.[parent];
    return inside === undefined ? [] : [...appliedSchemas(inside, resolve)];
  });
}

function memberNames(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): Set<string> {
  return new Set(partsOf(schema, parent, resolve).flatMap((part) => Object.keys(part.properties ?? {})));
}

function fieldsOf(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): Field[] {
  const at = parent === '' ? [] : [parent];
  const parts = partsOf(schema, parent, resolve);
  const names = memberNames(schema, parent, resolve);
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  return [...names].map((name) => {
    const field = schemaAt(schema, [...at, name], resolve);
    return {
      name,
      parent,
      pointer: appendToPointer(parent === '' ? '' : `/${parent}`, name),
      required: required.has(name),
      aliases: field['x-aliases'] ?? [],
      needed: neededValue(field),
      description: field.description,
      types: [field.type ?? []].flat(),
      default: field.default,
    };
  });
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

/** How many pointers' schemas are remembered: the same faults come again and again. */
const KNOWN_POINTERS = 1000;

/** What a schema document tells; read from it when it is asked for, as a run rarely meets all events. */
class DescribedSchema implements EventSchema {
  readonly id: string;
  readonly validate: Validate;
  readonly document: JsonSchema;
  readonly resolve: ResolveRef;
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

  constructor(id: string, document: JsonObject, validate: Validate, resolve: ResolveRef) {
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
      if (this.#known.size < KNOWN_POINTERS) this.#known.set(pointer, schema);
    }
    return schema;
  }

  #namesIn(parent: Field['parent']): Set<string> {
    return memberNames(this.document, parent, this.resolve);
  }
}

/** Reads from a schema document all that the checks want to know of it. */
export function readEventSchema(
  id: string,
  document: JsonObject,
  validate: Validate,
  resolve: ResolveRef,
): EventSchema {
  return new DescribedSchema(id, document, validate, resolve);
}
