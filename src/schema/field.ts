import { appendToPointer } from '../text/json-pointer.js';
import type { JsonSchema, ResolveRef } from './json-schema.js';
import { appliedSchemas, memberOf, neededValue, schemaAt } from './json-schema.js';

/** A field that a schema describes, at the top level of a record or in its `properties`. */
export interface Field {
  readonly name: string;
  /** The object it belongs in: `''` for the top level. */
  readonly parent: '' | 'properties';
  readonly pointer: string;
  readonly required: boolean;
  readonly aliases: readonly string[];
  /** A description of its values: `a non-empty string`. */
  readonly needed: string | undefined;
  readonly description: string | undefined;
  readonly types: readonly string[];
  readonly default: unknown;
}

/** The schemas that describe the members of the record itself or of its `properties`. */
function partsOf(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): JsonSchema[] {
  return [...appliedSchemas(schema, resolve)].flatMap((part) => {
    if (parent === '') return [part];
    const inside = memberOf(part, parent);
    return inside === undefined ? [] : [...appliedSchemas(inside, resolve)];
  });
}

/** The names of the members that a schema describes or requires, of the record itself or of its `properties`. */
export function memberNames(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): Set<string> {
  const parts = partsOf(schema, parent, resolve);
  return new Set([
    ...parts.flatMap((part) => Object.keys(part.properties ?? {})),
    ...parts.flatMap((part) => part.required ?? []),
  ]);
}

function formsOf(field: JsonSchema, resolve: ResolveRef): JsonSchema[] {
  return (field.anyOf ?? field.oneOf ?? []).map((form) => schemaAt(form, [], resolve));
}

/** A description of a field's values; where several forms are allowed, of all of them, if each can be described. */
function neededIn(field: JsonSchema, resolve: ResolveRef): string | undefined {
  const needed = neededValue(field);
  if (needed !== undefined) return needed;
  const forms = formsOf(field, resolve).map(neededValue);
  return forms.length === 0 || forms.includes(undefined) ? undefined : [...new Set(forms)].join(' or ');
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The types that a schema allows: those it names, else those of the values it allows; none if every type is allowed. */
export function typesIn(schema: JsonSchema, resolve: ResolveRef): string[] {
  const { type, const: one, enum: several = one === undefined ? [] : [one] } = schema;
  if (type !== undefined) return [type].flat();
  if (several.length > 0) return [...new Set(several.map(jsonType))];
  const forms = formsOf(schema, resolve).map((form) => typesIn(form, resolve));
  return forms.some((types) => types.length === 0) ? [] : [...new Set(forms.flat())];
}

/** The fields that a schema describes, at the top level of a record or in its `properties`. */
export function fieldsOf(schema: JsonSchema, parent: Field['parent'], resolve: ResolveRef): Field[] {
  const at = parent === '' ? [] : [parent];
  const required = new Set(partsOf(schema, parent, resolve).flatMap((part) => part.required ?? []));
  return [...memberNames(schema, parent, resolve)].map((name) => {
    const field = schemaAt(schema, [...at, name], resolve);
    return {
      name,
      parent,
      pointer: appendToPointer(parent === '' ? '' : `/${parent}`, name),
      required: required.has(name),
      aliases: field['x-aliases'] ?? [],
      needed: neededIn(field, resolve),
      description: field.description,
      types: typesIn(field, resolve),
      default: field.default,
    };
  });
}
