import { resolve } from 'node:path';
import { FastPath } from '../../../check/fast-path.js';
import { CONVERSATION_IDS, hasLateErrors } from '../../../check/late-rules.js';
import type { RuleSetting } from '../../../check/rule-levels.js';
import { Failure } from '../../../failure.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { checkpointPath, filesOfCheckpoint } from '../../../send/checkpoint.js';
import { DRY_RUN_KEY, DryRun } from '../../../send/dry-run.js';
import { endpointFor } from '../../../send/endpoint.js';
import type { SendLimits } from '../../../send/limits.js';
import { proxyFor } from '../../../send/proxy.js';
import { selectionOf } from '../../../send/selection.js';
import type { SendPlan } from '../../../send/send-plan.js';
import { readWriteKey } from '../../../send/write-key.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import { redactKinds } from '../../redact-kinds.js';
import { refuseStreams as refuseStreamsForLate } from '../../refuse-streams.js';
import { openSession } from '../../session.js';
import { openCheckpoint } from './checkpoint.js';
import type { SendFlags } from './send-command.js';

/** The plan of a run, and what its reports depend on besides. */
export interface PlannedSend {
  readonly plan: SendPlan;
  readonly flags: SendFlags;
  readonly maxProblems: number;
  readonly allowEmpty: boolean;
  /** The files that the run writes besides its reports. */
  readonly outputs: readonly string[];
  /** Temporary files for reports, if some problems are known only at the end of the log. */
  readonly lateFiles: TemporaryFiles | undefined;
}

/** The first setting of `send`: a replay does not stop for problems beside other records, unless a setting asks for it. */
const CONVERSATIONS_OFF: RuleSetting = { glob: 'conversation/*', level: 'off' };

/** Events per second, by default: Segment's Engage accepts no more. */
export const DEFAULT_RATE = 1000;

/** Refuses what cannot be done with a stream. */
function refuseStreams({ writeKeyFile, checkpoint, allOrNothing }: SendFlags, sources: readonly Source[]): void {
  if (sources.every(({ rereadable }) => rereadable)) return;
  if (writeKeyFile === '-' && sources.some(({ path }) => path === undefined)) {
    throw new Failure('bad-usage', 'stdin cannot hold both the write key and the log', {
      hint: 'name the log, or give the key in a file',
    });
  }
  if (checkpoint !== undefined) {
    throw new Failure('bad-usage', '--checkpoint needs files: a stream cannot be resumed', {
      hint: 'write the stream to a file first, and send that',
    });
  }
  if (allOrNothing === true) {
    throw new Failure('bad-usage', '--all-or-nothing needs files: a stream cannot be read twice', {
      hint: 'write the stream to a file first; without the option, valid records are sent',
    });
  }
}

/** The files that a run writes besides its reports: dead letters, and the checkpoint with the files beside it. */
async function outputsOf({ rejectedOut, rejectedReasons, checkpoint }: SendFlags, cwd: string): Promise<string[]> {
  const letters = [rejectedOut, rejectedReasons].filter((file) => file !== undefined);
  if (checkpoint === undefined) return letters;
  const path = await checkpointPath(checkpoint, cwd);
  // As it was given, unless it is a link.
  return [...letters, ...filesOfCheckpoint(path === resolve(cwd, checkpoint) ? checkpoint : path)];
}

/** Makes the plan, and opens its checkpoint, which the caller releases. @throws {Failure} if the job cannot be begun. */
export async function planSend(
  paths: readonly string[],
  flags: SendFlags,
  limits: SendLimits,
  io: Io,
): Promise<PlannedSend> {
  const onPipedStdin = flags.writeKeyFile === '-' ? 'ignore' : 'refuse';
  const session = await openSession({ flags, io, baseRules: [CONVERSATIONS_OFF], onPipedStdin });
  const { read, check, showValues, quiet, maxProblems, allowEmpty } = session;
  const endpoint = endpointFor(flags);
  const proxy = await proxyFor(endpoint, io.env);
  const selects = selectionOf(flags);
  const redact = redactKinds(flags.redact);
  if (flags.newMessageIds === '') {
    throw new Failure('bad-usage', '--new-message-ids needs a salt', {
      hint: 'any word will do; the same word makes the same ids',
    });
  }
  const sources = await session.sources(paths);
  refuseStreams(flags, sources);
  if (hasLateErrors(session.levelOf)) refuseStreamsForLate(sources, 'so send needs files');
  const outputs = await outputsOf(flags, io.cwd());
  // Before the lock of the checkpoint is written.
  refuseOverwriting(outputs, sources, io);
  const dryRun = flags.dryRun === true ? new DryRun(showValues) : undefined;
  const isDry = dryRun !== undefined;
  const writeKey = isDry ? DRY_RUN_KEY : await readWriteKey(flags, { env: io.env, cwd: io.cwd(), stdin: io.stdin });
  const sharedIds = session.levelOf('segment/duplicate-message-id');
  const fastPath = new FastPath({
    ...{ ...session, jobs: 1, sources, wantsFacts: true, inputFormat: read.inputFormat },
    mode: io.env['COPILOT_EVENTS_SCAN'],
  });
  const plan: SendPlan = {
    ...{ sources, read, check, fastPath, conversations: () => session.conversations(), selects },
    // As a warning, it is one line before anything is sent.
    messageIds: () => (sharedIds === 'error' ? session.messageIds() : undefined),
    hasLateErrors: hasLateErrors(session.levelOf),
    ...{ endpoint, proxy, writeKey, dryRun, redact, limits },
    transport: dryRun?.transport ?? (await proxy?.open()),
    checkpoint: await openCheckpoint(flags, { sources, endpoint, writeKey, read, redact, cwd: io.cwd() }),
    rate: isDry ? 0 : (flags.rate ?? DEFAULT_RATE),
    concurrency: flags.concurrency ?? 1,
    limit: flags.limit,
    requireTimestamp: flags.requireTimestamp,
    newMessageIds: flags.newMessageIds,
    allOrNothing: flags.allOrNothing ?? false,
    countsStamped: !quiet && !isDry,
    countsSharedIds: !quiet && !isDry && sharedIds === 'warning',
  };
  const hasConversationRules = CONVERSATION_IDS.some((rule) => session.levelOf(rule) !== 'off');
  const sortsProblems = hasConversationRules || sharedIds === 'error';
  return { plan, flags, maxProblems, allowEmpty, outputs, lateFiles: sortsProblems ? new TemporaryFiles() : undefined };
}
