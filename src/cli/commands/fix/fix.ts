import { createCheck } from '../../../check/check-record.js';
import { countedName } from '../../../check/check-sources.js';
import { matchesRule, namesAnyRule, ruleLevels, unknownRuleHint } from '../../../check/rule-levels.js';
import { SummaryCounter } from '../../../check/summary.js';
import { DEFAULT_MAX_PROBLEMS } from '../../../config/effective-settings.js';
import { Failure } from '../../../failure.js';
import { diffLines } from '../../../fix/diff-text.js';
import { FixCounts, fixText } from '../../../fix/fix-counts.js';
import type { FixedRecord } from '../../../fix/fix-record.js';
import { createFix } from '../../../fix/fix-record.js';
import type { FixSourceOptions } from '../../../fix/fix-source.js';
import { fixSource } from '../../../fix/fix-source.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import { countOf } from '../../../text/count.js';
import { safeName } from '../../../text/safe-name.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import { listenForInterrupt } from '../../interrupt.js';
import { startProgress } from '../../progress.js';
import { redactKinds } from '../../redact-kinds.js';
import { registryFor } from '../../registry.js';
import type { InputFlags } from '../../settings.js';
import { configFor, readOptions, ruleSettings, sourcesFor } from '../../settings.js';
import { showFailure } from '../../show-failure.js';
import { openSplitReports } from '../../split-reports.js';
import type { FixResults } from './results.js';
import { joinedResults, NO_RESULTS, resultsInPlace } from './results.js';

/** The options of `fix`, as commander gives them. */
export interface FixFlags extends InputFlags {
  readonly output?: string;
  readonly inPlace?: true;
  readonly diff?: true;
  readonly only?: readonly string[];
  readonly defaults?: true;
  readonly redact?: readonly string[];
  readonly format?: readonly string[];
  readonly maxProblems?: number;
}

const RESULT_ON_STDOUT = new Failure('output-conflict', 'the result and the report would both go to stdout', {
  hint: 'give one of them a file: -f json=fixed.json, or --output fixed.ndjson',
});

/** Says what cannot be asked for at once. */
function refuseContradictions({ output, inPlace, diff }: FixFlags): void {
  const named = [
    ...(output === undefined ? [] : ['--output']),
    ...(inPlace === true ? ['--in-place'] : []),
    ...(diff === true ? ['--diff'] : []),
  ];
  if (named.length > 1) {
    throw new Failure('bad-usage', `${named.join(' and ')} cannot be given together`, {
      hint: 'look first with --diff; then write to --output, or --in-place',
    });
  }
}

/** Which rules' problems are fixed. @throws {Failure} if a pattern names no rule. */
function chosenRules(only: readonly string[] = []): (rule: string) => boolean {
  for (const glob of only) {
    if (!namesAnyRule(glob))
      throw new Failure('bad-usage', `there is no rule ${safeName(glob)}`, { hint: unknownRuleHint(glob) });
  }
  return (rule) => only.length === 0 || only.some((glob) => matchesRule(glob, rule));
}

/** Fixes one log. @throws {Failure} if it cannot be read, or its result not be written. */
async function fixOne(
  source: Source,
  results: FixResults,
  counts: FixCounts,
  { settle, ...options }: Omit<FixSourceOptions, 'text'> & { readonly settle: () => Promise<void> },
): Promise<void> {
  const { fixed } = counts;
  const { text, close } = await results.open(source);
  const withReports = {
    ...text,
    async settle() {
      await settle();
      await text.settle();
    },
  };
  let whole = false;
  try {
    await fixSource(source, { ...options, text: withReports });
    whole = !options.stopped();
  } finally {
    await close({ changed: counts.fixed > fixed, whole });
  }
}

