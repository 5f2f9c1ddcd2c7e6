import { isObject } from '../record/record.js';

/** A JSON Schema as far as we read it; draft-07 or 2020-12. Keywords that we do not know are left alone. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** Ours: wrong names under which the field is found in real logs. */
  readonly 'x-aliases'?: readonly string[];
  /** Ours, on an event's name: names that the spec used before, and names that mean the same elsewhere. */
  readonly 'x-outdated-names'?: readonly string[];
  readonly 'x-other-names'?: readonly string[];
}

/** Our own keywords; other validators have to ignore them or be configured for them. */
export const OWN_KEYWORDS = ['x-aliases', 'x-outdated-names', 'x-other-names'] as const;

/** Finds the schema that a `$ref` names; undefined if it is none of ours. */
export type ResolveRef = (ref: string) => JsonSchema | undefined;

/**
 * A schema with all that applies at the same place: its own `allOf` and what its `$ref` names, flattened, each once, however
 * often it is referred to.
 */
export function appliedSchemas(schema: JsonSchema, resolve: ResolveRef): Set<JsonSchema> {
  const applied = new Set<JsonSchema>();
  const add = (one: JsonSchema | undefined): void => {
    // `true` and `false` are schemas, too, and have no keywords.
    if (typeof one !== 'object' || applied.has(one)) return;
    applied.add(one);
    if (one.$ref !== undefined) add(resolve(one.$ref));
    for (const part of one.allOf ?? []) add(part);
  };
  add(schema);
  return applied;
}

/** The schema of a key in `properties`. */
export function memberOf({ properties }: JsonSchema, key: string): JsonSchema | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/**
 * The schema of the value at a pointer's keys: all that apply merged into one, where the outermost wins. Empty if none applies.
 */
export function schemaAt(schema: JsonSchema, keys: readonly string[], resolve: ResolveRef): JsonSchema {
  let level = appliedSchemas(schema, resolve);
  for (const key of keys) {
    const inside = [...level].flatMap((part) => {
      const member = memberOf(part, key);
      const listed = part.prefixItems ?? (Array.isArray(part.items) ? (part.items as readonly JsonSchema[]) : []);
      const item = listed[Number(key)] ?? part.items;
      const one = member ?? (/^\d+$/.test(key) && isObject(item) ? (item as JsonSchema) : undefined);
      return one === undefined ? [] : [...appliedSchemas(one, resolve)];
    });
    level = new Set(inside);
  }
  // Not Object.assign, which takes a keyword called __proto__ for more than a name.
  return Object.fromEntries([...level].reverse().flatMap((part) => Object.entries(part)));
}

/** At most this many of the allowed values are named. */
const SHOWN_VALUES = 8;

/** A description, with the article, of the values that a schema allows: `a non-empty string`; undefined if it allows any. */
export function neededValue(schema: JsonSchema): string | undefined {
  // `true` and `false` are schemas, too; they describe nothing in particular.
  if (typeof schema !== 'object') return undefined;
  if (!needed.has(schema)) needed.set(schema, neededBy(schema));
  return needed.get(schema);
}

const needed = new WeakMap<JsonSchema, string | undefined>();

function neededBy(schema: JsonSchema): string | undefined {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    const shown = schema.enum.slice(0, SHOWN_VALUES).map((value) => JSON.stringify(value));
    return `one of ${shown.join(', ')}${shown.length < schema.enum.length ? ' and others' : ''}`;
  }
  const all = [schema.type ?? []].flat();
  const types = all.length === 1 ? all : all.filter((type) => type !== 'null');
  return types.length === 0 ? undefined : types.map((type) => typeName(type, schema)).join(' or ');
}

/** A description, with the article, of the strings of a format; undefined for a format that JSON Schema does not define. */
export function formatNeeded(format: string): string | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format as keyof typeof FORMATS] : undefined;
}

const FORMATS = {
  date: 'a date such as 2024-05-15',
  'date-time': 'an RFC 3339 date-time string',
  duration: 'a duration such as PT15M',
  email: 'an email address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  'json-pointer': 'a JSON Pointer',
  regex: 'a regular expression',
  'relative-json-pointer': 'a relative JSON Pointer',
  time: 'a time with its offset, such as 15:00:00Z',
  uri: 'a URI such as https://example.com/a',
  'uri-reference': 'a URI or a relative reference',
  'uri-template': 'a URI template',
  uuid: 'a UUID',
} as const;

function stringName({ format, minLength = 0, maxLength }: JsonSchema): string {
  const inFormat = format === undefined ? undefined : formatNeeded(format);
  if (inFormat !== undefined) return inFormat;
  if (maxLength !== undefined) {
    return `a string of ${minLength === maxLength ? '' : `${minLength} to `}${maxLength} characters`;
  }
  if (minLength === 0) return 'a string';
  return minLength === 1 ? 'a non-empty string' : `a string of at least ${minLength} characters`;
}

function numberName(name: string, { minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `${name} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${name} of at least ${minimum}`;
  return maximum === undefined ? name : `${name} of at most ${maximum}`;
}

const TYPE_NAMES: Readonly<Record<string, (schema: JsonSchema) => string>> = {
  string: stringName,
  number: (schema) => numberName('a number', schema),
  integer: (schema) => numberName('an integer', schema),
  null: () => 'null',
  object: () => 'an object',
  array: () => 'an array',
};

function typeName(type: string, schema: JsonSchema): string {
  return Object.hasOwn(TYPE_NAMES, type) ? (TYPE_NAMES[type]?.(schema) ?? type) : `a ${type}`;
}
