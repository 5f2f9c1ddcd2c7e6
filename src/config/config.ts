import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { up } from 'empathic/find';
import type { RuleSetting } from '../check/rule-levels.js';
import { namesAnyRule } from '../check/rule-levels.js';
import { Failure, systemReason } from '../failure.js';
import { JsonFile } from '../json-file.js';
import { CATALOG } from '../problem/catalog.js';
import { didYouMean } from '../problem/did-you-mean.js';
import { schemaRule } from '../problem/finding.js';
import { appendToPointer, pointerToPath } from '../problem/json-pointer.js';
import type { Level } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import { valueKind } from '../problem/value-kind.js';
import { wordingOf } from '../problem/wording.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { neededValue } from '../schema/json-schema.js';

/** The name of the file that is searched for. */
export const CONFIG_FILE = 'copilot-events.config.json';

/** The settings of a config file; described by `schemas/config.schema.json`. */
export interface Config {
  /** The file itself; undefined if there is none. */
  readonly path: string | undefined;
  /** Logs to check where the command line names none, and what they are relative to. */
  readonly files: readonly string[];
  readonly directory: string;
  readonly rules: readonly RuleSetting[];
  /** Schemas of the user's own events and their tracking plan, relative to `directory`. */
  readonly schemas: readonly string[];
  readonly trackingPlan: string | undefined;
  readonly maxWarnings: number | undefined;
  readonly maxProblems: number | undefined;
  readonly maxRecordSize: number | undefined;
  readonly allowEmpty: boolean;
}

const KEYS = [
  '$schema',
  'files',
  'rules',
  'schemas',
  'trackingPlan',
  'maxWarnings',
  'maxProblems',
  'maxRecordSize',
  'allowEmpty',
];

/** The hint for a rule that does not exist. */
export function unknownRuleHint(glob: string): string {
  return didYouMean(glob, Object.keys(CATALOG)) ?? 'the README lists the rules; * stands for any characters: schema/*';
}

async function check(file: JsonFile): Promise<JsonObject> {
  const { value } = file;
  const { validators } = await import('../schema/generated/config.js');
  if (!validators.config(value)) {
    const error = validators.config.errors?.[0];
    if (error === undefined) throw new Error('a config that is invalid for no reason');
    const { keyword, params, instancePath } = error;
    const extra = params['additionalProperty'];
    if (typeof extra === 'string') {
      throw file.failure(
        appendToPointer(instancePath, extra),
        `${safeName(extra)} is not a setting`,
        didYouMean(extra, KEYS) ?? `the settings are ${KEYS.slice(1).join(', ')}`,
      );
    }
    const allowed = params['allowedValues'];
    const needed = params['type'];
    const limit = params['limit'];
    const { message, hint } = wordingOf({
      rule: schemaRule(keyword),
      pointer: instancePath,
      details: {
        keyword,
        found: valueKind(valueAt(value, instancePath)),
        required: true,
        length: 0,
        ...(Array.isArray(allowed) ? { allowed: allowed.map(String) } : {}),
        ...(typeof needed === 'string' ? { needed: neededValue({ type: needed }) ?? needed } : {}),
        ...(typeof limit === 'number' ? { limit } : {}),
      },
    });
    const where = pointerToPath(instancePath) === '' ? 'the config' : undefined;
    throw file.failure(instancePath, where === undefined ? message : message.replace('the record', where), hint);
  }
  const config = value as JsonObject;
  for (const rule of Object.keys(isObject(config['rules']) ? config['rules'] : {})) {
    if (namesAnyRule(rule)) continue;
    throw file.failure(appendToPointer('/rules', rule), `there is no rule ${safeName(rule)}`, unknownRuleHint(rule));
  }
  return config;
}

/** What holds where there is no config file. */
export function noConfig(directory: string): Config {
  const none = undefined;
  const events = { schemas: [], trackingPlan: none };
  const limits = { maxWarnings: none, maxProblems: none, maxRecordSize: none };
  return { path: none, files: [], directory, rules: [], allowEmpty: false, ...events, ...limits };
}

/**
 * Reads the config: the named file, or the nearest `copilot-events.config.json` from `cwd` upwards.
 * @throws {Failure} naming file, place and key if it cannot be read or is not what its schema says.
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<Config> {
  const path = named === undefined ? up(CONFIG_FILE, { cwd }) : resolve(cwd, named);
  if (path === undefined) return noConfig(cwd);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure(`cannot read the config ${named ?? path}: ${systemReason(cause)}`, { cause });
  });
  const { files, rules, schemas, trackingPlan, maxWarnings, maxProblems, maxRecordSize, allowEmpty } = (await check(
    new JsonFile(named ?? path, text),
  )) as Partial<Omit<Config, 'rules'>> & { rules?: Readonly<Record<string, Level>> };
  return {
    path,
    files: files ?? [],
    directory: dirname(path),
    rules: Object.entries(rules ?? {}).map(([glob, level]) => ({ glob, level })),
    schemas: schemas ?? [],
    trackingPlan,
    maxWarnings,
    maxProblems,
    maxRecordSize,
    allowEmpty: allowEmpty ?? false,
  };
}
