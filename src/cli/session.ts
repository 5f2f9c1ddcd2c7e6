import type { CheckRecord } from '../check/check-record.js';
import { createCheck } from '../check/check-record.js';
import type { ConversationCheck } from '../check/conversation-check.js';
import { createConversationCheck } from '../check/conversation-check.js';
import type { ConversationOrder } from '../check/conversation-order.js';
import type { LiveCheck } from '../check/live-check.js';
import { createLiveCheck } from '../check/live-check.js';
import type { MessageIdCheck } from '../check/message-ids/message-id-check.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import type { LevelOf, RuleSetting } from '../check/rule-levels.js';
import { ruleLevels } from '../check/rule-levels.js';
import type { Config } from '../config/config.js';
import { loadConfig, noConfig } from '../config/config.js';
import type { EffectiveSettings, GivenSettings } from '../config/effective-settings.js';
import { effectiveSettings } from '../config/effective-settings.js';
import type { ConversationMeasures } from '../conversations/conversation-measures.js';
import { Failure } from '../failure.js';
import type { InputFormat, ReadOptions } from '../input/read-records.js';
import { resolvePaths } from '../input/resolve-paths.js';
import type { Source } from '../input/text-chunks.js';
import { streamSource } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { showMessage } from '../output/show-message.js';
import { registryFor } from '../own-events/registry-for.js';
import { STDIN_FILE } from '../problem/problem.js';
import type { Registry } from '../schema/registry.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import { safeName } from '../text/safe-name.js';
import { isPiped } from './is-piped.js';
import { readRuleOption } from './rule-option.js';

/** The options that a session reads. A command has those of them that make sense for it. */
export interface SessionFlags {
  /** Each `<glob>=<level>`, in order. */
  readonly rule?: readonly string[];
  readonly schema?: readonly string[];
  readonly trackingPlan?: string;
  /** A path, or false for none; undefined to search. */
  readonly config?: string | false;
  readonly showValues?: true;
  readonly quiet?: true;
  readonly color?: boolean;
  readonly inputFormat?: InputFormat;
  readonly maxRecordSize?: number;
  readonly conversationOrder?: ConversationOrder;
  readonly allowEmpty?: true;
  readonly stdinFilename?: string;
  /** A path, or false for none; undefined for the config's. */
  readonly baseline?: string | false;
  readonly maxWarnings?: number;
  readonly maxProblems?: number;
}

/** The settings of a run, each from the command line, else from the config, else its default. */
export interface Settings {
  readonly config: Config;
  /** The rule settings in their order: the command's own, the config's, the command line's. */
  readonly rules: readonly RuleSetting[];
  /** Each setting with where it comes from. */
  readonly effective: EffectiveSettings;
  /** Default: 100. */
  readonly maxProblems: number;
  /** Default: infinity. */
  readonly maxWarnings: number;
  /** Default: false. */
  readonly allowEmpty: boolean;
  readonly showValues: boolean;
  readonly quiet: boolean;
  readonly read: ReadOptions;
}

/** What a command that checks records works with. */
export interface Session extends Settings {
  readonly levelOf: LevelOf;
  /** The built-in schemas and the user's own. */
  readonly registry: Registry;
  /** Checks one record. */
  readonly check: CheckRecord;
  /**
   * A new check across records; undefined if nothing needs it.
   * @param measures gets the conversations when it ends
   * @param keepsEvents whether `eventsOf` is called after the end, or the facts are written. Default: only rules need the check.
   */
  conversations(measures?: ConversationMeasures, keepsEvents?: boolean): ConversationCheck | undefined;
  /** A new check of the `messageId` of calls beside each other; undefined if its rule is off. */
  messageIds(): MessageIdCheck | undefined;
  /** The same for records that are checked as they arrive. */
  liveConversations(): LiveCheck | undefined;
  /**
   * The logs to read: the paths given, else the config's files, else stdin.
   * @throws {Failure} if nothing is named and stdin is a terminal, or if a path cannot be resolved.
   */
  sources(paths: readonly string[]): Promise<Source[]>;
}

/** What a session is opened with. */
export interface SessionOptions {
  readonly flags: SessionFlags;
  readonly io: Io;
  /** Rule settings that the config and the command line may change. Default: none. */
  readonly baseRules?: readonly RuleSetting[];
  /**
   * What happens if something is piped in while no path is given and the config names files, which are read then. Default: a
   * note on stderr. `refuse` is for commands that might send or write the wrong log, `ignore` for a stdin that is no log.
   */
  readonly onPipedStdin?: 'note' | 'refuse' | 'ignore';
}

