import { checkSources } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import { SummaryCounter } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { STDOUT } from '../../../output/open-output.js';
import type { RawRecord } from '../../../record/record.js';
import { formatDuration } from '../../../report/summary-line.js';
import { openDeadLetters } from '../../../send/dead-letters.js';
import { dryRunText } from '../../../send/dry-run-text.js';
import type { SendLimits } from '../../../send/limits.js';
import { SEND_LIMITS } from '../../../send/limits.js';
import { reasonText } from '../../../send/outcome.js';
import { SelectedRecords } from '../../../send/selected-records.js';
import type { SendCounts } from '../../../send/send-counts.js';
import { Sender } from '../../../send/sender.js';
import { stopMessage } from '../../../send/stop-message.js';
import { summaryText } from '../../../send/summary-text.js';
import { countOf, formatCount } from '../../../text/count.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import type { RunResult } from '../../exit-code.js';
import { listenForInterrupt } from '../../interrupt.js';
import { startProgress } from '../../progress.js';
import { showDropped } from '../../show-dropped.js';
import { showFailure } from '../../show-failure.js';
import type { SplitEnd } from '../../split-reports.js';
import { openSplitReports } from '../../split-reports.js';
import { continuingLines, finishedLine, interruptedLine } from './checkpoint.js';
import { lookAhead, unchecked } from './forecast.js';
import type { SendPlan } from './plan.js';
import { planSend } from './plan.js';
import type { SendFlags } from './send-command.js';

const REPORTS = { command: 'send', summaryTo: 'stdout', alwaysShowsProblems: true } as const;

/** What is said if no record is asked for: most likely a name is misspelled. */
function nothingSelected({ records, byEvent }: Summary): Failure {
  const names = Object.keys(byEvent)
    .slice(0, 5)
    .map((name) => `“${name}”`);
  const more = Object.keys(byEvent).length > names.length ? ' and others' : '';
  return new Failure(
    'no-input',
    `--event, --since and --until pass over ${records === 1 ? 'the only record' : `all ${countOf(records, 'record')}`}`,
    {
      hint: `the log holds ${names.join(', ')}${more}; --since and --until also pass over what has no timestamp`,
    },
  );
}

/** How far a run is, in words. */
function progressText(counts: SendCounts, start: number): string {
  const { accepted, rejected, unknown } = counts.summary();
  const rate = Math.round(accepted / Math.max(0.001, (performance.now() - start) / 1000));
  const others = [
    ...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
    ...(unknown > 0 ? [`${formatCount(unknown)} unknown`] : []),
  ].join(', ');
  return `${formatCount(accepted)} accepted (${formatCount(rate)}/s)${others === '' ? '' : `, ${others}`}`;
}

/** Says something the first time that it happens, so that nobody waits and does not know for what. */
function sayOnce<What>(words: (what: What) => string, quiet: boolean, io: Io): (what: What) => void {
  let said = quiet;
  return (what) => {
    if (!said) io.stderr.write(`copilot-events: ${words(what)}\n`);
    said = true;
  };
}

/** Says that an earlier run has finished: nothing is sent, and that is as it should be. */
async function tellFinished({ checkpoint, flags, sources, maxProblems }: SendPlan, io: Io): Promise<RunResult> {
  const reports = await openSplitReports({ ...flags, maxProblems }, { ...REPORTS, sources, otherOutputs: [] }, io);
  const earlier = checkpoint?.earlier?.settled;
  const nothing = { records: 0, accepted: 0, rejected: 0, unknown: 0, notSent: 0, byReason: {} };
  const line = checkpoint === undefined ? '' : finishedLine(checkpoint, flags.checkpoint ?? '');
  await reports.end({ summary: { ...nothing, ...(earlier === undefined ? {} : { earlier }) }, text: () => [line] });
  return {};
}

/** Ends the reading of streams and pipes, which may wait for more. */
function cancelAll(sources: SendPlan['sources']): void {
  for (const source of sources) source.cancel?.();
}

/** Sends the valid records of logs and says what became of each. @throws {Failure} if the job cannot be begun. */
export async function send(
  paths: readonly string[],
  flags: SendFlags,
  io: Io,
  limits = SEND_LIMITS,
): Promise<RunResult> {
  const plan = await planSend(paths, flags, io);
  const { checkpoint } = plan;
  try {
    return checkpoint?.earlier?.finished === true ? await tellFinished(plan, io) : await carryOut(plan, io, limits);
  } finally {
    await checkpoint?.release();
  }
}

