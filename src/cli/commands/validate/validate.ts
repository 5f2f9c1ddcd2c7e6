import { createCheck } from '../../../check/check-record.js';
import { checkSources } from '../../../check/check-sources.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import { SummaryCounter } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { openRawFile, showMissing, sortInto } from '../../../output/record-files.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { countOf } from '../../../text/count.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import type { BaselineFlags } from '../../baselines.js';
import { openBaseline } from '../../baselines.js';
import { conversationCheckFor, showDropped } from '../../conversations.js';
import type { ExitCode } from '../../exit-code.js';
import { EXIT } from '../../exit-code.js';
import { fastPathFor } from '../../fast-path.js';
import { listenForInterrupt } from '../../interrupt.js';
import { openJobSummary } from '../../job-summary.js';
import { startProgress } from '../../progress.js';
import { registryFor } from '../../registry.js';
import { openReports, reportFiles } from '../../reports.js';
import type { InputFlags } from '../../settings.js';
import { configFor, readOptions, ruleSetting, ruleSettings, sourcesFor } from '../../settings.js';
import { showFailure } from '../../show-failure.js';
import { DEFAULT_MAX_PROBLEMS, printConfig } from './print-config.js';

/** The options of `validate`, as commander gives them. */
export interface ValidateFlags extends InputFlags, Omit<BaselineFlags, 'quiet'> {
  readonly format?: readonly string[];
  readonly maxWarnings?: number;
  readonly maxProblems?: number;
  readonly jobs?: number;
  readonly validOut?: string;
  readonly invalidOut?: string;
  readonly printConfig?: true;
}

/** Checks logs and reports what is wrong with them. @throws {Failure} if the job cannot be begun. */
export async function validate(paths: readonly string[], flags: ValidateFlags, io: Io): Promise<ExitCode> {
  const start = performance.now();
  const config = await configFor(flags, io.cwd());
  const rules = ruleSettings(flags, config);
  const levelOf = ruleLevels(rules);
  if (flags.printConfig === true) {
    const { schema: schemas, trackingPlan, maxWarnings, maxProblems, maxRecordSize, allowEmpty } = flags;
    const given = (flags.rule ?? []).map(ruleSetting);
    const baseline = flags.baseline === false ? null : flags.baseline;
    printConfig(
      { rules: given, schemas, trackingPlan, baseline, maxWarnings, maxProblems, maxRecordSize, allowEmpty },
      config,
      io,
    );
    return EXIT.ok;
  }
  const baseline = await openBaseline(flags, config, io);
  // A baseline may lie among the logs.
  const sources = (await sourcesFor(paths, flags, config, io)).filter(
    ({ path }) => path === undefined || path !== baseline?.path,
  );
  const registry = await registryFor(flags, config, io.cwd());
  const showValues = flags.showValues ?? false;
  const check = createCheck({ registry, levelOf, now: Date.now, showValues });

  const conversations = conversationCheckFor(flags, levelOf);

  const outputs = [flags.validOut, flags.invalidOut, baseline?.path, ...reportFiles(flags.format)];
  await refuseOverwriting(outputs, sources, io.cwd());
  const maxProblems = flags.maxProblems ?? config.maxProblems ?? DEFAULT_MAX_PROBLEMS;
  const reports = await openReports({ ...flags, maxProblems }, io, { events: registry.events });
  const jobSummary = openJobSummary(flags, io);
  const files = (['valid', 'invalid'] as const).flatMap((wanted) => {
    const path = wanted === 'valid' ? flags.validOut : flags.invalidOut;
    return path === undefined ? [] : [{ wanted, file: openRawFile(path, io.cwd()) }];
  });
  /** Whether somebody wants the whole log, even if nobody reads the reports any more. */
  const wantsAll = files.length > 0 || jobSummary !== undefined || baseline?.updating === true;
  const counter = new SummaryCounter();
  const interrupt = listenForInterrupt(io);
  const progress = await startProgress(sources, { quiet: flags.quiet ?? false }, io);
  const wantsFacts = conversations !== undefined || reports.writeAccepted !== undefined;
  const cwd = io.cwd();
  const { jobs } = flags;
  const fastPath = fastPathFor(
    { registry, levelOf, check, jobs, sources, schemaFlags: flags, config, cwd, rules, showValues, wantsFacts },
    io,
  );
  let failed = false;
  try {
    await checkSources({
      sources,
      read: { ...readOptions(flags, config), keepsBytes: files.length > 0, onRead: progress.onRead },
      check,
      scan: fastPath,
      setAside: baseline?.setAside,
      conversations,
      counter,
      sinks: [
        reports,
        ...(jobSummary === undefined ? [] : [jobSummary]),
        ...files.map(({ file, wanted }) => sortInto(file, wanted)),
      ],
      stopped: () => interrupt.requested || (!wantsAll && reports.nobodyReads),
      onFailure(error) {
        if (interrupt.requested) return;
        if (!(error instanceof Failure)) throw error;
        failed = true;
        showFailure(error, io);
      },
    });
  } finally {
    progress.stop();
    interrupt.release();
    await fastPath.close();
  }
  const summary = {
    ...counter.summary(Math.round(performance.now() - start)),
    ...(baseline === undefined ? {} : { baseline: baseline.counts }),
  };
  for (const { file } of files) {
    await file.end();
    if (file.missing > 0) showMissing(file, io);
  }
  await reports.end(summary);
  await jobSummary?.end(summary);
  showDropped(summary, io);

  const unwritten = baseline?.updating === true ? '; the baseline was not written' : '';
  if (interrupt.requested) {
    io.stderr.write(`copilot-events: interrupted; the report is of what was read until then${unwritten}\n`);
    return EXIT.interrupted;
  }
  if (failed) {
    if (unwritten !== '') io.stderr.write(`copilot-events: not everything could be read${unwritten}\n`);
    return EXIT.failure;
  }
  assertNotEmpty(summary.records, sources, flags.allowEmpty ?? config.allowEmpty);
  await baseline?.end(io);
  const maxWarnings = flags.maxWarnings ?? config.maxWarnings ?? Number.POSITIVE_INFINITY;
  if (summary.warnings > maxWarnings) {
    io.stderr.write(`copilot-events: ${countOf(summary.warnings, 'warning')}; --max-warnings allows ${maxWarnings}\n`);
  }
  return summary.errors > 0 || summary.warnings > maxWarnings ? EXIT.problems : EXIT.ok;
}
