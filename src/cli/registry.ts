import type { Config } from '../config/config.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import type { SessionFlags } from './session.js';

/** The options that bring in schemas of the user's own. */
export type SchemaFlags = Pick<SessionFlags, 'schema' | 'trackingPlan'>;

/** What a config says of them. */
export type SchemaConfig = Pick<Config, 'schemas' | 'trackingPlan' | 'directory'>;

/**
 * The schemas of a run: ours, with those that the command line or else the config names. Only if there are such, what
 * reads them is loaded.
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
  const { loadRegistry } = await import('../own-events/load-registry.js');
  return loadRegistry({
    schemas,
    trackingPlan: plan,
    schemasFrom: schema.length > 0 ? cwd : config.directory,
    trackingPlanFrom: trackingPlan === undefined ? config.directory : cwd,
    cwd,
  });
}
