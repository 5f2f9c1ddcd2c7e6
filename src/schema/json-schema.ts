import { isObject } from '../record/record.js';

/** A JSON Schema as far as we read it; draft-07. Keywords that we do not know are left alone. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  /** Ours: wrong names under which the field is found in real logs. */
  readonly 'x-aliases'?: readonly string[];
  /** Ours, on an event's name: names that the spec used before, and names that mean the same elsewhere. */
  readonly 'x-outdated-names'?: readonly string[];
  readonly 'x-other-names'?: readonly string[];
}

/** The keywords of ours, which validators have to be told of or ignore. */
export const OWN_KEYWORDS = ['x-aliases', 'x-outdated-names', 'x-other-names'] as const;

/** Finds the schema that a `$ref` names; undefined if it is none of ours. */
export type ResolveRef = (ref: string) => JsonSchema | undefined;

/** A schema with all that applies at the same place: its own `allOf` and what its `$ref` names, flattened. */
export function* appliedSchemas(schema: JsonSchema, resolve: ResolveRef): Generator<JsonSchema> {
  yield schema;
  if (schema.$ref !== undefined) {
    const target = resolve(schema.$ref);
    if (target !== undefined) yield* appliedSchemas(target, resolve);
  }
  for (const part of schema.allOf ?? []) yield* appliedSchemas(part, resolve);
}

/**
 * What the schemas say of the value at a pointer's keys, all that apply merged into one; the outermost wins. Empty if
 * they say nothing.
 */
export function schemaAt(schema: JsonSchema, keys: readonly string[], resolve: ResolveRef): JsonSchema {
  let level = [...appliedSchemas(schema, resolve)];
  for (const key of keys) {
    level = level.flatMap((part) => {
      const member = part.properties?.[key];
      const item = Array.isArray(part.items) ? part.items[Number(key)] : part.items;
      const inside = member ?? (/^\d+$/.test(key) && isObject(item) ? (item as JsonSchema) : undefined);
      return inside === undefined ? [] : [...appliedSchemas(inside, resolve)];
    });
  }
  return Object.assign({}, ...level.reverse());
}

/** What a schema asks for, in words and with the article: `a non-empty string`; undefined if it does not say. */
export function neededValue(schema: JsonSchema): string | undefined {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  return types.length === 0 ? undefined : types.map((type) => typeName(type, schema)).join(' or ');
}

function typeName(type: string, { format, minLength, maxLength, minimum, maximum }: JsonSchema): string {
  switch (type) {
    case 'string':
      if (format === 'date-time') return 'an RFC 3339 date-time string';
      if (maxLength !== undefined) return `a string of ${minLength ?? 0} to ${maxLength} characters`;
      return minLength === undefined || minLength === 0 ? 'a string' : 'a non-empty string';
    case 'number':
    case 'integer': {
      const name = type === 'number' ? 'a number' : 'an integer';
      if (minimum !== undefined && maximum !== undefined) return `${name} from ${minimum} to ${maximum}`;
      if (minimum !== undefined) return `${name} of at least ${minimum}`;
      return maximum === undefined ? name : `${name} of at most ${maximum}`;
    }
    case 'object':
    case 'array':
      return `an ${type}`;
    default:
      return `a ${type}`;
  }
}
