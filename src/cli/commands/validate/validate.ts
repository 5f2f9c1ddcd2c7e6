import { resolve } from 'node:path';
import type { BaselineRun } from '../../../baseline/baseline-run.js';
import { openBaseline } from '../../../baseline/baseline-run.js';
import type { FastCheckOptions } from '../../../check/check-sources.js';
import { checkSources } from '../../../check/check-sources.js';
import { hasConversationRules } from '../../../check/conversation-check.js';
import { FastPath } from '../../../check/fast-path.js';
import type { LateProblem } from '../../../check/late-problem.js';
import { hasLateErrors } from '../../../check/late-rules.js';
import { LateSpool } from '../../../check/late-spool.js';
import type { Summary } from '../../../check/summary.js';
import { SummaryCounter } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import { readSplits } from '../../../input/splits.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { showMessage } from '../../../output/show-message.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import { countOf, formatCount } from '../../../text/count.js';
import { emptyInput } from '../../assert-not-empty.js';
import type { RunResult } from '../../exit-code.js';
import { hasProblems } from '../../exit-code.js';
import { refuseStreams } from '../../refuse-streams.js';
import { measuresFor, showsEvents } from '../../reports.js';
import type { Run } from '../../run.js';
import { INTERRUPTED, withRun } from '../../run.js';
import type { Session } from '../../session.js';
import { openSession, readSettings } from '../../session.js';
import { splitFormats } from '../../shard-outputs.js';
import { TranscriptNotes } from '../../transcript-notes.js';
import { openValidateOutputs } from './outputs.js';
import { printConfig } from './print-config.js';
import { printSplits } from './print-splits.js';
import { shardOf } from './shard-of-run.js';
import type { ValidateFlags } from './validate-command.js';

/** Reports on stderr that the run did not read everything, and so wrote no baseline. Returns how it ended. */
function unfinished(run: Run, baseline: BaselineRun | undefined, io: Io): RunResult {
  const unwritten = baseline?.updating === true ? '; the baseline was not written' : '';
  const reason = run.interrupted ? INTERRUPTED : unwritten && 'not everything could be read';
  if (reason !== '') showMessage(`${reason}${unwritten}`, io);
  return { interrupted: run.interrupted, failed: run.failed };
}

/** What differs between the two times that logs are read. */
interface Reading extends Omit<FastCheckOptions, 'sources' | 'read' | 'check' | 'fastPath'> {
  /** Whether the records' bytes are written. */
  readonly needsBytes: boolean;
}

/** The logs to read: those of `--splits`, else what the paths name. @throws {Failure} if they cannot be found */
async function logsOf(
  paths: readonly string[],
  { splits }: ValidateFlags,
  session: Session,
  io: Io,
): Promise<readonly Source[]> {
  if (splits === undefined) return session.sources(paths);
  if (paths.length === 0) return readSplits(resolve(io.cwd(), splits), splits);
  throw new Failure('bad-usage', '--splits names the logs, and so do paths', { hint: 'leave one of them out' });
}

/** The report is of the first reading; the files of records are of the second one. */
function logsChanged(first: SummaryCounter, second: SummaryCounter): Failure {
  const [before, after] = [countOf(first.records, 'record'), formatCount(second.records)];
  return new Failure('input-changed', `the logs changed while they were read: ${before} at first, ${after} then`, {
    hint: 'run it again when nothing writes to them: the files of --valid-out and --invalid-out are not of what is reported',
  });
}

