import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { any } from 'empathic/find';
import type { RuleSetting } from '../check/rule-levels.js';
import { allRules, namesAnyRule } from '../check/rule-levels.js';
import { Failure, systemReason } from '../failure.js';
import { schemaRule } from '../problem/finding.js';
import { appendToPointer, pointerToPath } from '../problem/json-pointer.js';
import type { Level, Span } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import { valueKind } from '../problem/value-kind.js';
import { wordingOf } from '../problem/wording.js';
import { explainSyntax } from '../record/explain-syntax.js';
import { locate } from '../record/locate.js';
import { placeOf } from '../record/place-of.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { neededValue } from '../schema/json-schema.js';
import { didYouMean } from './did-you-mean.js';
import { loadConfigModule } from './load-module.js';

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
  readonly maxWarnings: number | undefined;
  readonly maxProblems: number | undefined;
  readonly maxRecordSize: number | undefined;
  readonly allowEmpty: boolean;
}

const KEYS = ['$schema', 'files', 'rules', 'baseline', 'maxWarnings', 'maxProblems', 'maxRecordSize', 'allowEmpty'];

/** The hint for a rule that does not exist. */
export function unknownRuleHint(glob: string): string {
  return (
    didYouMean(glob, allRules()) ?? 'copilot-events explain lists the rules; * stands for any characters: schema/*'
  );
}

function placeIn(path: string, text: string, span: Span): string {
  const { line, column } = placeOf({ file: path, number: 1, bytes: Buffer.alloc(0), line: 1, column: 1 }, text, span);
  return `${path}:${line}:${column}`;
}

/** Holds a config against its schema and the rules that there are. `text` is its JSON; undefined where it is a module. */
async function check(path: string, text: string | undefined, value: unknown): Promise<JsonObject> {
  const fail = (message: string, pointer: string, hint?: string): never => {
    const where = text === undefined ? path : placeIn(path, text, locate(text, pointer));
    throw new Failure(`${where}: ${message}`, hint === undefined ? {} : { hint });
  };
  const { validators } = await import('../schema/generated/config.js');
  if (!validators.config(value)) {
    const error = validators.config.errors?.[0];
    if (error === undefined) throw new Error('a config that is invalid for no reason');
    const { keyword, params, instancePath } = error;
    const extra = params['additionalProperty'];
    if (typeof extra === 'string') {
      fail(
        `${safeName(extra)} is not a setting`,
        appendToPointer(instancePath, extra),
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
    fail(where === undefined ? message : message.replace('the record', where), instancePath, hint);
  }
  const config = value as JsonObject;
  for (const rule of Object.keys(isObject(config['rules']) ? config['rules'] : {})) {
    if (namesAnyRule(rule)) continue;
    fail(`there is no rule ${safeName(rule)}`, appendToPointer('/rules', rule), unknownRuleHint(rule));
  }
  return config;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { fault, span, found } = explainSyntax(text) ?? { fault: 'not-json', span: { start: 0, end: 0 } };
    const { message, hint } = wordingOf({
      rule: 'json/invalid-syntax',
      pointer: '',
      details: { fault, ...(found === undefined ? {} : { found }) },
    });
    throw new Failure(`${placeIn(path, text, span)}: ${message}`, {
      cause,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** What holds where there is no config file. */
export function noConfig(directory: string): Config {
  const none = undefined;
  const limits = { baseline: none, maxWarnings: none, maxProblems: none, maxRecordSize: none };
  return { path: none, files: [], directory, rules: [], allowEmpty: false, ...limits };
}

/** The nearest config from a folder upwards. @throws {Failure} if one folder holds two. */
function findConfig(cwd: string): string | undefined {
  const path = any([...CONFIG_FILES], { cwd });
  if (path === undefined) return undefined;
  const beside = CONFIG_FILES.map((name) => join(dirname(path), name)).filter((other) => existsSync(other));
  if (beside.length === 1) return path;
  throw new Failure(`two configs lie side by side: ${beside.join(' and ')}`, {
    hint: 'keep one of them, or name it with --config',
  });
}

async function readConfig(path: string, shown: string): Promise<JsonObject> {
  if (path.endsWith('.mjs')) {
    if (!existsSync(path)) throw new Failure(`cannot read the config ${shown}: it does not exist`);
    return check(shown, undefined, await loadConfigModule(path, shown));
  }
  const bytes = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure(`cannot read the config ${shown}: ${systemReason(cause)}`, { cause });
  });
  const text = bytes.replace(/^\ufeff/, '');
  return check(shown, text, parse(shown, text));
}

/**
 * Reads the config: the named file, or the nearest `copilot-events.config.json` or `.mjs` from `cwd` upwards.
 * @throws {Failure} naming file, place and key if it cannot be read or is not what its schema says.
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<Config> {
  const path = named === undefined ? findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return noConfig(cwd);
  const { files, rules, baseline, maxWarnings, maxProblems, maxRecordSize, allowEmpty } = (await readConfig(
    path,
    named ?? path,
  )) as Partial<Omit<Config, 'rules'>> & { rules?: Readonly<Record<string, Level>> };
  return {
    path,
    files: files ?? [],
    directory: dirname(path),
    rules: Object.entries(rules ?? {}).map(([glob, level]) => ({ glob, level })),
    baseline,
    maxWarnings,
    maxProblems,
    maxRecordSize,
    allowEmpty: allowEmpty ?? false,
  };
}
