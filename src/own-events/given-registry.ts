import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, systemReason } from '../failure.js';
import { JsonFile } from '../json-file.js';
import type { Registry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import { makeRegistry, readJson, shownPath } from './load-registry.js';
import type { SchemaSource } from './schema-source.js';
import { schemaSource } from './schema-source.js';
import { readTrackingPlan } from './tracking-plan.js';

/** A JSON file, by its path or `file:` URL, or what it would hold. */
export type JsonInput = string | URL | object;

/** The user's schemas and tracking plan, as the library takes them. */
export interface GivenSchemas {
  readonly schemas?: JsonInput | readonly JsonInput[];
  readonly trackingPlan?: JsonInput;
}

/** The `.json` files of a directory and of those in it: nothing hidden, nothing installed. */
function jsonFilesIn(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const isSkipped = name.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');
    return !isSkipped && name.endsWith('.json') && !name.endsWith('copilot-events.config.json');
  });
  if (names.length > 0) return names.map((name) => join(directory, name)).sort();
  const shown = safeName(relative(process.cwd(), directory) || directory, 200);
  throw new Failure('bad-schema', `no schemas in ${shown}`, { hint: 'a directory is searched for .json files' });
}

/** The files that a path names: itself, or those of a directory; absolute. */
function filesAt(path: string): string[] {
  const absolute = resolve(path);
  try {
    return statSync(absolute).isDirectory() ? jsonFilesIn(absolute) : [absolute];
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('bad-schema', `cannot read the schema ${safeName(path, 200)}: ${systemReason(cause)}`, {
      hint: 'name files and directories; patterns work on the command line only',
      cause,
    });
  }
}

function pathOf(input: string | URL): string {
  return typeof input === 'string' ? input : fileURLToPath(input);
}

/** Data as if it stood in a file of that name in the working directory, from which its relative references start. */
function dataFile(data: unknown, name: string): JsonFile {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new TypeError(`${name} is ${valueKind(data)}; pass a path, a file: URL, or the object itself`);
  }
  return new JsonFile(name, JSON.stringify(data, null, 2));
}

function sourcesOf(input: JsonInput, name: string): SchemaSource[] {
  const cwd = process.cwd();
  if (typeof input !== 'string' && !(input instanceof URL)) {
    return [schemaSource(dataFile(input, name), resolve(`${name}.json`))];
  }
  return filesAt(pathOf(input)).map((path) => schemaSource(readJson(path, shownPath(path, cwd), 'schema'), path));
}

/**
 * The registry for schemas and a plan that are given as data or by their paths, relative to the working directory. Reads
 * synchronously.
 * @throws {TypeError} for a value that is neither; {Failure} for a file that cannot be read, and for all that is broken.
 */
export function givenRegistry({ schemas = [], trackingPlan }: GivenSchemas): Registry {
  const cwd = process.cwd();
  const list: readonly JsonInput[] = Array.isArray(schemas) ? schemas : [schemas];
  const sources = list.flatMap((input, index) => sourcesOf(input, `schemas[${index}]`));
  const unique = [...new Map(sources.map((source) => [source.url, source])).values()];
  if (trackingPlan === undefined) return makeRegistry(unique, undefined, cwd);
  if (typeof trackingPlan === 'string' || trackingPlan instanceof URL) {
    const path = resolve(pathOf(trackingPlan));
    return makeRegistry(unique, readTrackingPlan(readJson(path, shownPath(path, cwd), 'tracking plan'), path), cwd);
  }
  const rules = readTrackingPlan(dataFile(trackingPlan, 'trackingPlan'), resolve('trackingPlan.json'));
  return makeRegistry(unique, rules, cwd);
}
