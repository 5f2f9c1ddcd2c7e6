import { readFile, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, systemReason } from '../failure.js';
import { isGlob } from '../input/resolve-paths.js';
import { search } from '../input/search.js';
import { JsonFile } from '../json-file.js';
import type { Registry } from '../schema/registry.js';
import { ownRegistry } from './own-registry.js';
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

async function readJson(path: string, shown: string, what: string): Promise<JsonFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('bad-schema', `cannot read the ${what} ${shown}: ${systemReason(cause)}`, { cause });
  });
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

function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}

/** Reads the files that some documents refer to, and those that these refer to. A missing file is reported by the check. */
async function readReferredTo(library: SchemaLibrary, cwd: string): Promise<void> {
  // The list grows while it is walked.
  for (const source of library.sources) {
    for (const reference of library.referencesOf(source)) {
      const addresses = library.addressesOf(reference).map((url) => url.replace(/#.*$/s, ''));
      const file = addresses.find((address) => address.startsWith('file:') && !address.includes('?'));
      if (file === undefined || addresses.some((address) => library.has(address))) continue;
      const path = fileURLToPath(file);
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
      if (typeof text === 'string') library.add(schemaSource(new JsonFile(shownPath(path, cwd), text), path));
      else if (text.code !== 'ENOENT') {
        const reason = `cannot read ${shownPath(path, cwd)}: ${systemReason(text)}`;
        throw sourceFailure(source, `${reference.pointer}/$ref`, reason);
      }
    }
  }
}

/**
 * Reads the user's schemas and tracking plan, and what they refer to on this machine, and makes the registry of a run.
 * @throws {Failure} for a file that cannot be read, and for all that is broken in one, with its place.
 */
export async function loadRegistry(paths: OwnEventPaths): Promise<Registry> {
  const { schemas, trackingPlan, schemasFrom, trackingPlanFrom, cwd } = paths;
  const library = new SchemaLibrary();
  const given = new Map<string, SchemaSource>();
  for (const named of schemas) {
    for (const path of await filesAt(named, schemasFrom)) {
      if (given.has(path)) continue;
      const source = schemaSource(await readJson(path, shownPath(path, cwd), 'schema'), path);
      given.set(path, source);
      library.add(source);
    }
  }
  let plan: PlanRule[] | undefined;
  if (trackingPlan !== undefined) {
    const path = resolve(trackingPlanFrom, trackingPlan);
    plan = readTrackingPlan(await readJson(path, shownPath(path, cwd), 'tracking plan'), path);
    for (const { source } of plan) library.add(source);
  }
  await readReferredTo(library, cwd);
  const { createAjvCompiler } = await import('./ajv-compiler.js');
  const own = { library, schemas: [...given.values()], ...(plan === undefined ? {} : { plan }) };
  return ownRegistry(own, createAjvCompiler());
}
