import type { CheckRecord } from '../../../check/check-record.js';
import { createCheck } from '../../../check/check-record.js';
import type { ConversationCheck } from '../../../check/conversation-check.js';
import { createConversationCheck } from '../../../check/conversation-check.js';
import type { RuleSetting } from '../../../check/rule-levels.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import { DEFAULT_MAX_PROBLEMS } from '../../../config/effective-settings.js';
import { Failure } from '../../../failure.js';
import type { ReadOptions } from '../../../input/read-records.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { registryFor } from '../../../own-events/registry-for.js';
import type { PersonalKind } from '../../../problem/finding.js';
import type { Checkpoint } from '../../../send/checkpoint.js';
import { DRY_RUN_KEY, DryRun } from '../../../send/dry-run.js';
import type { Endpoint } from '../../../send/endpoint.js';
import { endpointFor } from '../../../send/endpoint.js';
import type { ProxyRoute } from '../../../send/proxy.js';
import { proxyFor } from '../../../send/proxy.js';
import type { Selects } from '../../../send/selection.js';
import { selectionOf } from '../../../send/selection.js';
import { readWriteKey } from '../../../send/write-key.js';
import { redactKinds } from '../../redact-kinds.js';
import { configFor, readOptions, ruleSettings, sourcesFor } from '../../settings.js';
import { openCheckpoint } from './checkpoint.js';
import type { SendFlags } from './send-command.js';

/** All that a run of `send` is to do, made from its flags, its config and its surroundings. */
export interface SendPlan {
  readonly flags: SendFlags;
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  /** Looks at records beside each other, from the start of the log; undefined if no rule asks for it. */
  readonly conversations: () => ConversationCheck | undefined;
  readonly selects: Selects | undefined;
  readonly endpoint: Endpoint;
  readonly proxy: ProxyRoute | undefined;
  readonly writeKey: string;
  /** Set for a run that only looks. */
  readonly dryRun: DryRun | undefined;
  readonly checkpoint: Checkpoint | undefined;
  /** Events a second, and batches at a time. */
  readonly rate: number;
  readonly concurrency: number;
  /** The kinds of personal data that are masked. */
  readonly redact: readonly PersonalKind[];
  readonly maxProblems: number;
  readonly allowEmpty: boolean;
}

/** The first setting of `send`: a replay does not stop for problems beside other records, unless a setting asks for it. */
const CONVERSATIONS_OFF: RuleSetting = { glob: 'conversation/*', level: 'off' };

/** Events a second, by default: Segment's Engage takes no more. */
export const DEFAULT_RATE = 1000;

/** Says what cannot be done with a stream, and why. */
function refuseStreams({ writeKeyFile, checkpoint, allOrNothing }: SendFlags): void {
  if (writeKeyFile === '-') {
    throw new Failure('bad-usage', 'stdin cannot hold both the write key and the log', {
      hint: 'name the log, or give the key in a file',
    });
  }
  if (checkpoint !== undefined) {
    throw new Failure('bad-usage', '--checkpoint needs files: nobody can say where a stream would go on', {
      hint: 'write the stream to a file first, and send that',
    });
  }
  if (allOrNothing === true) {
    throw new Failure('bad-usage', '--all-or-nothing needs files: a stream cannot be read twice', {
      hint: 'write the stream to a file first; without the option, what is valid is sent',
    });
  }
}

/** Makes the plan, and opens its checkpoint, which whoever takes the plan closes. @throws {Failure} if the job cannot be begun. */
export async function planSend(paths: readonly string[], flags: SendFlags, io: Io): Promise<SendPlan> {
  const config = await configFor(flags, io.cwd());
  const levelOf = ruleLevels([CONVERSATIONS_OFF, ...ruleSettings(flags, config)]);
  const endpoint = endpointFor(flags);
  const proxy = proxyFor(endpoint, io.env);
  const selects = selectionOf(flags);
  const { showValues = false } = flags;
  const redact = redactKinds(flags.redact);
  if (flags.newMessageIds === '') {
    throw new Failure('bad-usage', '--new-message-ids needs a salt', {
      hint: 'any word will do; the same word makes the same ids',
    });
  }
  const registry = await registryFor(flags, config, io.cwd());
  const sources = await sourcesFor(paths, flags, config, io);
  if (sources.some(({ rereadable }) => !rereadable)) refuseStreams(flags);
  const isDry = flags.dryRun === true;
  const writeKey = isDry ? DRY_RUN_KEY : await readWriteKey(flags, { env: io.env, cwd: io.cwd(), stdin: io.stdin });
  const read = readOptions(flags, config);
  return {
    flags,
    sources,
    read,
    check: createCheck({ registry, levelOf, now: Date.now, showValues }),
    conversations: () => createConversationCheck({ ...flags, levelOf }),
    selects,
    endpoint,
    proxy,
    writeKey,
    dryRun: isDry ? new DryRun(showValues) : undefined,
    checkpoint: await openCheckpoint(flags, { sources, endpoint, writeKey, read, redact, cwd: io.cwd() }),
    rate: isDry ? 0 : (flags.rate ?? DEFAULT_RATE),
    concurrency: flags.concurrency ?? 1,
    redact,
    maxProblems: flags.maxProblems ?? config.maxProblems ?? DEFAULT_MAX_PROBLEMS,
    allowEmpty: flags.allowEmpty ?? config.allowEmpty,
  };
}
