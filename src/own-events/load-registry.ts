import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, systemReason } from '../failure.js';
import { isGlob } from '../input/resolve-paths.js';
import { search } from '../input/search.js';
import { JsonFile } from '../json-file.js';
import type { Registry } from '../schema/registry.js';
import { ownRegistry } from './own-registry.js';
import { schemaCompiler } from './schema-compiler.js';
import { SchemaLibrary } from './schema-library.js';
import type { SchemaSource } from './schema-source.js';
import { schemaSource, sourceFailure } from './schema-source.js';
import type { PlanRule } from './tracking-plan.js';
import { readTrackingPlan } from './tracking-plan.js';

/** Paths and what they are relative to. */
export interface OwnEventPaths {
  /** Files, directories or globs. */
  readonly schemas: readonly string[];
  readonly trackingPlan: string | undefined;
  /** What relative paths start from. */
  readonly schemasFrom: string;
  readonly trackingPlanFrom: string;
  /** What names are shown relative to. */
  readonly cwd: string;
}

/** Reads a JSON file. @throws {Failure} if it cannot be read or is not JSON; `what` says what it is for. */
export function readJson(path: string, shown: string, what: string): JsonFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('bad-schema', `cannot read the ${what} ${shown}: ${systemReason(cause)}`, { cause });
  }
  return new JsonFile(shown, text);
}

/** The files that a path names: itself, those of a directory, or those that a glob matches; absolute. */
async function filesAt(path: string, base: string): Promise<string[]> {
  const absolute = resolve(base, path);
  const stats = await stat(absolute).catch((error: NodeJS.ErrnoException) => error);
  if (!(stats instanceof Error)) {
    if (!stats.isDirectory()) return [absolute];
    const found = await search(['**/*.json'], absolute);
    if (found.length > 0) return found;
    throw new Failure('bad-schema', `no schemas in ${path}`, { hint: 'a directory is searched for .json files' });
  }
  if (!isGlob(path))
    throw new Failure('bad-schema', `cannot read the schema ${path}: ${systemReason(stats)}`, { cause: stats });
  const found = await search([path], base);
  if (found.length > 0) return found;
  throw new Failure('bad-schema', `no schema matches ${path}`, {
    hint: 'put the pattern in quotes, and check the folder it starts from',
  });
}

/** A path as messages name it. */
export function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}

/** The text of a file, or why it cannot be read. */
function textOrError(path: string): string | NodeJS.ErrnoException {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** Reads the files that some documents refer to, and those that these refer to. A missing file is reported by the check. */
function readReferredTo(library: SchemaLibrary, cwd: string): void {
  // The list grows while it is walked.
  for (const source of library.sources) {
    for (const reference of library.referencesOf(source)) {
      const addresses = library.addressesOf(reference).map((url) => url.replace(/#.*$/s, ''));
      const file = addresses.find((address) => address.startsWith('file:') && !address.includes('?'));
      if (file === undefined || addresses.some((address) => library.has(address))) continue;
      const path = fileURLToPath(file);
      const text = textOrError(path);
      if (typeof text === 'string') library.add(schemaSource(new JsonFile(shownPath(path, cwd), text), path));
      else if (text.code !== 'ENOENT') {
        const reason = `cannot read ${shownPath(path, cwd)}: ${systemReason(text)}`;
        throw sourceFailure(source, `${reference.pointer}/$ref`, reason);
      }
    }
  }
}

/**
 * Makes the registry of some schemas and the rules of a plan; reads the files that they refer to on this machine.
 * @throws {Failure} for what is broken in one, with its place.
 */
export function makeRegistry(
  schemas: readonly SchemaSource[],
  plan: readonly PlanRule[] | undefined,
  cwd: string,
): Registry {
  const library = new SchemaLibrary();
  for (const source of schemas) library.add(source);
  for (const { source } of plan ?? []) library.add(source);
  readReferredTo(library, cwd);
  return ownRegistry({ library, schemas, ...(plan === undefined ? {} : { plan }) }, schemaCompiler());
}

/**
 * Reads the user's schemas and tracking plan, and what they refer to on this machine, and makes the registry of a run.
 * @throws {Failure} for a file that cannot be read, and for all that is broken in one, with its place.
 */
export async function loadRegistry(paths: OwnEventPaths): Promise<Registry> {
  const { schemas, trackingPlan, schemasFrom, trackingPlanFrom, cwd } = paths;
  const files = new Set<string>();
  for (const named of schemas) for (const path of await filesAt(named, schemasFrom)) files.add(path);
  const sources = [...files].map((path) => schemaSource(readJson(path, shownPath(path, cwd), 'schema'), path));
  if (trackingPlan === undefined) return makeRegistry(sources, undefined, cwd);
  const path = resolve(trackingPlanFrom, trackingPlan);
  return makeRegistry(sources, readTrackingPlan(readJson(path, shownPath(path, cwd), 'tracking plan'), path), cwd);
}
