import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A schema, or a part of one: the tests look at it as plain data. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A part of a schema file that is a schema itself. */
export interface Part {
  readonly file: string;
  readonly pointer: string;
  readonly schema: Schema;
  /** The key of `properties` that it stands under, if it does. */
  readonly property?: string;
}

export const SCHEMAS_URL = new URL('../../schemas/', import.meta.url);

export const FILES: readonly string[] = readdirSync(SCHEMAS_URL, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.json'))
  .sort();

export const EVENT_FILES = FILES.filter((file) => file.startsWith('events/'));

const loaded = new Map<string, Schema>(
  FILES.map((file) => [file, JSON.parse(readFileSync(fileURLToPath(new URL(file, SCHEMAS_URL)), 'utf8')) as Schema]),
);

export function load(file: string): Schema {
  const schema = loaded.get(file);
  if (schema === undefined) throw new Error(`There is no schemas/${file}`);
  return schema;
}

/** The schema at a path of keys; an empty one where there is none. */
export function at(schema: Schema, ...keys: readonly string[]): Schema {
  return keys.reduce<Schema>((inner, key) => (inner[key] ?? {}) as Schema, schema);
}

const MAPS = ['properties', 'definitions', 'patternProperties'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];
const SINGLES = ['items', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else', 'contains'];

/** The pointer as it stands in a URI: percent-encoded, since keys may hold what a URI may not. */
function step(pointer: string, ...keys: readonly string[]): string {
  return [pointer, ...keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')))].join('/');
}

/** Every schema within a schema file, the file's own included. */
export function partsOf(file: string, schema = load(file), pointer = '', property?: string): readonly Part[] {
  const part: Part = property === undefined ? { file, pointer, schema } : { file, pointer, schema, property };
  const inMaps = MAPS.flatMap((keyword) =>
    Object.entries(at(schema, keyword)).flatMap(([key, inner]) =>
      partsOf(file, inner as Schema, step(pointer, keyword, key), keyword === 'properties' ? key : undefined),
    ),
  );
  const inLists = LISTS.flatMap((keyword) =>
    ((schema[keyword] ?? []) as readonly Schema[]).flatMap((inner, index) =>
      partsOf(file, inner, step(pointer, keyword, String(index))),
    ),
  );
  const inSingles = SINGLES.filter((keyword) => typeof schema[keyword] === 'object').flatMap((keyword) =>
    partsOf(file, schema[keyword] as Schema, step(pointer, keyword)),
  );
  return [part, ...inMaps, ...inLists, ...inSingles];
}

export const ALL_PARTS: readonly Part[] = FILES.flatMap((file) => partsOf(file));
