import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import { appliedSchemas, schemaAt } from '../schema/json-schema.js';
import { exampleText } from './example-text.js';

/** Which of the fields that a schema describes an example has. */
export type Extent = 'all' | 'required';

/** Deep enough for any event; schemas that refer to themselves would never end. */
const DEEPEST = 8;

const FORMATS: Readonly<Record<string, string>> = {
  date: '2024-05-15',
  'date-time': '2024-05-15T15:00:00Z',
  duration: 'PT15M',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  'json-pointer': '/a',
  'relative-json-pointer': '0',
  regex: '^a',
  time: '15:00:00Z',
  uri: 'https://example.com/a',
  'uri-reference': '/a',
  'uri-template': '/a/{b}',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function exampleString({ format, pattern, minLength = 0, maxLength }: JsonSchema, name: string): string {
  const matching = pattern === undefined ? undefined : exampleText(pattern);
  const text = matching ?? (format === undefined ? undefined : FORMATS[format]) ?? (name === '' ? 'text' : name);
  const long = text.length < minLength ? text.padEnd(minLength, 'x') : text;
  return maxLength === undefined || long.length <= maxLength ? long : long.slice(0, maxLength);
}

function exampleNumber(schema: JsonSchema & JsonObject, integer: boolean): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Readonly<
    Record<string, unknown>
  >;
  const step = typeof multipleOf === 'number' ? multipleOf : integer ? 1 : undefined;
  let value = 1;
  if (typeof maximum === 'number' && value > maximum) value = maximum;
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) value = exclusiveMaximum - (step ?? 0.5);
  if (typeof minimum === 'number' && value < minimum) value = minimum;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) value = exclusiveMinimum + (step ?? 0.5);
  return step === undefined ? value : Math.ceil(value / step) * step;
}

/** Makes values that satisfy schemas as far as that is possible without searching; callers check them. */
export class ExampleMaker {
  readonly #resolve: ResolveRef;
  readonly #extent: Extent;

  constructor(resolve: ResolveRef, extent: Extent) {
    this.#resolve = resolve;
    this.#extent = extent;
  }

  /** A value for a schema; its key `name` is the best clue to what the value should look like. */
  value(given: JsonSchema, name = '', depth = 0): unknown {
    const schema = this.#chosen(given) as JsonSchema & { examples?: readonly unknown[] };
    if (schema.const !== undefined) return schema.const;
    if (schema.examples !== undefined && schema.examples.length > 0) return schema.examples[0];
    if (schema.default !== undefined) return schema.default;
    if (schema.enum !== undefined) return schema.enum.find((value) => value !== null) ?? null;
    switch (this.#typeOf(schema)) {
      case 'object':
        return depth > DEEPEST ? {} : this.object(given, depth);
      case 'array':
        return depth > DEEPEST ? [] : this.#array(schema, name, depth);
      case 'integer':
        return exampleNumber(schema as JsonSchema & JsonObject, true);
      case 'number':
        return exampleNumber(schema as JsonSchema & JsonObject, false);
      case 'boolean':
        return true;
      case 'null':
        return null;
      default:
        return exampleString(schema, name);
    }
  }

  /** An object with the fields that are required, or all that are described. */
  object(given: JsonSchema, depth = 0): JsonObject {
    const parts = [...appliedSchemas(given, this.#resolve)].flatMap((part) => [part, ...this.#forms(part)]);
    const required = new Set(parts.flatMap((part) => part.required ?? []));
    const names = new Set(parts.flatMap((part) => Object.keys(part.properties ?? {})));
    const wanted = this.#extent === 'all' ? [...names, ...required] : [...required];
    const whole = { allOf: parts };
    const members = [...new Set(wanted)].map((name) => {
      const member = schemaAt(whole, [name], this.#resolve);
      const inside = parts.flatMap((part) =>
        part.properties !== undefined && Object.hasOwn(part.properties, name) ? [part.properties[name]] : [],
      );
      return [name, this.value({ ...member, allOf: inside as JsonSchema[] }, name, depth + 1)] as const;
    });
    return Object.fromEntries(members);
  }

  /** A schema with all that applies beside it, one form of those it may take included. */
  #chosen(schema: JsonSchema): JsonSchema {
    const merged = schemaAt(schema, [], this.#resolve);
    const [form] = this.#forms(merged);
    return form === undefined ? merged : { ...form, ...merged };
  }

  #forms({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
    const firsts = [anyOf?.[0], oneOf?.[0]].filter((form) => isObject(form)) as JsonSchema[];
    return firsts.map((form) => schemaAt(form, [], this.#resolve));
  }

  #typeOf(schema: JsonSchema): string {
    const types = [schema.type ?? []].flat();
    if (types.length > 0) return types.find((type) => type !== 'null') ?? 'null';
    if (schema.properties !== undefined || schema.required !== undefined) return 'object';
    if (schema.items !== undefined || schema.prefixItems !== undefined) return 'array';
    return schema.minimum !== undefined || schema.maximum !== undefined ? 'number' : 'string';
  }

  #array(schema: JsonSchema, name: string, depth: number): unknown[] {
    const { items, prefixItems, minItems = 0, contains } = schema as JsonSchema & Readonly<Record<string, unknown>>;
    const listed = prefixItems ?? (Array.isArray(items) ? (items as JsonSchema[]) : []);
    const rest = (isObject(items) ? items : isObject(contains) ? contains : undefined) as JsonSchema | undefined;
    const count = Math.max(Number(minItems), listed.length, rest === undefined ? 0 : 1);
    return Array.from({ length: Math.min(count, 20) }, (_, index) =>
      this.value(listed[index] ?? rest ?? {}, index === 0 ? name : `${name}${index + 1}`, depth + 1),
    );
  }
}
