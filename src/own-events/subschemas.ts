import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { OWN_KEYWORDS } from '../schema/json-schema.js';
import { appendToPointer } from '../text/json-pointer.js';

/** Keywords whose value is a schema, a list of schemas, or schemas by name; draft-07 and 2020-12 together. */
const SINGLE = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const LISTS = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']);
const MAPS = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties']);

/** The keywords among them that apply to the value itself, not to something in it. */
const SAME_VALUE = new Set([
  'allOf',
  'anyOf',
  'dependencies',
  'dependentSchemas',
  'else',
  'if',
  'not',
  'oneOf',
  'then',
]);

/** Keywords whose value is an object or a list, but no schema. */
const OTHERS = new Set<string>([
  'const',
  'default',
  'dependentRequired',
  'enum',
  'examples',
  'required',
  'type',
  ...OWN_KEYWORDS,
]);

/** Whether an unknown keyword holds an object or a list: validators may look for schemas in it and misread them. */
export function holdsUnknown(keyword: string, value: unknown): boolean {
  const isKnown = [SINGLE, LISTS, MAPS, OTHERS].some((keywords) => keywords.has(keyword));
  return typeof value === 'object' && value !== null && !isKnown;
}

/** What a subschema is replaced by. */
type Change = (schema: unknown, pointer: string) => unknown;

function changedValue(keyword: string, value: unknown, pointer: string, change: Change): unknown {
  if (LISTS.has(keyword) && Array.isArray(value)) {
    return value.map((inner, index) => change(inner, appendToPointer(pointer, index)));
  }
  if (SINGLE.has(keyword)) return change(value, pointer);
  if (!MAPS.has(keyword) || !isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    // The old `dependencies` also lists names.
    return [name, Array.isArray(inner) ? inner : change(inner, appendToPointer(pointer, name))] as const;
  });
  return Object.fromEntries(entries);
}

/** A copy of a schema in which each schema that stands directly in it is changed; all else stays as it is. */
export function mapSubschemas(schema: JsonObject, pointer: string, change: Change): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      changedValue(keyword, value, appendToPointer(pointer, keyword), change),
    ]),
  );
}

/** The schemas that stand directly in a schema, with their pointers. */
export function subschemas(schema: unknown, pointer: string): [schema: JsonObject, pointer: string][] {
  const found: [JsonObject, string][] = [];
  if (isObject(schema)) {
    mapSubschemas(schema, pointer, (inner, at) => {
      if (isObject(inner)) found.push([inner, at]);
      return inner;
    });
  }
  return found;
}

/** Those among the subschemas that apply to the value that the schema itself applies to. */
export function sameValueSubschemas(schema: JsonObject, pointer: string): [schema: JsonObject, pointer: string][] {
  const beside = Object.entries(schema).filter(([keyword]) => SAME_VALUE.has(keyword));
  return subschemas(Object.fromEntries(beside), pointer);
}