/** Fixes what has one right answer and says what is left. @throws {Failure} if the job cannot be begun. */
export async function fix(paths: readonly string[], flags: FixFlags, io: Io): Promise<RunResult> {
  const start = performance.now();
  refuseContradictions(flags);
  const { quiet = false, showValues = false, diff = false } = flags;
  const redact = redactKinds(flags.redact);
  const isChosen = chosenRules(flags.only);
  const config = await configFor(flags, io.cwd());
  const levelOf = ruleLevels(ruleSettings(flags, config));
  const sources = await sourcesFor(paths, flags, config, io);
  const registry = await registryFor(flags, config, io.cwd());
  const check = createCheck({ registry, levelOf, now: Date.now, showValues });
  const fixRecord = createFix({
    check,
    levelOf,
    registry,
    now: Date.now,
    isChosen,
    defaults: flags.defaults ?? false,
    redact,
  });

  const maxProblems = flags.maxProblems ?? config.maxProblems ?? DEFAULT_MAX_PROBLEMS;
  const stdoutIsTaken = flags.inPlace !== true && flags.output === undefined;
  const reports = await openSplitReports(
    { ...flags, maxProblems },
    {
      command: 'fix',
      summaryTo: 'stderr',
      alwaysShowsProblems: false,
      stdoutTaken: stdoutIsTaken ? RESULT_ON_STDOUT : undefined,
      sources,
      otherOutputs: [flags.output],
    },
    io,
  );
  const joined = diff || flags.inPlace === true ? undefined : await joinedResults(sources, flags.output, io);
  const results = joined ?? (diff ? NO_RESULTS : resultsInPlace(sources));
  const shown = diff ? Output.toStream(io.stdout) : undefined;
  const styles = await paintFor(io.stdout, io.env, flags.color);

  const counter = new SummaryCounter();
  const counts = new FixCounts();
  const onRecord = (record: FixedRecord): void => {
    counter.add(record.checked, countedName(record.checked));
    counts.add(record);
    reports.write(record.checked);
    if (shown !== undefined) for (const line of diffLines(record, { styles, showValues })) shown.write(`${line}\n`);
  };
  const interrupt = listenForInterrupt(io, () => {
    io.stdin.destroy?.();
    for (const source of sources) source.cancel?.();
  });
  const progress = await startProgress(sources, { quiet }, io);
  const stopped = (): boolean => interrupt.requested || joined?.output.readerIsGone === true;
  const settle = async (): Promise<void> => {
    await reports.drain?.();
    await shown?.drain();
  };
  const onText = (bytes: number): void => {
    counter.bytes += bytes;
  };
  const read = { ...readOptions(flags, config), onRead: progress.onRead };
  const work = { read, fix: fixRecord, onRecord, onText, stopped, settle };
  let failed = false;
  try {
    for (const source of sources) {
      if (stopped()) break;
      counter.files++;
      await fixOne(source, results, counts, work).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        failed = true;
        if (!interrupt.requested) showFailure(error, io);
      });
    }
  } finally {
    progress.stop();
    interrupt.release();
  }
  await results.end();
  await shown?.end();
  const summary = counts.summary(counter.summary(Math.round(performance.now() - start)));
  await reports.endProblems(summary);
  await reports.end({ summary, text: () => (quiet ? [] : fixText(summary, diff)) });
  if (redact.length > 0 && counts.unreadable > 0) {
    const them = counts.unreadable === 1 ? 'it' : 'them';
    io.stderr.write(
      `copilot-events: ${countOf(counts.unreadable, 'record')} could not be read, and nothing is masked in ${them}\n`,
    );
  }

  if (interrupt.requested) {
    const how = flags.inPlace === true ? 'what was not replaced yet is as it was' : 'the result ends where it was';
    io.stderr.write(`copilot-events: interrupted; ${how}\n`);
    return { interrupted: true };
  }
  if (failed) return { failed: true };
  assertNotEmpty(summary.records, sources, flags.allowEmpty ?? config.allowEmpty);
  return { problems: summary.errors > 0 };
}
