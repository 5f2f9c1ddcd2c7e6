import { resolve } from 'node:path';
import { openBaseline } from '../../../baseline/baseline-run.js';
import type { ConversationCheck } from '../../../check/conversation-check.js';
import { hasConversationRules } from '../../../check/conversation-check.js';
import type { LateProblem } from '../../../check/late-problem.js';
import type { Summary } from '../../../check/summary.js';
import { SummaryCounter } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import { fileSource } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { openOutput } from '../../../output/open-output.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { showMessage } from '../../../output/show-message.js';
import type { Problem } from '../../../problem/problem.js';
import { copyParts } from '../../../shard/copy-parts.js';
import { FilePlaces } from '../../../shard/file-places.js';
import { lateProblemsOf } from '../../../shard/late-problems-of-parts.js';
import { partitionParts } from '../../../shard/partition-parts.js';
import { WRITE_STEP } from '../../../shard/partition-steps.js';
import { partsInOrder } from '../../../shard/parts-in-order.js';
import type { PlacedRecord } from '../../../shard/records-of-part.js';
import { recordsOf, totalsOf } from '../../../shard/records-of-part.js';
import type { Part } from '../../../shard/shard-file.js';
import { ShardFile } from '../../../shard/shard-file.js';
import type { Step } from '../../../shard/step.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import type { RunResult } from '../../exit-code.js';
import { hasProblems } from '../../exit-code.js';
import { openJobSummary } from '../../job-summary.js';
import { measuresFor, openReports, reportOutputs, showsEvents } from '../../reports.js';
import type { Run } from '../../run.js';
import { withRun } from '../../run.js';
import type { Settings } from '../../session.js';
import { readSettings } from '../../session.js';
import { splitFormats } from '../../shard-outputs.js';
import type { MergeFlags } from './merge-command.js';

/** Makes the reports of one run from shards. @throws {Failure} if a shard cannot be read, or the shards do not go together. */
export async function merge(paths: readonly string[], flags: MergeFlags, io: Io): Promise<RunResult> {
  const { reports, shards } = splitFormats(flags.format);
  const onlyShard = reports.length === 0 && shards.length > 0;
  const sources = paths.map((path) => fileSource(resolve(io.cwd(), path), path));
  refuseOverwriting([...reportOutputs(reports), ...shards], sources, io);
  const settings = await readSettings({ flags, io });
  const opened: { readonly shard: ShardFile; readonly parts: readonly Part[] }[] = [];
  try {
    for (const path of paths) opened.push(ShardFile.open(resolve(io.cwd(), path), path));
    const parts = partsInOrder(
      opened.flatMap((one) => one.parts),
      onlyShard,
    );
    if (flags.step !== undefined) {
      await writeStep(flags.step, parts, { shards, onlyShard, io });
      return {};
    }
    for (const file of shards) await copyParts(parts, openOutput(file, io));
    return onlyShard ? {} : await report(parts, { flags: { ...flags, format: reports }, settings, shards, io });
  } finally {
    for (const { shard } of opened) shard.close();
  }
}

/** Writes the shard that a step makes. @throws {Failure} if something else is to be written, or the parts do not go together */
async function writeStep(
  step: Step,
  parts: readonly Part[],
  { shards, onlyShard, io }: { readonly shards: readonly string[]; readonly onlyShard: boolean; readonly io: Io },
): Promise<void> {
  const [file] = shards;
  if (file === undefined || !onlyShard) {
    throw new Failure('bad-usage', '--step writes a shard, and no report', {
      hint: 'add -f shard=found.shard; reports are made of what the step wrote of all partitions',
    });
  }
  const temporaryFiles = new TemporaryFiles();
  try {
    await WRITE_STEP[step](parts, temporaryFiles, openOutput(file, io, true));
  } finally {
    temporaryFiles.close();
  }
}

interface MergeContext {
  readonly flags: MergeFlags;
  readonly settings: Settings;
  readonly shards: readonly string[];
  readonly io: Io;
}

