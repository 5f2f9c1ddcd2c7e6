import { existsSync, promises } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { any } from 'empathic/find';
import type { ConversationOrder } from '../check/conversation-order.js';
import type { RuleSetting } from '../check/rule-levels.js';
import { ruleSettingFault } from '../check/rule-levels.js';
import { Failure, systemReason } from '../failure.js';
import { JsonFile } from '../json-file.js';
import { schemaRule } from '../problem/finding.js';
import type { Level } from '../problem/problem.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { messageOf } from '../rules/messages.js';
import { errorDetails } from '../schema/error-details.js';
import type { KeywordError } from '../schema/event-schema.js';
import { didYouMean } from '../text/did-you-mean.js';
import { appendToPointer, pointerToPath } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import type { ConfigSource } from './config-source.js';
import { loadModule } from './load-module.js';

/** The names of the files that are searched for; a folder holds one of them. */
export const CONFIG_FILES = ['copilot-events.config.json', 'copilot-events.config.mjs'] as const;

/** The settings of a config file; described by `schemas/config.schema.json`. */
export interface Config {
  /** The file itself; undefined if there is none. */
  readonly path: string | undefined;
  /** Logs to check where the command line names none, and what they are relative to. */
  readonly files: readonly string[];
  readonly directory: string;
  readonly rules: readonly RuleSetting[];
  /** The file of known problems, relative to `directory`. */
  readonly baseline: string | undefined;
  /** Schemas of the user's own events and their tracking plan, relative to `directory`. */
  readonly schemas: readonly string[];
  readonly trackingPlan: string | undefined;
  readonly maxWarnings: number | undefined;
  readonly maxProblems: number | undefined;
  readonly maxRecordSize: number | undefined;
  readonly allowEmpty: boolean;
  readonly conversationOrder: ConversationOrder | undefined;
}

const KEYS = [
  '$schema',
  'files',
  'rules',
  'schemas',
  'trackingPlan',
  'baseline',
  'maxWarnings',
  'maxProblems',
  'maxRecordSize',
  'allowEmpty',
  'conversationOrder',
];

/** Settings that are no longer needed, with the reason. */
const OBSOLETE: Readonly<Record<string, string>> = {
  maxConversations: 'remove it: all conversations are checked, however many there are',
};

/** How to write a setting of the wrong type, where its value shows what is meant; undefined elsewhere. */
function typeHint(needed: unknown, found: unknown): string | undefined {
  const isText = typeof found === 'string' && found !== '';
  if (needed === 'array' && isText) return `write it as a list: ${JSON.stringify([found])}`;
  const isMeant =
    isText &&
    ((needed === 'integer' && /^\d{1,15}$/.test(found)) || (needed === 'boolean' && /^(?:true|false)$/.test(found)));
  return isMeant ? `write it without quotes: ${found}` : undefined;
}

/** The failure for one error of the schema. */
function schemaFailure(file: ConfigSource, error: KeywordError): Failure {
  const { value } = file;
  const { keyword, params, instancePath } = error;
  const extra = params['additionalProperty'];
  if (typeof extra === 'string') {
    return file.failure(
      appendToPointer(instancePath, extra),
      `${safeName(extra)} is not a setting`,
      OBSOLETE[extra] ?? didYouMean(extra, KEYS) ?? `the settings are ${KEYS.slice(1).join(', ')}`,
    );
  }
  const details = errorDetails(error, instancePath, { root: value, required: true, at: () => ({}) });
  const { message, hint } = messageOf({ rule: schemaRule(keyword), pointer: instancePath, details });
  const shown = pointerToPath(instancePath) === '' ? message.replace('the record', 'the config') : message;
  const ownHint = keyword === 'type' ? typeHint(params['type'], valueAt(value, instancePath)) : undefined;
  return file.failure(instancePath, shown, ownHint ?? hint?.replace(/^send /, 'write '));
}

/**
 * Checks a config against its schema and the known rules.
 * @throws {Failure} for the first fault, with the others in `others`.
 */
async function check(file: ConfigSource): Promise<JsonObject> {
  const { value } = file;
  const { validators } = await import('../schema/generated/config.js');
  const failures = validators.config(value)
    ? []
    : (validators.config.errors ?? []).map((error) => schemaFailure(file, error));
  const rules = isObject(value) && isObject(value['rules']) ? value['rules'] : {};
  for (const [rule, level] of Object.entries(rules)) {
    const fault = ruleSettingFault(rule, level);
    // The schema knows the levels.
    if (fault?.kind !== 'unknown-rule') continue;
    failures.push(file.failure(appendToPointer('/rules', rule), fault.message, fault.hint));
  }
  const [first, ...others] = failures;
  if (first === undefined) return value as JsonObject;
  throw new Failure(first.code, first.message, { hint: first.hint, others });
}

/** What holds where there is no config file. */
export function noConfig(directory: string): Config {
  const none = undefined;
  const events = { schemas: [], trackingPlan: none };
  const limits = { baseline: none, maxWarnings: none, maxProblems: none, maxRecordSize: none };
  const check = { allowEmpty: false, conversationOrder: none };
  return { path: none, files: [], directory, rules: [], ...check, ...events, ...limits };
}

/** The nearest config from a folder upwards. @throws {Failure} if one folder holds two. */
function findConfig(cwd: string): string | undefined {
  const path = any([...CONFIG_FILES], { cwd });
  if (path === undefined) return undefined;
  const beside = CONFIG_FILES.map((name) => join(dirname(path), name)).filter((other) => existsSync(other));
  if (beside.length === 1) return path;
  throw new Failure('bad-config', `two configs lie side by side: ${beside.join(' and ')}`, {
    hint: 'keep one of them, or name it with --config',
  });
}

async function readConfig(path: string, shown: string): Promise<ConfigSource> {
  if (path.endsWith('.mjs') && existsSync(path)) return loadModule(path, shown);
  const text = await promises.readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('bad-config', `cannot read the config ${shown}: ${systemReason(cause)}`, { cause });
  });
  return new JsonFile(shown, text, 'bad-config');
}

/**
 * Reads the config: the named file, or the nearest `copilot-events.config.json` or `.mjs` from `cwd` upwards.
 * @throws {Failure} naming file, place and key if it cannot be read or is not what its schema says.
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<Config> {
  const path = named === undefined ? findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return noConfig(cwd);
  const { files, rules, schemas, allowEmpty, ...others } = (await check(
    await readConfig(path, named ?? path),
  )) as Partial<Omit<Config, 'rules'>> & { rules?: Readonly<Record<string, Level>> };
  return {
    path,
    files: files ?? [],
    directory: dirname(path),
    rules: Object.entries(rules ?? {}).map(([glob, level]) => ({ glob, level })),
    baseline: others.baseline,
    schemas: schemas ?? [],
    trackingPlan: others.trackingPlan,
    maxWarnings: others.maxWarnings,
    maxProblems: others.maxProblems,
    maxRecordSize: others.maxRecordSize,
    allowEmpty: allowEmpty ?? false,
    conversationOrder: others.conversationOrder,
  };
}
