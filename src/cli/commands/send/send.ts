import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { STDOUT } from '../../../output/open-output.js';
import { showMessage } from '../../../output/show-message.js';
import { formatDuration } from '../../../report/summary-line.js';
import type { DeadLetters } from '../../../send/dead-letters.js';
import { openDeadLetters } from '../../../send/dead-letters.js';
import { dryRunText, sampleLines } from '../../../send/dry-run-text.js';
import type { FieldLoss } from '../../../send/field-losses.js';
import { SEND_LIMITS } from '../../../send/limits.js';
import type { FailedAttempt } from '../../../send/outcome.js';
import { reasonText, routeText } from '../../../send/outcome.js';
import type { SendResult } from '../../../send/run-send.js';
import { runSend } from '../../../send/run-send.js';
import { stopMessage } from '../../../send/stop-message.js';
import { summaryText } from '../../../send/summary-text.js';
import { countOf } from '../../../text/count.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import type { RunResult } from '../../exit-code.js';
import { withRun } from '../../run.js';
import { showFailure } from '../../show-failure.js';
import type { SplitEnd, SplitReportOptions, SplitReports } from '../../split-reports.js';
import { openSplitReports } from '../../split-reports.js';
import { keepYoungGenerationSmall } from '../../young-generation.js';
import { continuingLines, finishedLines, interruptedLine } from './checkpoint.js';
import type { PlannedSend } from './plan.js';
import { planSend } from './plan.js';
import type { SendFlags } from './send-command.js';

/** How the reports of `send` differ from those of `fix`. */
const REPORTS = {
  command: 'send',
  alwaysShowsProblems: true,
} as const satisfies Partial<SplitReportOptions>;

function show(lines: readonly string[], io: Io): void {
  for (const line of lines) showMessage(line, io);
}

/** The failure of a run that was asked for no record of its log: most likely a name is misspelled. */
function nothingSelected({ records, byEvent }: Summary): Failure {
  const names = Object.keys(byEvent)
    .slice(0, 5)
    .map((name) => `“${name}”`);
  const more = Object.keys(byEvent).length > names.length ? ' and others' : '';
  return new Failure(
    'no-input',
    `--event, --since and --until match none of ${records === 1 ? 'the one record' : `the ${countOf(records, 'record')}`}`,
    {
      hint: `the log holds ${names.join(', ')}${more}; records without a timestamp never match --since or --until`,
    },
  );
}

function stampedLine(records: number): string {
  const have = records === 1 ? 'has' : 'have';
  return `${countOf(records, 'record')} ${have} no timestamp and will get the time of sending; --require-timestamp rejects such records`;
}

function sharedIdsLine(records: number): string {
  const [share, differ, they] = records === 1 ? ['shares', 'differs', 'it will'] : ['share', 'differ', 'they will'];
  return `${countOf(records, 'record')} ${share} the messageId of an earlier record and ${differ} from it: Segment keeps one event for each messageId, so that ${they} be lost; give each record its own, or remove messageId: send then makes one`;
}

function lossLines({ dropped, inexact }: FieldLoss): string[] {
  const be = ({ length }: readonly string[]): string => (length === 1 ? 'is' : 'are');
  return [
    ...(dropped.length === 0
      ? []
      : [
          `${dropped.join(', ')} at the top level ${be(dropped)} not sent, since Segment’s SDK drops unknown fields there; properties and context are kept`,
        ]),
    ...(inexact.length === 0
      ? []
      : [
          `${inexact.join(', ')} ${be(inexact)} sent with another value: a number is larger or has more digits than JSON libraries keep, or a key stands twice; strings keep all digits`,
        ]),
  ];
}

/** Shows a message the first time only, so that nobody waits without knowing for what. */
function showOnce<What>(message: (what: What) => string, quiet: boolean, io: Io): (what: What) => void {
  let isShown = quiet;
  return (what) => {
    if (!isShown) show([message(what)], io);
    isShown = true;
  };
}

function openReports(
  { plan, flags, maxProblems, lateFiles }: PlannedSend,
  otherOutputs: readonly string[],
  io: Io,
): Promise<SplitReports> {
  const { sources } = plan;
  const summaryTo = flags.rejectedOut === STDOUT || flags.rejectedReasons === STDOUT ? 'stderr' : 'stdout';
  return openSplitReports({ ...flags, maxProblems }, { ...REPORTS, summaryTo, sources, otherOutputs, lateFiles }, io);
}

/** Reports that an earlier run has finished, and sends nothing. */
async function reportFinished(planned: PlannedSend, io: Io): Promise<RunResult> {
  const { earlier } = planned.plan.checkpoint ?? {};
  const reports = await openReports(planned, [], io);
  const nothing = { records: 0, accepted: 0, rejected: 0, unknown: 0, notSent: 0, byReason: {} };
  const lines = earlier === undefined ? [] : finishedLines(earlier, planned.flags.checkpoint ?? '');
  const done = earlier === undefined ? {} : { earlier: earlier.done };
  await reports.end({ summary: { ...nothing, ...done }, text: () => lines });
  return { problems: (earlier?.done.rejected ?? 0) > 0 };
}

