import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import { pointerKeys } from '../text/json-pointer.js';
import type { SchemaLibrary } from './schema-library.js';
import type { Draft, SchemaSource, Target } from './schema-source.js';
import { DRAFT_URLS } from './schema-source.js';
import { holdsUnknown, mapSubschemas } from './subschemas.js';

/**
 * Keywords that are not carried over: those that name a document or a place in it, since references are rewritten, and
 * those that are extensions of Ajv and not JSON Schema.
 */
const DROPPED = new Set(
  '$schema $id $ref $anchor $dynamicAnchor $recursiveAnchor $vocabulary $async id nullable definitions $defs'.split(
    ' ',
  ),
);

/** Keywords of 2020-12 that draft-07 does not have. */
const NEWER = new Set(
  'dependentRequired dependentSchemas prefixItems minContains maxContains unevaluatedItems unevaluatedProperties contentSchema'.split(
    ' ',
  ),
);

/** A draft-07 schema in the keywords of 2020-12, its subschemas apart. */
function asNewer(schema: JsonObject): JsonObject {
  const { items, additionalItems, ...rest } = schema;
  const kept = Object.entries(rest).filter(([keyword]) => !NEWER.has(keyword));
  if (Array.isArray(items)) {
    kept.push(['prefixItems', items]);
    if (additionalItems !== undefined) kept.push(['items', additionalItems]);
  } else if (items !== undefined) kept.push(['items', items]);
  return Object.fromEntries(kept);
}

/** Replaces `dependencies` by the two keywords that 2020-12 has for it. */
function withDependenciesSplit(schema: JsonObject): JsonObject {
  const { dependencies, ...rest } = schema;
  if (!isObject(dependencies)) return schema;
  const entries = Object.entries(dependencies);
  const names = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => !Array.isArray(value));
  return {
    ...rest,
    ...(names.length > 0
      ? { dependentRequired: { ...Object.fromEntries(names), ...(rest['dependentRequired'] ?? {}) } }
      : {}),
    ...(schemas.length > 0
      ? { dependentSchemas: { ...Object.fromEntries(schemas), ...(rest['dependentSchemas'] ?? {}) } }
      : {}),
  };
}

/** A schema in which the items that match `contains` count as evaluated, as they do in 2020-12; Ajv does not state which do. */
function withContainedEvaluated(schema: JsonObject): JsonObject {
  const { contains, unevaluatedItems } = schema;
  if (contains === undefined || unevaluatedItems === undefined) return schema;
  return {
    ...schema,
    unevaluatedItems: unevaluatedItems === false ? contains : { anyOf: [contains, unevaluatedItems] },
  };
}

/** Schemas for a property by its name or a pattern, where that is `__proto__`: Ajv passes over that very text. */
function withProtoByPattern(schema: JsonObject): JsonObject {
  const { properties, patternProperties } = schema;
  const byName = isObject(properties) && Object.hasOwn(properties, '__proto__');
  const byPattern = isObject(patternProperties) && Object.hasOwn(patternProperties, '__proto__');
  if (!byName && !byPattern) return schema;
  const entries = Object.entries(isObject(patternProperties) ? patternProperties : {});
  const patterns = entries.map(([pattern, value]) => [pattern === '__proto__' ? '(?:__proto__)' : pattern, value]);
  if (byName) patterns.push(['^__proto__$', Object.entries(properties).find(([name]) => name === '__proto__')?.[1]]);
  return { ...schema, patternProperties: Object.fromEntries(patterns) as JsonObject };
}

/** Follows the references of a bundled document, which all start with `#`. */
export function resolveWithin(document: JsonSchema): ResolveRef {
  return (ref) => valueAt(document, ref.slice(1)) as JsonSchema | undefined;
}

/** All documents that some places refer to, directly or through others. */
function reachedFrom(targets: readonly Target[], library: SchemaLibrary): Set<SchemaSource> {
  const reached = new Set<SchemaSource>();
  const visit = (source: SchemaSource): void => {
    if (reached.has(source)) return;
    reached.add(source);
    for (const reference of library.referencesOf(source)) visit(library.resolve(reference).source);
  };
  for (const { source } of targets) visit(source);
  return reached;
}

/** Gathers what a bundle refers to. */
class Bundle {
  readonly definitions = new Map<string, unknown>();
  readonly draft: Draft;
  readonly #library: SchemaLibrary;
  readonly #names = new Map<string, string>();
  readonly #leaveOut: ReadonlySet<string>;

  constructor(library: SchemaLibrary, draft: Draft, leaveOut: ReadonlySet<string>) {
    this.#library = library;
    this.draft = draft;
    this.#leaveOut = leaveOut;
  }

  get keyword(): '$defs' | 'definitions' {
    return this.draft === 'draft-07' ? 'definitions' : '$defs';
  }

  /** A `$ref` to the copy of what a target names. */
  referTo(target: Target): JsonSchema {
    const { source, pointer } = target;
    if (pointer === '' && this.#leaveOut.has(source.url)) return {};
    const key = `${source.url}#${pointer}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.#freeName(pointerKeys(pointer).at(-1) ?? source.name);
      this.#names.set(key, name);
      this.definitions.set(name, undefined);
      this.definitions.set(name, this.#copy(valueAt(source.schema, pointer), source, pointer));
    }
    return { $ref: `#/${this.keyword}/${name}` };
  }

  #freeName(wanted: string): string {
    const plain = wanted.replace(/[^\w.-]+/g, '-').replace(/^-|-$/g, '') || 'schema';
    let name = plain;
    for (let number = 2; this.definitions.has(name); number++) name = `${plain}-${number}`;
    return name;
  }

  #copy(schema: unknown, source: SchemaSource, pointer: string): unknown {
    if (!isObject(schema)) return schema;
    const reference = this.#library.referenceAt({ source, pointer });
    const kept = Object.fromEntries(
      Object.entries(schema).filter(([keyword, value]) => !DROPPED.has(keyword) && !holdsUnknown(keyword, value)),
    );
    const copied = mapSubschemas(kept, pointer, (inner, at) => this.#copy(inner, source, at));
    const named = withProtoByPattern(withContainedEvaluated(copied));
    const older = source.draft === 'draft-07' && this.draft === '2020-12' ? asNewer(named) : named;
    const current = this.draft === '2020-12' ? withDependenciesSplit(older) : older;
    return reference === undefined ? current : { ...current, ...this.referTo(this.#library.resolve(reference)) };
  }
}

/** The members of a bundled document beside its schemas. */
export interface BundleHead {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: JsonObject;
}

/**
 * One self-contained document that asks for all of some schemas at once (or for any of them): what they refer to is copied
 * into it, and every `$ref` in it starts with `#`. It is draft-07, or 2020-12 if any part of it is.
 */
export function bundle(
  library: SchemaLibrary,
  targets: readonly Target[],
  head: BundleHead = {},
  { join = 'allOf', leaveOut = [] }: { join?: 'allOf' | 'anyOf'; leaveOut?: readonly string[] } = {},
): JsonSchema {
  const newer = [...reachedFrom(targets, library)].some(({ draft }) => draft === '2020-12');
  const draft: Draft = newer ? '2020-12' : 'draft-07';
  const parts = new Bundle(library, draft, new Set(leaveOut));
  const refs = targets.map((target) => parts.referTo(target));
  const { title, description, properties } = head;
  return {
    $schema: DRAFT_URLS[draft],
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    type: 'object',
    ...(properties === undefined ? {} : { properties }),
    [join]: refs,
    ...(parts.definitions.size === 0 ? {} : { [parts.keyword]: Object.fromEntries(parts.definitions) }),
  } as JsonSchema;
}
