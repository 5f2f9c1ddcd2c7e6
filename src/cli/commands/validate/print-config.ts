import type { RuleSetting } from '../../../check/rule-levels.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import type { Config } from '../../../config/config.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../../input/read-records.js';
import type { Io } from '../../../io.js';
import { CATALOG } from '../../../problem/catalog.js';

/** What the command line sets, where the config may set it, too. */
export interface SetByFlags {
  readonly rules: readonly RuleSetting[];
  /** Null for none. */
  readonly baseline: string | null | undefined;
  readonly schemas: readonly string[] | undefined;
  readonly trackingPlan: string | undefined;
  readonly maxWarnings: number | undefined;
  readonly maxProblems: number | undefined;
  readonly maxRecordSize: number | undefined;
  readonly allowEmpty: boolean | undefined;
}

/** How many problems the formats for people show unless someone says otherwise. */
export const DEFAULT_MAX_PROBLEMS = 100;

const DEFAULTS = {
  baseline: null,
  trackingPlan: null,
  maxWarnings: null,
  maxProblems: DEFAULT_MAX_PROBLEMS,
  maxRecordSize: DEFAULT_MAX_RECORD_SIZE,
  allowEmpty: false,
};

/** Prints the settings that are in force, each with where it came from, as JSON. */
export function printConfig(flags: SetByFlags, config: Config, io: Io): void {
  const fromConfig = config.path ?? 'default';
  const setting = (name: keyof typeof DEFAULTS) => {
    const inConfig = name === 'allowEmpty' ? config.allowEmpty || undefined : config[name];
    if (flags[name] !== undefined) return { value: flags[name], from: 'command line' };
    return inConfig === undefined ? { value: DEFAULTS[name], from: 'default' } : { value: inConfig, from: fromConfig };
  };
  const before = ruleLevels([]);
  const afterConfig = ruleLevels(config.rules);
  const after = ruleLevels([...config.rules, ...flags.rules]);
  const rule = (id: string) => {
    const level = after(id);
    const from = level !== afterConfig(id) ? 'command line' : level !== before(id) ? fromConfig : 'default';
    return { value: level, from };
  };
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const effective = {
    config: config.path ?? null,
    files: { value: config.files, from: config.files.length === 0 ? 'default' : fromConfig },
    schemas: {
      value: flags.schemas ?? config.schemas,
      from: flags.schemas !== undefined ? 'command line' : config.schemas.length === 0 ? 'default' : fromConfig,
    },
    ...Object.fromEntries(names.map((name) => [name, setting(name)])),
    rules: Object.fromEntries([...Object.keys(CATALOG), 'schema/*'].map((id) => [id, rule(id)])),
  };
  io.stdout.write(`${JSON.stringify(effective, null, 2)}\n`);
}
