import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { JsonFile } from '../../src/json-file.js';
import { createAjvCompiler } from '../../src/own-events/ajv-compiler.js';
import { ownRegistry } from '../../src/own-events/own-registry.js';
import { SchemaLibrary } from '../../src/own-events/schema-library.js';
import { schemaSource } from '../../src/own-events/schema-source.js';
import { readTrackingPlan } from '../../src/own-events/tracking-plan.js';
import type { Registry } from '../../src/schema/registry.js';

/** Schemas by the name of their file, and a plan, as data. */
export interface Given {
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly plan?: unknown;
}

/** One for all: to compile the drafts' own schemas takes longer than most tests. */
const compiler = createAjvCompiler();

/** The registry of some schemas and a plan, without a file of any of them. */
export function registryOf({ schemas = {}, plan }: Given): Registry {
  const library = new SchemaLibrary();
  const sources = Object.entries(schemas).map(([name, schema]) =>
    schemaSource(new JsonFile(name, JSON.stringify(schema)), `/schemas/${name}`),
  );
  for (const source of sources) library.add(source);
  const rules =
    plan === undefined ? undefined : readTrackingPlan(new JsonFile('plan.json', JSON.stringify(plan)), '/plan.json');
  return ownRegistry({ library, schemas: sources, ...(rules === undefined ? {} : { plan: rules }) }, compiler);
}

/** Says what a registry makes of a record. */
export function checkBy(registry: Registry): (record: unknown) => CheckedRecord {
  const check = createCheck({ registry, levelOf: ruleLevels([]), now: () => Date.parse('2024-06-01T00:00:00Z') });
  return (record) =>
    check({ file: 'a.ndjson', number: 1, bytes: Buffer.from(JSON.stringify(record)), line: 1, column: 1 });
}
