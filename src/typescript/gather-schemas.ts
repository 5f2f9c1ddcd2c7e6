import { Failure } from '../failure.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { pointerKeys } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';

/** A schema document, and where it is: a path or an address, from which its relative `$ref`s start. */
export interface SchemaDocument {
  readonly id: string;
  readonly document: JsonObject;
}

/**
 * Finds the document that a `$ref` names (without its fragment) as it stands in the document with the id `from`; undefined
 * if there is none. It looks among what was loaded already: nothing is fetched for the sake of types.
 */
export type FindDocument = (ref: string, from: string) => SchemaDocument | undefined;

/** Keywords that matter for a type, by what they contain. All others, such as lengths and examples, are left out. */
const PLAIN = ['type', 'const', 'enum', 'required', 'deprecated'];
const NOTES = ['title', 'description'];
const SCHEMAS_BY_NAME = ['properties', 'patternProperties'];
const LISTS_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf'];

/** Finds `$anchor: name`, or `$id: '#name'` as draft-07 writes it. */
function anchored(schema: unknown, name: string): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  if (isObject(schema) && (schema['$anchor'] === name || schema['$id'] === `#${name}`)) return schema;
  for (const member of Object.values(schema)) {
    const found = anchored(member, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function atFragment({ document }: SchemaDocument, fragment: string): unknown {
  if (fragment !== '' && !fragment.startsWith('/')) return anchored(document, fragment);
  return pointerKeys(fragment).reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined,
    document,
  );
}

/** The fragment of a `$ref`, its percent escapes undone where they are right. */
function fragmentOf(ref: string): string {
  const fragment = ref.slice(ref.indexOf('#') + 1);
  try {
    return ref.includes('#') ? decodeURIComponent(fragment) : '';
  } catch {
    return fragment;
  }
}

/** Brings together what applies at one place: a schema's own keywords, its `allOf`, and what its `$ref` names. */
function combined(schema: JsonObject, target: JsonObject | undefined): JsonObject {
  const { title, description, allOf, ...own } = schema;
  const notes = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  const parts = [
    ...(target === undefined ? [] : [target]),
    ...(Array.isArray(allOf) ? (allOf as readonly JsonObject[]) : []),
    ...(Object.keys(own).length === 0 ? [] : [own]),
  ];
  if (parts.length === 0) return { ...notes, tsType: 'unknown' };
  if (parts.length > 1 || allOf !== undefined) return { ...notes, allOf: parts };
  if (target === undefined) return schema;
  return description === undefined ? target : { description, allOf: [target] };
}

/** The schema of what no other keyword describes: `true` and `false` stay, as they close or open a type. */
function others(schema: unknown, reduce: (part: unknown) => JsonObject): unknown {
  return typeof schema === 'boolean' ? schema : reduce(schema);
}

/** The items of an array: 2020-12 writes `prefixItems` and `items` for what draft-07 writes as `items` and `additionalItems`. */
function reducedItems(schema: JsonObject, reduce: (part: unknown) => JsonObject): JsonObject {
  const { items, prefixItems, additionalItems } = schema;
  const [tuple, rest] = Array.isArray(prefixItems) ? [prefixItems, items] : [items, additionalItems];
  if (tuple === undefined) return {};
  if (!Array.isArray(tuple)) return { items: reduce(tuple) };
  return { items: tuple.map(reduce), ...(rest === undefined ? {} : { additionalItems: others(rest, reduce) }) };
}

/**
 * Puts schemas of many documents into one, reduced to what their types depend on: whatever a `$ref` names becomes one of its
 * `definitions`, under a name of its own.
 */
export class SchemaGatherer {
  /** What was referred to, by name. */
  readonly definitions: Record<string, JsonObject> = {};
  readonly #names = new Map<string, string>();
  readonly #namesByText = new Map<string, string>();
  readonly #find: FindDocument;
  #count = 0;

  constructor(find: FindDocument) {
    this.#find = find;
  }

  /**
   * A document's schema, reduced; `#/definitions/...` is where its references point.
   * @throws {Failure} for a `$ref` that names nothing.
   */
  gather(source: SchemaDocument): JsonObject {
    return this.#reduce(source.document, source);
  }

  #reduce(schema: unknown, source: SchemaDocument): JsonObject {
    // `false` lets nothing through; `true`, like a schema without a word on types, everything.
    if (schema === false) return { tsType: 'never' };
    if (!isObject(schema)) return { tsType: 'unknown' };
    const reduced: Record<string, unknown> = {};
    const reduce = (part: unknown): JsonObject => this.#reduce(part, source);
    for (const keyword of [...PLAIN, ...NOTES]) {
      if (Object.hasOwn(schema, keyword)) reduced[keyword] = schema[keyword];
    }
    for (const keyword of SCHEMAS_BY_NAME) {
      const parts = schema[keyword];
      if (isObject(parts)) {
        reduced[keyword] = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, reduce(part)]));
      }
    }
    for (const keyword of LISTS_OF_SCHEMAS) {
      const parts = schema[keyword];
      if (Array.isArray(parts)) reduced[keyword] = parts.map(reduce);
    }
    const { additionalProperties } = schema;
    if (additionalProperties !== undefined) reduced['additionalProperties'] = others(additionalProperties, reduce);
    Object.assign(reduced, reducedItems(schema, reduce));
    const target =
      typeof schema['$ref'] === 'string' ? { $ref: `#/definitions/${this.#refer(schema['$ref'], source)}` } : undefined;
    return combined(reduced, target);
  }

  /** The name of the definition that a `$ref` leads to, which is made if it is not there yet. */
  #refer(ref: string, from: SchemaDocument): string {
    const address = ref.split('#')[0] ?? '';
    const fragment = fragmentOf(ref);
    const source = address === '' ? from : this.#find(address, from.id);
    const schema = source === undefined ? undefined : atFragment(source, fragment);
    if (source === undefined || (typeof schema !== 'boolean' && !isObject(schema))) {
      throw new Failure(
        'bad-schema',
        `cannot make types of ${safeName(from.id, 200)}: its $ref ${safeName(ref, 200)} names nothing`,
        {
          hint: 'a $ref may name another schema that is loaded, or a part of one; nothing is fetched',
        },
      );
    }
    const key = `${source.id}#${fragment}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `part${this.#count++}`;
    this.#names.set(key, name);
    const title = isObject(schema) && typeof schema['title'] === 'string' ? schema['title'] : undefined;
    const lastPart = [...source.id.split('/'), ...fragment.split('/')].findLast((part) => part !== '') ?? name;
    const reduced = this.#reduce(schema, source);
    const definition = { ...reduced, title: title ?? lastPart.replace(/\.(?:schema\.)?json$/, '') };
    // Self-contained documents each bring along what they share. One that refers to itself has its own name in it.
    const text = JSON.stringify(definition);
    const same = this.#namesByText.get(text);
    if (same !== undefined) {
      this.#names.set(key, same);
      return same;
    }
    this.#namesByText.set(text, name);
    this.definitions[name] = definition;
    return name;
  }
}
