import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../failure.js';
import { mapSubschemas } from '../own-events/subschemas.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';

/** Keywords of 2020-12 that draft-07 cannot express. */
const BEYOND = ['minContains', 'maxContains', 'unevaluatedItems', 'unevaluatedProperties'];

/** Keywords for people only; where two schemas are merged, the first one's are kept. */
const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'examples',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Keywords whose meaning hangs on others beside them (`properties`, `items`, `if`), so that these cannot be joined by more. */
const BOUND = new Set(['additionalItems', 'additionalProperties', 'else', 'then']);

/** What `dependencies` of draft-07 says for the two keywords of 2020-12; a key that is in both has to meet both. */
function joinedDependencies(schemas: JsonObject, required: Readonly<Record<string, string[]>>): JsonObject {
  const names = Object.entries(required).map(([key, fields]) => {
    return [key, Object.hasOwn(schemas, key) ? { allOf: [schemas[key], { required: fields }] } : fields];
  });
  return { ...schemas, ...Object.fromEntries(names) };
}

/** A schema, without its subschemas, in draft-07; what draft-07 cannot express is left out. */
function asOlder(schema: JsonObject, lost: Set<string>): JsonObject {
  const { prefixItems, items, dependentRequired, dependentSchemas, ...rest } = schema;
  const kept = Object.entries(rest).filter(([keyword]) => {
    if (BEYOND.includes(keyword)) lost.add(keyword);
    return !BEYOND.includes(keyword) && !keyword.startsWith('x-') && keyword !== 'contentSchema';
  });
  if (rest['minContains'] === 0) return asOlder(Object.fromEntries(kept.filter(([key]) => key !== 'contains')), lost);
  const dependencies = joinedDependencies(
    (dependentSchemas ?? {}) as JsonObject,
    (dependentRequired ?? {}) as Readonly<Record<string, string[]>>,
  );
  return {
    ...Object.fromEntries(kept),
    ...(prefixItems === undefined
      ? items === undefined
        ? {}
        : { items }
      : { items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) }),
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
  };
}

/** Two values of one keyword as one value; undefined if one value cannot express both. */
function mergedKeyword(keyword: string, a: unknown, b: unknown): unknown {
  if (ANNOTATIONS.has(keyword) || isDeepStrictEqual(a, b)) return a;
  if (keyword === 'required') return [...new Set([...(a as string[]), ...(b as string[])])];
  if (keyword === 'allOf') return [...(a as unknown[]), ...(b as unknown[])];
  if (keyword !== 'properties') return undefined;
  const [first, second] = [a as JsonObject, b as JsonObject];
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [one, other] = [first[name], second[name]];
      return [name, one === undefined ? other : other === undefined ? one : bothOf(one, other)];
    }),
  );
}

/** One schema for two: their keywords side by side if that means the same, else `allOf`. */
export function bothOf(a: unknown, b: unknown): unknown {
  if (a === true || isDeepStrictEqual(a, b)) return b;
  if (b === true) return a;
  const [first, second] = [a, b];
  if (!isObject(first) || !isObject(second)) return { allOf: [first, second] };
  const isBound = (schema: JsonObject): boolean => Object.keys(schema).some((keyword) => BOUND.has(keyword));
  if ((isBound(first) && hasTests(second)) || (isBound(second) && hasTests(first))) return { allOf: [first, second] };
  const merged: Record<string, unknown> = {};
  for (const keyword of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [one, other] = [first[keyword], second[keyword]];
    const value = one === undefined ? other : other === undefined ? one : mergedKeyword(keyword, one, other);
    if (value === undefined) return { allOf: [first, second] };
    merged[keyword] = value;
  }
  return merged;
}

function hasTests(schema: JsonObject): boolean {
  return Object.keys(schema).some(
    (keyword) => !ANNOTATIONS.has(keyword) && keyword !== 'required' && keyword !== 'type',
  );
}

/** How often a schema that holds itself is written out within itself. */
const LEVELS = 2;

/** How many schemas there may be once all references are written out: a few lines can refer to each other without end. */
const MAX_COPIES = 100_000;

/** What became of a schema. */
export interface Draft07 {
  readonly schema: JsonObject;
  /** What could not be kept: keywords that draft-07 has nothing for, and the depths of schemas that hold themselves. */
  readonly lost: readonly string[];
}

/**
 * A self-contained document as draft-07 without any `$ref`, and without our own keywords: what a schema refers to stands in
 * its place, and what applies at one place is written side by side where that means the same.
 * @throws {Failure} if that would be too large.
 */
export function toDraft07(document: JsonSchema, resolve: ResolveRef): Draft07 {
  const lost = new Set<string>();
  let copies = 0;
  const copy = (schema: unknown, open: readonly string[]): unknown => {
    if (!isObject(schema)) return schema;
    if (++copies > MAX_COPIES) {
      throw new Failure('bad-schema', 'a schema is too large for a plan once each $ref in it is written out', {
        hint: 'have fewer references within references, or name one event: copilot-events events <name> --as tracking-plan',
      });
    }
    const { $ref, allOf, $defs: _defs, definitions: _definitions, $schema: _schema, ...rest } = schema;
    const older = asOlder(rest, lost);
    const own: unknown = mapSubschemas(older, '', (inner) => copy(inner, open));
    const beside: unknown[] = ((allOf ?? []) as unknown[]).map((part) => copy(part, open));
    if (typeof $ref === 'string') {
      // A schema that holds itself cannot be written out to the end; deeper than this, anything goes.
      if (open.filter((ref) => ref === $ref).length >= LEVELS)
        lost.add(`references of a schema to itself beyond ${LEVELS} levels`);
      else beside.unshift(copy(resolve($ref), [...open, $ref]));
    }
    const parts = beside.filter((part) => !(isObject(part) && Object.keys(part).length === 0));
    const isEmpty = isObject(own) && Object.keys(own).length === 0;
    return parts.reduce((all, part) => bothOf(all, part), isEmpty && parts.length > 0 ? true : own);
  };
  return { schema: copy(document, []) as JsonObject, lost: [...lost] };
}