async function carryOut(plan: SendPlan, io: Io, limits: SendLimits): Promise<RunResult> {
  const start = performance.now();
  const { flags, sources, read, selects, checkpoint, dryRun, endpoint, writeKey, proxy } = plan;
  const { limit, requireTimestamp, newMessageIds, quiet = false, showValues = false, allOrNothing = false } = flags;
  const { rejectedOut, rejectedReasons } = flags;
  const summaryTo = rejectedOut === STDOUT || rejectedReasons === STDOUT ? 'stderr' : 'stdout';
  const otherOutputs = [rejectedOut, rejectedReasons, flags.checkpoint];
  const { maxProblems } = plan;
  const reports = await openSplitReports(
    { ...flags, maxProblems },
    { ...REPORTS, summaryTo, sources, otherOutputs },
    io,
  );
  const deadLetters = await openDeadLetters(flags, io, checkpoint?.earlier?.written);
  if (checkpoint !== undefined && !quiet) {
    for (const line of continuingLines(checkpoint, Date.now())) io.stderr.write(`copilot-events: ${line}\n`);
  }

  const conversations = plan.conversations();
  const counter = new SummaryCounter();
  const sender = new Sender({
    endpoint,
    writeKey,
    limits,
    limit,
    requireTimestamp,
    newMessageIds,
    redact: plan.redact,
    concurrency: plan.concurrency,
    rate: plan.rate,
    transport: dryRun?.transport ?? (await proxy?.open()),
    onDryRun: dryRun === undefined ? undefined : (call) => dryRun.add(call),
    onRetry: sayOnce((attempt) => `${endpoint.host}: ${reasonText(attempt.reason)}; trying again`, quiet, io),
    // A pipe may have nothing to say for hours.
    onStop: () => cancelAll(sources),
    onRejected: (rejection) => deadLetters.add(rejection),
    onOutcome: checkpoint === undefined ? undefined : (raw, settled) => checkpoint.note(raw, settled),
  });
  const selected = new SelectedRecords({
    selects,
    // The files come first: one that cannot be written ends the run before more is sent.
    sinks: [reports, { write() {}, drain: () => deadLetters.drain() }, sender],
    isFull: () => sender.isFull,
    isSettled: (raw) => checkpoint?.ledger.takeUp(raw) === false,
    onPassedOver: (record) => sender.passOver(record),
  });
  const interrupt = listenForInterrupt(io, () => {
    sender.interrupt();
    cancelAll(sources);
  });
  let failed = false;
  /** A file could not be written, and that has been said. */
  let broken = false;
  let atEnd = false;
  const ended = (): boolean => interrupt.requested || sender.failed;
  const tell = (error: unknown): void => {
    if (!(error instanceof Failure)) throw error;
    failed = true;
    showFailure(error, io);
  };
  const breakOff = (error: unknown): void => {
    sender.stop();
    if (!broken) tell(error);
    broken = true;
  };
  const isSettled = (raw: RawRecord): boolean => checkpoint?.ledger.isSettled(raw) ?? false;
  const sent = { limit, requireTimestamp, newMessageIds, redact: plan.redact };
  const ahead = {
    ...{ sources, read, check: plan.check, conversations: plan.conversations() },
    ...{ selects, isSettled, ...sent },
  };
  const stopped = () => interrupt.requested;
  if (!(await lookAhead({ ...ahead, stopped, quiet: quiet || dryRun !== undefined, allOrNothing }, io)))
    sender.withhold();

  const progress = await startProgress(sources, { quiet, detail: () => progressText(sender.counts, start) }, io);
  try {
    await checkpoint?.begin({
      settled: () => sender.counts.settled,
      unknown: () => sender.counts.summary().unknown,
      files: deadLetters,
      onError: breakOff,
    });
    await checkSources({
      sources,
      read: { ...read, onRead: progress.onRead },
      // Rules across records have to see what an earlier run has settled.
      check: (raw) => (conversations === undefined && isSettled(raw) ? unchecked(raw) : plan.check(raw)),
      conversations,
      counter,
      sinks: [selected],
      stopped: () => ended() || broken || sender.isFull,
      // Whoever ends a run closes stdin, and stdin then cannot be read.
      onFailure: (error) => {
        if (!(error instanceof Failure) || !ended()) tell(error);
      },
    }).then(() => {
      atEnd = !failed && !ended() && !broken && !sender.isFull;
    }, breakOff);
    await sender.finish();
    await checkpoint?.end(atEnd).catch(breakOff);
    await deadLetters.end(io).catch(breakOff);
  } finally {
    progress.stop();
    interrupt.release();
  }

  const { counts } = sender;
  const duration = performance.now() - start;
  const { files, bytes } = counter;
  await reports.endProblems({ ...selected.counter.summary(Math.round(duration)), files, bytes });
  showDropped(counter.summary(0), io);
  const hasCheckpoint = checkpoint !== undefined;
  if (sender.failure !== undefined) {
    const said = { endpoint, writeKey, showValues, proxyHost: proxy?.host, hasCheckpoint };
    const { message, hint } = stopMessage(sender.failure, said);
    showFailure(new Failure('not-delivered', message, { hint }), io);
  }
  if (interrupt.requested) io.stderr.write(`copilot-events: ${interruptedLine(hasCheckpoint)}\n`);
  const { host } = endpoint;
  const would = dryRun?.summary();
  const earlier = checkpoint?.earlier?.settled;
  const text: SplitEnd['text'] = (styles) => {
    const options = { host, duration: formatDuration(duration), isTrial: limit !== undefined, earlier, styles };
    return would === undefined ? summaryText(counts, options) : dryRunText(would, counts, options);
  };
  const summary = {
    ...counts.summary(),
    ...(earlier === undefined ? {} : { earlier }),
    ...(would === undefined ? {} : { dryRun: would }),
  };
  await reports.end({ summary, text }).catch((error: unknown) => {
    if (!broken || !(error instanceof Failure)) throw error;
  });

  if (interrupt.requested) return { interrupted: true };
  if (failed) return { failed: true };
  assertNotEmpty(counts.records, sources, plan.allowEmpty);
  if (counts.records > 0 && counts.passedOver === counts.records && earlier === undefined && !plan.allowEmpty) {
    throw nothingSelected(counter.summary(0));
  }
  return { problems: !counts.allAccepted };
}
