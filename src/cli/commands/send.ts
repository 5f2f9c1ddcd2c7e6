import { createCheck } from '../../check/check-record.js';
import { checkSources } from '../../check/check-sources.js';
import { ruleLevels } from '../../check/rule-levels.js';
import type { Summary } from '../../check/summary.js';
import { SummaryCounter } from '../../check/summary.js';
import { Failure } from '../../failure.js';
import { countOf } from '../../problem/count.js';
import { formatDuration } from '../../report/summary-line.js';
import { builtInRegistry } from '../../schema/registry.js';
import { DRY_RUN_KEY, DryRun } from '../../send/dry-run.js';
import { dryRunText } from '../../send/dry-run-text.js';
import type { Region } from '../../send/endpoint.js';
import { endpointFor } from '../../send/endpoint.js';
import { SEND_LIMITS } from '../../send/limits.js';
import { SelectedRecords } from '../../send/selected-records.js';
import type { SelectionFlags } from '../../send/selection.js';
import { selectionOf } from '../../send/selection.js';
import { Sender } from '../../send/sender.js';
import { stopMessage } from '../../send/stop-message.js';
import { summaryText } from '../../send/summary-text.js';
import { readWriteKey } from '../../send/write-key.js';
import { CONVERSATIONS_OFF, conversationCheckFor, showDropped } from '../conversations.js';
import type { DeadLetterFlags } from '../dead-letters.js';
import { openDeadLetters } from '../dead-letters.js';
import type { ExitCode } from '../exit-code.js';
import { EXIT } from '../exit-code.js';
import { listenForInterrupt } from '../interrupt.js';
import type { Io } from '../io.js';
import { DEFAULT_MAX_PROBLEMS } from '../print-config.js';
import { startProgress } from '../progress.js';
import type { InputFlags } from '../settings.js';
import { configFor, readOptions, ruleSettings, sourcesFor } from '../settings.js';
import { showFailure } from '../show-failure.js';
import { forecastStamps } from './send-forecast.js';
import type { SendEnd } from './send-reports.js';
import { openSendReports } from './send-reports.js';

/** The options of `send`, as commander gives them. */
export interface SendFlags extends InputFlags, DeadLetterFlags, SelectionFlags {
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
  readonly region?: Region;
  readonly host?: string;
  readonly limit?: number;
  readonly dryRun?: true;
  readonly requireTimestamp?: true;
  readonly newMessageIds?: string;
  readonly format?: readonly string[];
  readonly maxProblems?: number;
}

/** What is said if no record is asked for: most likely a name is misspelled. */
function nothingSelected({ records, byEvent }: Summary): Failure {
  const names = Object.keys(byEvent)
    .slice(0, 5)
    .map((name) => `“${name}”`);
  const more = Object.keys(byEvent).length > names.length ? ' and others' : '';
  return new Failure(
    `--event, --since and --until pass over ${records === 1 ? 'the only record' : `all ${countOf(records, 'record')}`}`,
    {
      hint: `the log holds ${names.join(', ')}${more}; --since and --until also pass over what has no timestamp`,
    },
  );
}

