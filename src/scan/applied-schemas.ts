import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';

/** Thrown for a schema that the scanner does not support: its records need the full check. */
export class Unsupported extends Error {}

/** A schema with the document that its local references point into. */
export interface Part {
  readonly schema: JsonSchema;
  readonly base: JsonSchema;
}

/** Keywords that restrict nothing. */
export const ANNOTATIONS = new Set([
  ...['$schema', '$comment', 'title', 'description', 'default', 'examples', 'definitions', '$defs', 'deprecated'],
  ...['readOnly', 'writeOnly', 'x-aliases', 'x-outdated-names', 'x-other-names'],
]);
const KNOWN = new Set([
  ...['$ref', 'allOf', 'anyOf', 'type', 'const', 'enum', 'minLength', 'maxLength', 'minimum', 'maximum', 'format'],
  ...['properties', 'required', 'additionalProperties', 'items'],
]);

/** Deeper schemas are not supported. */
export const MAX_DEPTH = 30;

/** The target of a local reference. */
function atPointer(document: JsonSchema, ref: string): unknown {
  let value: unknown = document;
  for (const key of decodeURIComponent(ref.slice(1)).split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw new Unsupported(ref);
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** All schemas that apply where a schema does: the schema itself, the target of its `$ref`, and its `allOf`. */
export function expand(schema: unknown, base: JsonSchema, resolve: ResolveRef, depth = 0): Part[] {
  if (schema === true || schema === undefined) return [];
  if (schema === false) return [{ schema: { enum: [] }, base }];
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) throw new Unsupported();
  const own = schema as JsonSchema;
  refuseUnknownKeywords(own, own === base);
  return [
    { schema: own, base },
    ...(own.$ref === undefined ? [] : expandRef(own.$ref, base, resolve, depth + 1)),
    ...(own.allOf ?? []).flatMap((part) => expand(part, base, resolve, depth + 1)),
  ];
}

function refuseUnknownKeywords(schema: JsonSchema, isDocument: boolean): void {
  for (const keyword of Object.keys(schema)) {
    if (keyword === '$id' && isDocument) continue;
    if (!ANNOTATIONS.has(keyword) && !KNOWN.has(keyword)) throw new Unsupported(keyword);
  }
}

function expandRef(ref: string, base: JsonSchema, resolve: ResolveRef, depth: number): Part[] {
  if (ref.startsWith('#')) return expand(ref === '#' ? base : atPointer(base, ref), base, resolve, depth);
  const target = resolve(ref);
  if (target === undefined) throw new Unsupported(ref);
  return expand(target, target, resolve, depth);
}
