import { pathToFileURL } from 'node:url';
import type { Failure } from '../failure.js';
import type { JsonFile } from '../json-file.js';
import { isObject } from '../record/record.js';
import { documents } from '../schema/generated/built-in.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';

/** The drafts of JSON Schema that schemas may be written in. */
export type Draft = 'draft-07' | '2020-12';

/** The `$schema` that names a draft. */
export const DRAFT_URLS: Readonly<Record<Draft, string>> = {
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** How many levels a schema or a plan may have: functions walk through them recursively. */
export const MAX_SCHEMA_DEPTH = 200;

/** One schema document: a file, a rule of a tracking plan, or a schema that we ship. */
export interface SchemaSource {
  /** What its relative references start from, and what it is known by. */
  readonly url: string;
  /** What it is called where it is put into another document. */
  readonly name: string;
  readonly schema: unknown;
  /** The file it stands in, and where; ours have none. */
  readonly file: JsonFile | undefined;
  readonly at: string;
  /** The draft that it names; undefined for what reads the same in both, as ours do. */
  readonly draft: Draft | undefined;
}

/** The failure for a fault at a place of a source. Ours have no faults. */
export function sourceFailure({ file, at }: SchemaSource, pointer: string, message: string, hint?: string): Failure {
  if (file === undefined) throw new Error(`a schema of ours is broken at ${pointer}: ${message}`);
  return file.failure(at + pointer, message, hint);
}

/** A place in a schema document. */
export interface Target {
  readonly source: SchemaSource;
  readonly pointer: string;
}

const BUILT_IN = 'copilot-events:/schemas/';

/** The address of a schema that we ship, by its path within `schemas/` without the ending. */
export function builtInUrl(id: string): string {
  return `${BUILT_IN}${id}.schema.json`;
}

/** The schemas that we ship, as sources. */
export function builtInSources(): SchemaSource[] {
  return Object.entries(documents).map(([id, schema]) => ({
    url: builtInUrl(id),
    name: id.slice(id.lastIndexOf('/') + 1),
    schema,
    file: undefined,
    at: '',
    draft: undefined,
  }));
}

/** The draft that a schema names. @throws {Failure} for one that we do not read. */
export function draftOf(file: JsonFile, at: string, schema: unknown, byDefault: Draft): Draft {
  const named = isObject(schema) ? schema['$schema'] : undefined;
  if (named === undefined) return byDefault;
  const url = typeof named === 'string' ? named.replace(/#$/, '').replace(/^https?:/, '') : '';
  for (const [draft, known] of Object.entries(DRAFT_URLS)) {
    if (url === known.replace(/#$/, '').replace(/^https?:/, '')) return draft as Draft;
  }
  const found = typeof named === 'string' ? safeName(named) : valueKind(named);
  throw file.failure(
    appendToPointer(at, '$schema'),
    `$schema is ${found}, which is none of the drafts that are read`,
    [`use "${DRAFT_URLS['draft-07']}"`, `or "${DRAFT_URLS['2020-12']}"`].join(' '),
  );
}

/**
 * A schema file as a source. `path` is where it lies, absolute; it need not be there for schemas that come from elsewhere.
 * Without `$schema` it is read as 2020-12, as JSON Schema's own default is the newest draft.
 * @throws {Failure} if it names a draft that we do not read, or is no schema at all.
 */
export function schemaSource(file: JsonFile, path: string): SchemaSource {
  file.refuseDeeperThan(MAX_SCHEMA_DEPTH);
  const schema = file.value;
  if (!isObject(schema)) {
    throw file.failure('', `the schema is ${valueKind(schema)}; an object is needed`, 'write one schema a file');
  }
  const name = path.replace(/^.*[\\/]/, '').replace(/(?:\.schema)?\.json$/, '');
  return {
    url: pathToFileURL(path).href,
    name,
    schema,
    file,
    at: '',
    draft: draftOf(file, '', schema, '2020-12'),
  };
}