/** Runs with signals listened for and progress shown. */
async function runWithSignals(
  { plan, flags }: PlannedSend,
  reports: SplitReports,
  deadLetters: DeadLetters,
  io: Io,
): Promise<SendResult> {
  const { quiet = false } = flags;
  const stop = new AbortController();
  const proxy = plan.proxy?.host;
  const retrying = showOnce(
    ({ reason }: FailedAttempt) =>
      `${routeText(reason, plan.endpoint.host, proxy)}: ${reasonText(reason, proxy)}; trying again`,
    quiet,
    io,
  );
  let result: SendResult | undefined;
  await withRun({ io, quiet, onInterrupt: () => stop.abort() }, async (run) => {
    result = await runSend(plan, {
      reports,
      deadLetters,
      signal: stop.signal,
      showProgress: (detail) => run.showProgress(plan.sources, detail),
      fail: (error) => run.fail(error),
      get failed() {
        return run.failed;
      },
      onStamped: (records) => show([stampedLine(records)], io),
      onSharedIds: (records) => show([sharedIdsLine(records)], io),
      // With --quiet, too: what is lost here is missing in Segment.
      onLoss: (loss) => show(lossLines(loss), io),
      onRetry: retrying,
    });
  });
  return result as SendResult;
}

/** Writes on stderr why not everything was delivered. */
function reportFailure({ failure, ended }: SendResult, { plan, flags }: PlannedSend, io: Io): void {
  const hasCheckpoint = plan.checkpoint !== undefined;
  if (failure !== undefined) {
    const { endpoint, writeKey, proxy } = plan;
    const showValues = flags.showValues ?? false;
    const { message, hint } = stopMessage(failure, { endpoint, writeKey, proxy, showValues, hasCheckpoint });
    showFailure(new Failure('not-delivered', message, { hint }), io);
  }
  if (ended === 'interrupted') {
    const isStream = plan.sources.some(({ rereadable }) => !rereadable);
    show([interruptedLine(hasCheckpoint, isStream)], io);
  }
}

/** Writes the summary, as text and as JSON. */
async function reportSummary(result: SendResult, { plan }: PlannedSend, reports: SplitReports): Promise<void> {
  const { counts, dryRun } = result;
  const earlier = result.earlier?.done;
  const text: SplitEnd['text'] = (styles) => {
    const duration = formatDuration(result.durationMs);
    const { endpoint, proxy, limit } = plan;
    const route = { host: endpoint.host, proxy: proxy?.host };
    const options = { ...route, duration, isTrial: limit !== undefined, earlier, styles };
    return dryRun === undefined ? summaryText(counts, options) : dryRunText(dryRun, counts, options);
  };
  const summary = {
    ...counts.summary(),
    ...(earlier === undefined ? {} : { earlier }),
    ...(dryRun === undefined ? {} : { dryRun }),
  };
  const verbatim = dryRun === undefined ? [] : sampleLines(dryRun);
  await reports.end({ summary, text, verbatim }).catch((error: unknown) => {
    // A file that cannot be written was reported already.
    if (result.ended !== 'failed' || !(error instanceof Failure)) throw error;
  });
}

/** Returns the result for the exit code. @throws {Failure} if there was nothing to send. */
function runResultOf(result: SendResult, { plan, allowEmpty }: PlannedSend): RunResult {
  const { counts, earlier, ended } = result;
  if (ended === 'interrupted') return { interrupted: true };
  if (ended === 'failed') return { failed: true };
  assertNotEmpty(counts.records, plan.sources, allowEmpty);
  const nothing = counts.records > 0 && counts.passedOver === counts.records;
  if (nothing && earlier === undefined && !allowEmpty) throw nothingSelected(result.read);
  return { problems: !counts.allAccepted || (earlier?.done.rejected ?? 0) > 0 };
}

async function sendAndReport(planned: PlannedSend, io: Io): Promise<RunResult> {
  const { plan, flags, outputs } = planned;
  const { checkpoint } = plan;
  const reports = await openReports(planned, outputs, io);
  const deadLetters = await openDeadLetters(flags, io, checkpoint?.written);
  if (checkpoint?.earlier !== undefined && flags.quiet !== true) {
    show(continuingLines(checkpoint.earlier, Date.now()), io);
  }
  const result = await runWithSignals(planned, reports, deadLetters, io);
  deadLetters.showMissing(io);
  await reports.endProblems(result.checked);
  reportFailure(result, planned, io);
  await reportSummary(result, planned, reports);
  return runResultOf(result, planned);
}

/** Sends the valid records of logs and reports the result of each. @throws {Failure} if the job cannot be begun. */
export async function send(
  paths: readonly string[],
  flags: SendFlags,
  io: Io,
  limits = SEND_LIMITS,
): Promise<RunResult> {
  keepYoungGenerationSmall();
  const planned = await planSend(paths, flags, limits, io);
  const { checkpoint } = planned.plan;
  try {
    return checkpoint?.earlier?.finished === true
      ? await reportFinished(planned, io)
      : await sendAndReport(planned, io);
  } finally {
    await checkpoint?.release();
  }
}