function givenSettings(flags: SessionFlags): GivenSettings {
  return {
    schemas: flags.schema,
    trackingPlan: flags.trackingPlan,
    baseline: flags.baseline === false ? null : flags.baseline,
    maxWarnings: flags.maxWarnings,
    maxProblems: flags.maxProblems,
    maxRecordSize: flags.maxRecordSize,
    allowEmpty: flags.allowEmpty,
    conversationOrder: flags.conversationOrder,
  };
}

/**
 * Reads the config and the options, and no schema.
 * @throws {Failure} if the config or an option is broken.
 */
export async function readSettings({ flags, io, baseRules = [] }: SessionOptions): Promise<Settings> {
  const config = flags.config === false ? noConfig(io.cwd()) : await loadConfig(io.cwd(), flags.config);
  const effective = effectiveSettings(givenSettings(flags), config);
  return {
    config,
    rules: [...baseRules, ...config.rules, ...(flags.rule ?? []).map(readRuleOption)],
    effective,
    maxProblems: effective.maxProblems.value,
    maxWarnings: effective.maxWarnings.value ?? Number.POSITIVE_INFINITY,
    allowEmpty: effective.allowEmpty.value,
    showValues: flags.showValues ?? false,
    quiet: flags.quiet ?? false,
    read: { inputFormat: flags.inputFormat ?? 'auto', maxRecordSize: effective.maxRecordSize.value },
  };
}

/**
 * Reports that the files of the config are read and stdin is not. A CI runner may give every command a pipe, so that it is no
 * failure where reading the wrong log does no harm.
 * @throws {Failure} if the command refuses to skip stdin.
 */
function reportStdinSkipped(action: 'note' | 'refuse', io: Io): void {
  const names = 'name - as its path';
  if (action === 'refuse') {
    throw new Failure(
      'bad-usage',
      'no path is given, and there is input both on stdin and in the files of the config',
      {
        hint: `to read stdin, ${names}; to read files, name them, or redirect stdin from /dev/null`,
      },
    );
  }
  showMessage(`reading the files of the config, not stdin; to read stdin, ${names}`, io);
}

async function resolveSources(
  paths: readonly string[],
  { config, allowEmpty }: Settings,
  { flags, io, onPipedStdin = 'note' }: SessionOptions,
): Promise<Source[]> {
  const stdin = () => streamSource(io.stdin, flags.stdinFilename ?? STDIN_FILE);
  // With --quiet, too: it is about what the command reads, and is no warning about a record.
  const onSkipped = (directory: string, skipped: string): void => {
    showMessage(`skipped in ${safeName(directory)}: ${skipped}`, io);
  };
  const options = { stdin, allowEmpty, cwd: io.cwd(), onSkipped };
  if (paths.length > 0) return resolvePaths(paths, options);
  if (config.files.length > 0) {
    if (onPipedStdin !== 'ignore' && isPiped(io.stdin)) reportStdinSkipped(onPipedStdin, io);
    return resolvePaths(config.files, { ...options, base: config.directory, isFromConfig: true });
  }
  if (io.stdin.isTTY !== true) return [stdin()];
  throw new Failure('no-input', 'nothing to read: no path is given, and nothing is piped in', {
    hint: 'name a log, such as log.ndjson, or pipe one in',
  });
}

/**
 * Opens the session that every command which checks records starts with:
 *
 *     const session = await openSession({ flags, io });
 *     const sources = await session.sources(paths);
 *     const run = await withRun({ io, quiet: session.quiet }, async (run) => {
 *       const onRead = await run.showProgress(sources);
 *       await checkSources({ sources, read: { ...session.read, onRead }, check: session.check,
 *         stopped: () => run.interrupted, onFailure: run.fail, ... });
 *     });
 *     return { interrupted: run.interrupted, failed: run.failed, problems: hasProblems(summary, session, io) };
 *
 * The program maps the returned `RunResult` to an exit code (exit-code.ts).
 * @throws {Failure} if the config, an option or a schema is broken.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { flags, io } = options;
  const settings = await readSettings(options);
  const { config, rules, showValues } = settings;
  const order = settings.effective.conversationOrder.value;
  const levelOf = ruleLevels(rules);
  const registry = await registryFor(flags, config, io.cwd());
  return {
    ...settings,
    levelOf,
    registry,
    check: createCheck({ registry, levelOf, now: Date.now, showValues }),
    conversations: (measures, keepsEvents) =>
      createConversationCheck({ registry, levelOf, order, files: new TemporaryFiles(), measures, keepsEvents }),
    liveConversations: () => createLiveCheck(levelOf, { registry, order }),
    messageIds: () => createMessageIdCheck(levelOf),
    sources: async (paths) => resolveSources(paths, settings, options),
  };
}