/** Sends the valid records of logs and says what became of each. @throws {Failure} if the job cannot be begun. */
export async function send(
  paths: readonly string[],
  flags: SendFlags,
  io: Io,
  limits = SEND_LIMITS,
): Promise<ExitCode> {
  const start = performance.now();
  const config = await configFor(flags, io.cwd());
  const levelOf = ruleLevels([CONVERSATIONS_OFF, ...ruleSettings(flags, config)]);
  const endpoint = endpointFor(flags);
  const selects = selectionOf(flags);
  const { limit, requireTimestamp, newMessageIds } = flags;
  if (newMessageIds === '') {
    throw new Failure('--new-message-ids needs a salt', { hint: 'any word will do; the same word makes the same ids' });
  }
  const dryRun = flags.dryRun === true ? new DryRun(flags.showValues ?? false) : undefined;
  const writeKey = dryRun === undefined ? await readWriteKey(flags, io.env, io.cwd()) : DRY_RUN_KEY;
  const sources = await sourcesFor(paths, flags, config, io);
  const fromStdin = sources.some(({ path }) => path === undefined);
  const showValues = flags.showValues ?? false;
  const check = createCheck({ registry: builtInRegistry(), levelOf, now: Date.now, showValues });
  const maxProblems = flags.maxProblems ?? config.maxProblems ?? DEFAULT_MAX_PROBLEMS;
  const reports = await openSendReports(
    { ...flags, maxProblems },
    sources,
    [flags.rejectedOut, flags.rejectedReasons],
    io,
  );
  const deadLetters = await openDeadLetters(flags, io.cwd());

  const counter = new SummaryCounter();
  const sender = new Sender({
    endpoint,
    writeKey,
    limits,
    limit,
    requireTimestamp,
    newMessageIds,
    transport: dryRun?.transport,
    onDryRun: dryRun === undefined ? undefined : (call) => dryRun.add(call),
    // A pipe may have nothing to say for hours.
    onStop: () => fromStdin && io.stdin.destroy?.(),
    onRejected: (rejection) => deadLetters.add(rejection),
  });
  const selected = new SelectedRecords({
    selects,
    // The files come first: one that cannot be written ends the run before more is sent.
    sinks: [reports, { take() {}, settle: () => deadLetters.settle() }, sender],
    isFull: () => sender.isFull,
    onPassedOver: () => sender.counts.passOver(),
  });
  const interrupt = listenForInterrupt(io, () => sender.interrupt());
  const read = readOptions(flags, config);
  if (requireTimestamp !== true && dryRun === undefined && flags.quiet !== true) {
    const stopped = () => interrupt.requested;
    await forecastStamps({ sources, read, check, selects, limit, newMessageIds, stopped }, io);
  }
  const progress = await startProgress(sources, flags.quiet ?? false, io);
  let failed = false;
  /** A file could not be written, and that has been said. */
  let broken = false;
  const ended = (): boolean => interrupt.requested || sender.failed !== undefined;
  const tell = (error: unknown): void => {
    if (!(error instanceof Failure)) throw error;
    failed = true;
    showFailure(error, io);
  };
  // Whoever ends a run closes stdin, and stdin then cannot be read.
  const onFailure = (error: unknown): void => {
    if (!(error instanceof Failure) || !ended()) tell(error);
  };
  try {
    await checkSources({
      sources,
      read: { ...read, onRead: progress.onRead },
      check,
      conversations: conversationCheckFor(flags, levelOf),
      counter,
      sinks: [selected],
      stopped: () => ended() || sender.isFull,
      onFailure,
    }).catch((error) => {
      sender.stop();
      broken = true;
      tell(error);
    });
    await sender.finish();
    await deadLetters.end(io).catch((error) => {
      if (!broken) tell(error);
    });
  } finally {
    progress.stop();
    interrupt.release();
  }

  const { counts } = sender;
  const duration = performance.now() - start;
  const { files, bytes } = counter;
  await reports.endProblems({ ...selected.counter.summary(Math.round(duration)), files, bytes });
  showDropped(counter.summary(0), io);
  if (sender.trouble !== undefined) {
    const { message, hint } = stopMessage(sender.trouble, { endpoint, writeKey, showValues });
    showFailure(new Failure(message, { hint }), io);
  }
  const { host } = endpoint;
  const would = dryRun?.summary();
  const text: SendEnd['text'] = (styles) => {
    const options = { host, duration: formatDuration(duration), isTrial: limit !== undefined, styles };
    return would === undefined ? summaryText(counts, options) : dryRunText(would, counts, options);
  };
  const sent = { ...counts.summary(), ...(would === undefined ? {} : { dryRun: would }) };
  await reports.end({ sent, text }).catch((error: unknown) => {
    if (!broken || !(error instanceof Failure)) throw error;
  });

  if (interrupt.requested) return EXIT.interrupted;
  if (failed) return EXIT.failure;
  const allowEmpty = flags.allowEmpty ?? config.allowEmpty;
  if (counts.records === 0 && fromStdin && !allowEmpty) {
    throw new Failure('no record came in on stdin', {
      hint: 'check the command before the pipe; --allow-empty takes this for success',
    });
  }
  if (counts.records > 0 && counts.passedOver === counts.records && !allowEmpty) {
    throw nothingSelected(counter.summary(0));
  }
  return counts.allAccepted ? EXIT.ok : EXIT.problems;
}
