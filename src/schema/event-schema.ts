import { appendToPointer } from '../problem/json-pointer.js';
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
  /** What the schema says of the value at a pointer's keys. */
  at(keys: readonly string[]): JsonSchema;
}

function fieldsOf(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): Field[] {
  const at = parent === '' ? [] : [parent];
  const parts = [...appliedSchemas(schema, resolve)].flatMap((part) => {
    if (parent === '') return [part];
    const inside = part.properties?.[parent];
    return inside === undefined ? [] : [...appliedSchemas(inside, resolve)];
  });
  const names = new Set(parts.flatMap((part) => Object.keys(part.properties ?? {})));
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

/** Reads from a schema document all that the checks want to know of it. */
export function readEventSchema(
  id: string,
  document: JsonObject,
  validate: Validate,
  resolve: ResolveRef,
): EventSchema {
  const schema = document as JsonSchema;
  const at = (keys: readonly string[]): JsonSchema => schemaAt(schema, keys, resolve);
  const event = at(['event']);
  const { const: type } = at(['type']);
  const fields = [...fieldsOf(schema, '', resolve), ...fieldsOf(schema, 'properties', resolve)];
  const fieldsByName = new Map<string, Field[]>();
  for (const field of fields) {
    for (const name of new Set([field.name, ...field.aliases].map(normalName))) {
      fieldsByName.set(name, [...(fieldsByName.get(name) ?? []), field]);
    }
  }
  const namesIn = (parent: string) =>
    new Set(fields.filter((field) => field.parent === parent).map(({ name }) => name));
  return {
    id,
    title: schema.title ?? id,
    description: schema.description ?? '',
    call: isCall(type) ? type : 'track',
    names: strings([event.const, ...(event.enum ?? [])]),
    outdatedNames: event['x-outdated-names'] ?? [],
    otherNames: event['x-other-names'] ?? [],
    fields,
    fieldsByName,
    topNames: namesIn(''),
    propertyNames: namesIn('properties'),
    validate,
    at,
  };
}