async function report(given: readonly Part[], { flags, settings, shards, io }: MergeContext): Promise<RunResult> {
  const start = performance.now();
  const parts = partitionParts(given);
  const { records } = parts;
  const baseline = await openBaseline({
    named: settings.effective.baseline.value ?? undefined,
    directory: flags.baseline === undefined ? settings.config.directory : io.cwd(),
    updating: flags.updateBaseline === true,
    quiet: settings.quiet,
  });
  const temporaryFiles = new TemporaryFiles();
  const hasConversations = hasConversationRules((rule) => records[0]?.head.settings.rules[rule] ?? 'off');
  const needsEvents = showsEvents(flags.format);
  const measures = hasConversations || needsEvents ? measuresFor(flags.format) : undefined;
  let conversations: ConversationCheck | undefined;
  const { events = [], covered = [], settings: made } = records[0]?.head ?? {};
  const { maxProblems } = settings;
  const ofShards = {
    releaseField: made?.releaseField,
    ...(made?.showValues === true ? { showValues: true as const } : {}),
  };
  const reports = await openReports({ ...flags, ...ofShards, maxProblems }, io, {
    ...{ events, schemas: covered, lateFiles: temporaryFiles, measures },
    eventsOf: (keys) => conversations?.eventsOf(keys) ?? [],
    showsResult: true,
    otherFiles: shards,
  });
  const jobSummary = openJobSummary(flags, io);
  const counter = new SummaryCounter();
  const places = new FilePlaces(records);
  counter.files = places.names.length;
  const isNew = ({ problem }: Pick<LateProblem, 'problem'>): boolean => baseline?.setAside(problem) !== true;
  const writeRecord = ({ problems, ...record }: PlacedRecord): void => {
    const found = problems.filter(isNew);
    for (const one of found) {
      counter.addProblem(one.problem);
      reports.writeProblem(one.problem, one.fileIndex, one.frame);
      jobSummary?.writeLate?.({ ...one, ofValid: false });
    }
    const [all, shown] = [problems, found].map((some) => some.map(({ problem }) => problem)) as [Problem[], Problem[]];
    for (const sink of reports.parts) sink.addRecord({ ...record, all, problems: shown });
  };
  const body = async (run: Run): Promise<void> => {
    for (const part of records) {
      counter.addRecordCounts(part.counts.counts);
      if (reports.parts.length > 0) for (const sink of reports.parts) sink.addTotals(totalsOf(part, places));
      for (const some of recordsOf(part, places)) {
        if (run.interrupted) return;
        for (const record of some) writeRecord(record);
        await reports.drain?.();
      }
      for (const { code, message, hint } of part.counts.failures ?? []) run.fail(new Failure(code, message, { hint }));
    }
    const onConversations = (check: ConversationCheck): void => {
      conversations = check;
    };
    const options = { measures, onConversations: needsEvents ? onConversations : undefined };
    for (const late of lateProblemsOf(parts, places, temporaryFiles, options)) {
      if (run.interrupted) return;
      if (!isNew(late)) {
        counter.addKnownLate(late);
        continue;
      }
      counter.addLate(late);
      reports.writeLate?.(late);
      jobSummary?.writeLate?.(late);
    }
    await reports.drain?.();
  };
  const run = await withRun({ io, quiet: true }, body);
  const summary: Summary = {
    ...counter.summary(Math.round(performance.now() - start)),
    ...(measures && hasConversations && { conversations: measures.summary() }),
    ...(baseline === undefined ? {} : { baseline: baseline.counts }),
    ...(run.failures.length > 0 && { failures: run.failures }),
  };
  await reports.end(summary);
  await jobSummary?.end(summary);
  conversations?.close();
  temporaryFiles.close();
  if (run.interrupted) return { interrupted: true };
  if (run.failed) {
    if (baseline?.updating === true) showMessage('not everything could be read; the baseline was not written', io);
    return { failed: true };
  }
  await baseline?.end(io);
  return { problems: hasProblems(summary, settings, io) };
}
