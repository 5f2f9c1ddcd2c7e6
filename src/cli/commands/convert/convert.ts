import { resolve } from 'node:path';
import { countedName } from '../../../check/check-sources.js';
import { SummaryCounter } from '../../../check/summary.js';
import { Account, summaryText } from '../../../convert/account.js';
import { convertSources } from '../../../convert/run-convert.js';
import { Failure } from '../../../failure.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { fileOf } from '../../../output/open-output.js';
import { Output } from '../../../output/output.js';
import { openResultFile } from '../../../output/result-file.js';
import { showMessage } from '../../../output/show-message.js';
import { ExternalSorter } from '../../../spill/external-sorter.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import { safeName } from '../../../text/safe-name.js';
import { assertNotEmpty } from '../../assert-not-empty.js';
import type { RunResult } from '../../exit-code.js';
import { withRun } from '../../run.js';
import type { Session } from '../../session.js';
import { openSession } from '../../session.js';
import { openSplitReports } from '../../split-reports.js';
import type { ConvertFlags } from './convert-command.js';
import { convertOptions } from './convert-options.js';

/** What is kept in memory of the transcripts, and again of the events, before temporary files are used. */
const MEMORY_BYTES = 64 * 1024 * 1024;
/** How many records of another form are named. */
const MAX_NAMED = 5;

/** Stdin, if no path is given: the files of the config are logs of events. @throws {Failure} if nothing is piped in. */
function sourcesOf(paths: readonly string[], session: Session, io: Io): Promise<Source[]> {
  if (paths.length > 0) return session.sources(paths);
  if (io.stdin.isTTY !== true) return session.sources(['-']);
  throw new Failure('no-input', 'nothing to read: no path is given, and nothing is piped in', {
    hint: 'name a transcript, such as requests.jsonl, or pipe one in',
  });
}

function openReports(flags: ConvertFlags, { maxProblems }: Session, sources: readonly Source[], io: Io) {
  const eventsOnStdout = flags.dryRun !== true && fileOf(flags.output) === undefined;
  const options = {
    command: 'convert',
    summaryTo: 'stderr',
    alwaysShowsProblems: false,
    stdoutTaken: eventsOnStdout
      ? new Failure('output-conflict', 'the events and the report would both go to stdout', {
          hint: 'give one of them a file: -f json=converted.json, or --output events.ndjson',
        })
      : undefined,
    sources,
    otherOutputs: [flags.dryRun === true ? undefined : flags.output],
  } as const;
  return openSplitReports({ ...flags, maxProblems }, options, io);
}

/** Where the events go. */
interface EventOutput {
  readonly nobodyReads: boolean;
  write(text: string): Promise<void>;
  /** `isWhole`: whether the run came to its end; if not, a file that holds no event yet keeps what it held. */
  end(isWhole: boolean): Promise<void>;
}

async function openEvents({ dryRun, output }: ConvertFlags, io: Io): Promise<EventOutput> {
  if (dryRun === true) return { nobodyReads: false, write: async () => {}, end: async () => {} };
  const file = fileOf(output);
  const result = file === undefined ? undefined : await openResultFile(resolve(io.cwd(), file), /\.gz$/i.test(file));
  const to = result?.output ?? Output.toStream(io.stdout);
  return {
    get nobodyReads() {
      return to.readerIsGone;
    },
    async write(text) {
      result?.begin();
      to.write(text);
      await to.drain();
    },
    async end(isWhole) {
      // No conversation gives an empty file.
      if (isWhole) result?.begin();
      await (result ?? to).end();
    },
  };
}

/** Names the first records that are not of the format of their file. */
function rejections(io: Io, quiet: boolean): (file: string, line: number) => void {
  let count = 0;
  return (file, line) => {
    count++;
    if (quiet || count > MAX_NAMED) return;
    const more = count === MAX_NAMED ? '; further ones are only counted' : '';
    showMessage(`${safeName(file)}:${line} is not of the format of its file${more}`, io);
  };
}

/** Converts transcripts to events, and reports what became of them. @throws {Failure} if the job cannot be begun. */
export async function convert(paths: readonly string[], flags: ConvertFlags, io: Io): Promise<RunResult> {
  const start = performance.now();
  const options = convertOptions(flags);
  const session = await openSession({ flags, io, onPipedStdin: 'ignore' });
  const sources = await sourcesOf(paths, session, io);
  const reports = await openReports(flags, session, sources, io);
  const events = await openEvents(flags, io);
  const account = new Account();
  const checked = new SummaryCounter();
  const files = new TemporaryFiles();
  const run = await withRun({ io, quiet: session.quiet }, async (run) => {
    const onRead = await run.showProgress(sources);
    const texts = convertSources({
      sources,
      options,
      check: session.check,
      maxRecordSize: session.read.maxRecordSize,
      createSorter: (keyWords) => new ExternalSorter({ keyWords, memoryBytes: MEMORY_BYTES, files }),
      account,
      onRead(bytes) {
        checked.bytes += bytes;
        onRead?.(bytes);
      },
      onProblem(result) {
        checked.add(result, countedName(result));
        reports.write(result);
      },
      onRejected: rejections(io, session.quiet),
      onFailure: run.fail,
      stopped: () => run.interrupted || events.nobodyReads,
    });
    try {
      for await (const text of texts) await events.write(text);
    } catch (error) {
      run.fail(error);
    }
  }).finally(() => files.close());
  const { interrupted, failed } = run;
  await events.end(!failed && !interrupted);
  const durationMs = Math.round(performance.now() - start);
  const summary = account.summary(durationMs);
  checked.files = sources.length;
  // So far it knows only the records and the events that have problems.
  checked.addValid('(transcript)', summary.records - summary.unreadable);
  await reports.endProblems(checked.summary(durationMs));
  await reports.end({
    summary,
    text: () => (session.quiet || failed ? [] : summaryText(summary, flags.dryRun === true)),
  });
  if (interrupted) showMessage('interrupted; the events are not complete', io);
  else if (!failed) assertNotEmpty(summary.records, sources, session.allowEmpty);
  return { interrupted, failed, problems: summary.unreadable > 0 || (summary.leftOut['invalid event'] ?? 0) > 0 };
}
