import type { RuleSetting } from '../check/rule-levels.js';
import { namesAnyRule, unknownRuleHint } from '../check/rule-levels.js';
import type { Config } from '../config/config.js';
import { loadConfig, noConfig } from '../config/config.js';
import { Failure } from '../failure.js';
import type { InputFormat, ReadOptions } from '../input/read-records.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../input/read-records.js';
import { resolvePaths } from '../input/resolve-paths.js';
import type { Source } from '../input/text-chunks.js';
import { streamSource } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { safeName } from '../text/safe-name.js';

/** The options of every command that checks records, as commander gives them. */
export interface RuleFlags {
  readonly rule?: readonly string[];
  readonly schema?: readonly string[];
  readonly trackingPlan?: string;
  /** A path, or false for none; undefined to search. */
  readonly config?: string | false;
  readonly showValues?: true;
  readonly quiet?: true;
  readonly color?: boolean;
}

/** The options of every command that reads records. */
export interface InputFlags extends RuleFlags {
  readonly inputFormat: InputFormat;
  readonly maxRecordSize?: number;
  readonly maxConversations?: number;
  readonly allowEmpty?: true;
  readonly stdinFilename: string;
}

const LEVELS = ['error', 'warning', 'off'] as const;

/** Reads one `--rule <glob=level>`. @throws {Failure} if it is none, or names no rule. */
export function ruleSetting(text: string): RuleSetting {
  const equals = text.indexOf('=');
  const [glob, name] = [text.slice(0, Math.max(equals, 0)), text.slice(equals + 1)];
  const level = LEVELS.find((known) => known === name);
  if (level === undefined) {
    throw new Failure(`--rule ${safeName(text)} is not <glob>=<level>`, {
      hint: `write it like --rule 'track/*=off'; the levels are ${LEVELS.join(', ')}`,
    });
  }
  if (!namesAnyRule(glob)) throw new Failure(`there is no rule ${safeName(glob)}`, { hint: unknownRuleHint(glob) });
  return { glob, level };
}

/** Reads the config that the flags ask for. */
export function configFor({ config }: RuleFlags, cwd: string): Promise<Config> {
  return config === false ? Promise.resolve(noConfig(cwd)) : loadConfig(cwd, config);
}

/** The rule settings in their order: the config's, then the command line's. */
export function ruleSettings({ rule = [] }: RuleFlags, config: Config): RuleSetting[] {
  return [...config.rules, ...rule.map(ruleSetting)];
}

/** How records are read. */
export function readOptions(flags: InputFlags, config: Config): ReadOptions {
  const maxRecordSize = flags.maxRecordSize ?? config.maxRecordSize ?? DEFAULT_MAX_RECORD_SIZE;
  return { inputFormat: flags.inputFormat, maxRecordSize };
}

/**
 * What there is to read: the paths given, else the config's files, else stdin.
 * @throws {Failure} if nothing is named and stdin is a terminal, or if a path cannot be resolved.
 */
export async function sourcesFor(
  paths: readonly string[],
  flags: InputFlags,
  config: Config,
  io: Io,
): Promise<Source[]> {
  const stdin = () => streamSource(io.stdin, flags.stdinFilename);
  const options = { stdin, allowEmpty: flags.allowEmpty ?? config.allowEmpty };
  if (paths.length > 0) return resolvePaths(paths, { ...options, cwd: io.cwd() });
  if (config.files.length > 0) return resolvePaths(config.files, { ...options, cwd: io.cwd(), base: config.directory });
  if (io.stdin.isTTY === true) {
    throw new Failure('nothing to read: no path is given, and nothing is piped in', {
      hint: 'name a log, as in copilot-events validate log.ndjson, or pipe one in',
    });
  }
  return [stdin()];
}