/** Checks logs and reports every problem. @throws {Failure} if the job cannot be begun. */
export async function validate(paths: readonly string[], flags: ValidateFlags, io: Io): Promise<RunResult> {
  // To load `performance` takes a millisecond.
  const start = process.hrtime.bigint();
  const options = { flags, io };
  if (flags.printConfig === true) {
    printConfig(await readSettings(options), io);
    return {};
  }
  const session = await openSession(options);
  const baseline = await openBaseline({
    named: session.effective.baseline.value ?? undefined,
    directory: flags.baseline === undefined ? session.config.directory : io.cwd(),
    updating: flags.updateBaseline === true,
    quiet: session.quiet,
  });
  // A baseline may lie among the logs.
  const isLog = (path: string | undefined) => path === undefined || path !== baseline?.path;
  const logs = (await logsOf(paths, flags, session, io)).filter(({ path }) => isLog(path));
  if (flags.printSplits !== undefined) {
    await printSplits(logs, flags.printSplits, session.read.inputFormat, io);
    return {};
  }
  const { sources, openShard } = shardOf(logs, flags, session, io);
  const { reports, shards } = splitFormats(flags.format);
  const wanted = shards.length > 0 ? undefined : measuresFor(reports);
  const conversations = session.conversations(wanted, shards.length > 0 || showsEvents(reports));
  const measures = conversations && wanted;
  const messageIds = session.messageIds();
  const temporaryFiles = new TemporaryFiles();
  const lateFiles = conversations === undefined && messageIds === undefined ? undefined : temporaryFiles;
  const readsTwice = (flags.validOut ?? flags.invalidOut) !== undefined && hasLateErrors(session.levelOf);
  if (readsTwice) refuseStreams(sources, 'so --valid-out and --invalid-out need files');
  const outputs = await openValidateOutputs(
    flags,
    session,
    {
      ...{ sources, otherOutput: baseline?.path, lateFiles, measures },
      eventsOf: conversations && ((keys) => conversations.eventsOf(keys)),
    },
    io,
  );
  const shard = openShard();
  const wantsFacts = conversations !== undefined || messageIds !== undefined || outputs.wantsFacts;
  const { jobs } = flags;
  const late = new LateSpool(temporaryFiles);
  const counter = new SummaryCounter();
  const transcripts = new TranscriptNotes();
  let isShardWhole = false;
  const run = await withRun({ io, quiet: session.quiet }, async (run) => {
    const { sinks, recordSinks, keepsBytes } = outputs;
    const fastPath = new FastPath({
      ...{ ...session, jobs, sources, wantsFacts, inputFormat: session.read.inputFormat },
      mode: io.env['COPILOT_EVENTS_SCAN'],
    });
    const read = async ({ needsBytes, ...reading }: Reading): Promise<void> => {
      await checkSources({
        ...reading,
        sources,
        read: { ...session.read, keepsBytes: needsBytes, onRead: await run.showProgress(sources) },
        check: session.check,
        fastPath,
      });
    };
    try {
      const failures = new Set<string>();
      await read({
        needsBytes: keepsBytes && !readsTwice,
        setAside: baseline?.setAside,
        conversations,
        messageIds,
        onGathered: shard && (() => shard.writeGathered(conversations?.gathered(), messageIds?.gathered())),
        ...(readsTwice ? { onLate: (problem: LateProblem) => late.add(problem) } : {}),
        counter,
        sinks: [...sinks, ...(readsTwice ? [] : recordSinks), ...(shard === undefined ? [] : [shard]), transcripts],
        stopped: () => run.interrupted || (outputs.nobodyReads && baseline?.updating !== true),
        onFailure(error) {
          failures.add(String(error));
          // A log that cannot be read is part of what a shard knows: merge reports it.
          if (error instanceof Failure) shard?.addFailure(error);
          if (flags.splits === undefined || !(error instanceof Failure)) run.fail(error);
        },
      });
      isShardWhole = !run.interrupted;
      if (!readsTwice || run.interrupted) return;
      const again = new SummaryCounter();
      await read({
        needsBytes: keepsBytes,
        known: late.open(),
        counter: again,
        sinks: recordSinks,
        stopped: () => run.interrupted,
        onFailure(error) {
          if (!failures.has(String(error))) run.fail(error);
        },
      });
      if (!run.interrupted && again.records !== counter.records) run.fail(logsChanged(counter, again));
    } finally {
      // Both readings use its workers.
      await fastPath.close();
      late.close();
    }
  });
  const isWhole = !run.interrupted && !run.failed;
  const empty = isWhole ? emptyInput(counter.records, sources, session.allowEmpty) : undefined;
  if (empty !== undefined) shard?.addFailure(empty);
  const failures = empty === undefined ? run.failures : [empty.message];
  const summary: Summary = {
    ...counter.summary(Math.round(Number(process.hrtime.bigint() - start) / 1e6)),
    ...(measures && hasConversationRules(session.levelOf) && { conversations: measures.summary() }),
    ...(baseline === undefined ? {} : { baseline: baseline.counts }),
    ...(failures.length > 0 && { failures }),
  };
  if (shard !== undefined) await (isShardWhole ? shard.end(counter.bytes) : shard.abandon());
  await outputs.end(summary);
  conversations?.close();
  await transcripts.show(io.stderr);
  if (!isWhole) return unfinished(run, baseline, io);
  if (empty !== undefined) throw empty;
  await baseline?.end(io);
  return { problems: hasProblems(summary, session, io) };
}
