import type { RuleSetting } from '../check/rule-levels.js';
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
import { readRuleOption } from './rule-option.js';

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
  readonly frame?: boolean;
}

/** The options of every command that reads records. */
export interface InputFlags extends RuleFlags {
  readonly inputFormat: InputFormat;
  readonly maxRecordSize?: number;
  readonly maxConversations?: number;
  readonly allowEmpty?: true;
  readonly stdinFilename: string;
}

/** Reads the config that the flags ask for. */
export function configFor({ config }: RuleFlags, cwd: string): Promise<Config> {
  return config === false ? Promise.resolve(noConfig(cwd)) : loadConfig(cwd, config);
}

/** The rule settings in their order: the config's, then the command line's. */
export function ruleSettings({ rule = [] }: RuleFlags, config: Config): RuleSetting[] {
  return [...config.rules, ...rule.map(readRuleOption)];
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
  const onOtherFiles = (directory: string, files: string): void => {
    if (flags.quiet !== true) io.stderr.write(`copilot-events: passed over in ${safeName(directory)}: ${files}\n`);
  };
  const options = { stdin, allowEmpty: flags.allowEmpty ?? config.allowEmpty, onOtherFiles };
  if (paths.length > 0) return resolvePaths(paths, { ...options, cwd: io.cwd() });
  if (config.files.length > 0)
    return resolvePaths(config.files, { ...options, cwd: io.cwd(), base: config.directory, isFromConfig: true });
  if (io.stdin.isTTY === true) {
    throw new Failure('no-input', 'nothing to read: no path is given, and nothing is piped in', {
      hint: 'name a log, as in copilot-events validate log.ndjson, or pipe one in',
    });
  }
  return [stdin()];
}
