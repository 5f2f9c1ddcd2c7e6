import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';

/** The options that name schemas of the user's own; their paths are relative to the working directory. */
export interface SchemaFlags {
  readonly schema?: readonly string[];
  readonly trackingPlan?: string;
}

/** The same settings of a config; their paths are relative to its `directory`. */
export interface SchemaConfig {
  readonly schemas: readonly string[];
  readonly trackingPlan: string | undefined;
  readonly directory: string;
}

/**
 * The schemas of a run: ours, with those that the options or else the config name. The code that reads own schemas is
 * loaded only if there are any.
 * @throws {Failure} for a schema or a plan that cannot be read or is broken.
 */
export async function registryFor(
  { schema = [], trackingPlan }: SchemaFlags,
  config: SchemaConfig,
  cwd: string,
): Promise<Registry> {
  const schemas = schema.length > 0 ? schema : config.schemas;
  const plan = trackingPlan ?? config.trackingPlan;
  if (schemas.length === 0 && plan === undefined) return builtInRegistry();
  const { loadRegistry } = await import('./load-registry.js');
  return loadRegistry({
    schemas,
    trackingPlan: plan,
    schemasFrom: schema.length > 0 ? cwd : config.directory,
    trackingPlanFrom: trackingPlan === undefined ? config.directory : cwd,
    cwd,
  });
}
