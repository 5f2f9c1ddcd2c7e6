import { matchesRule, namesAnyRule, unknownRuleHint } from '../../../check/rule-levels.js';
import { Failure } from '../../../failure.js';
import { FixCounts, fixText } from '../../../fix/fix-counts.js';
import { createFix } from '../../../fix/fix-record.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { fileOf } from '../../../output/open-output.js';
import { showMessage } from '../../../output/show-message.js';
import { countOf } from '../../../text/count.js';
import { safeName } from '../../../text/safe-name.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import { redactKinds } from '../../redact-kinds.js';
import { withRun } from '../../run.js';
import type { Session } from '../../session.js';
import { openSession } from '../../session.js';
import { openSplitReports } from '../../split-reports.js';
import type { FixFlags } from './fix-command.js';
import { fixSources } from './fix-sources.js';
import type { FixResults } from './results.js';
import { differences, joinedResults, resultsInPlace } from './results.js';

/** @throws {Failure} for options that contradict each other. */
function refuseContradictions({ output, inPlace, diff }: FixFlags): void {
  const named = [
    ...(output === undefined ? [] : ['--output']),
    ...(inPlace === true ? ['--in-place'] : []),
    ...(diff === true ? ['--diff'] : []),
  ];
  if (named.length > 1) {
    throw new Failure('bad-usage', `${named.join(' and ')} cannot be given together`, {
      hint: 'look first with --diff; then write with --output or --in-place',
    });
  }
}

/** Whether the problems of a rule are fixed. @throws {Failure} if a pattern names no rule. */
function chosenRules(only: readonly string[] = []): (rule: string) => boolean {
  for (const glob of only) {
    if (!namesAnyRule(glob))
      throw new Failure('bad-usage', `there is no rule ${safeName(glob)}`, { hint: unknownRuleHint(glob) });
  }
  return (rule) => only.length === 0 || only.some((glob) => matchesRule(glob, rule));
}

function openReports(flags: FixFlags, { maxProblems }: Session, sources: readonly Source[], io: Io) {
  const resultOnStdout = flags.inPlace !== true && fileOf(flags.output) === undefined;
  const options = {
    command: 'fix',
    summaryTo: 'stderr',
    alwaysShowsProblems: false,
    stdoutTaken: resultOnStdout
      ? new Failure('output-conflict', 'the result and the report would both go to stdout', {
          hint: 'give one of them a file: -f json=fixed.json, or --output fixed.ndjson',
        })
      : undefined,
    sources,
    otherOutputs: [flags.output],
  } as const;
  return openSplitReports({ ...flags, maxProblems }, options, io);
}

async function openResults(flags: FixFlags, sources: readonly Source[], io: Io): Promise<FixResults> {
  const { diff, inPlace, output, color, showValues = false } = flags;
  if (diff === true) return differences(io, { styles: await paintFor(io.stdout, io.env, color), showValues });
  return inPlace === true ? resultsInPlace(sources) : joinedResults(sources, fileOf(output), io);
}

/** Fixes problems that have a single correct fix, and reports what is left. @throws {Failure} if the job cannot be begun. */
export async function fix(paths: readonly string[], flags: FixFlags, io: Io): Promise<RunResult> {
  const start = performance.now();
  refuseContradictions(flags);
  const { diff = false, inPlace = false, defaults = false } = flags;
  const redact = redactKinds(flags.redact);
  const isChosen = chosenRules(flags.only);
  const session = await openSession({ flags, io, onPipedStdin: 'refuse' });
  const sources = await session.sources(paths);
  const reports = await openReports(flags, session, sources, io);
  const results = await openResults(flags, sources, io);
  const fixRecord = createFix({ ...session, now: Date.now, isChosen, defaults, redact });
  const counts = new FixCounts();
  const run = await withRun({ io, quiet: session.quiet }, async (run) => {
    await fixSources({
      sources,
      read: { ...session.read, onRead: await run.showProgress(sources) },
      fix: fixRecord,
      results,
      reports,
      counts,
      stopped: () => run.interrupted || results.nobodyReads,
      onFailure: run.fail,
    });
  });
  const { interrupted, failed } = run;
  const summary = counts.summary(Math.round(performance.now() - start));
  await reports.endProblems(summary);
  await reports.end({
    summary,
    text: () => (session.quiet ? [] : fixText(summary, { isDiff: diff, isIncomplete: failed || interrupted })),
  });
  if (redact.length > 0 && counts.unreadable > 0) {
    const them = counts.unreadable === 1 ? 'it' : 'them';
    showMessage(`${countOf(counts.unreadable, 'record')} could not be read, and nothing is masked in ${them}`, io);
  }
  if (interrupted) {
    const how = inPlace ? 'logs that were not replaced yet are as they were' : 'the result ends where it was';
    showMessage(`interrupted; ${how}`, io);
  } else if (!failed) assertNotEmpty(summary.records, sources, session.allowEmpty);
  return { interrupted, failed, problems: summary.errors > 0 };
}
