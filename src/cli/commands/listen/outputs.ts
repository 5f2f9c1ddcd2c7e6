import type { Sink } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import type { Io } from '../../../io.js';
import { openRawFile } from '../../../output/record-files.js';
import type { Format } from '../../../report/formats.js';
import { FORMATS } from '../../../report/formats.js';
import type { EventSchema } from '../../../schema/event-schema.js';
import { openJobSummary } from '../../job-summary.js';
import { openReports } from '../../reports.js';
import type { ListenFlags } from './flags.js';
import { openEventLines } from './lines.js';

/** All that a run of `listen` writes. */
export interface ListenOutputs {
  readonly sinks: readonly Sink[];
  /** Closes the file of events. Call it when none can come any more. */
  endEvents(): Promise<void>;
  /** Writes the reports. */
  endReports(summary: Summary): Promise<void>;
}

/** What the outputs need to know beside the flags. */
export interface OutputOptions {
  readonly maxProblems: number;
  /** The events that are known. */
  readonly events: readonly EventSchema[];
  /** Called when nobody reads the lines of events any more, and no file holds them. */
  readonly onNobodyReads: () => void;
}

/** Whether a report for programs goes to stdout, where nothing else may then stand. */
function stdoutIsTaken(format: readonly string[] = []): boolean {
  const formats: Readonly<Record<string, Format>> = FORMATS;
  return format.some((text) => !text.includes('=') && formats[text]?.audience !== 'people');
}

/** The file of events: each as it arrived. What came in place of one is no line of it. */
async function openEvents({ output }: ListenFlags, io: Io): Promise<(Sink & { end(): Promise<void> }) | undefined> {
  if (output === undefined) return undefined;
  const file = openRawFile(output, io.cwd());
  await file.output.opened();
  return {
    write({ raw }) {
      if (raw.file === output) file.add(raw);
    },
    drain: () => file.settle(),
    end: () => file.end(),
  };
}

/** A line for each event, where no command has the terminal. */
async function openLines(flags: ListenFlags, onNobodyReads: () => void, io: Io): Promise<Sink[]> {
  if (flags.exec !== undefined) return [];
  const lines = await openEventLines(stdoutIsTaken(flags.format) ? io.stderr : io.stdout, flags, io);
  const watch: Sink = {
    write() {
      if (lines.readerIsGone && flags.output === undefined) onNobodyReads();
    },
  };
  return [lines, watch];
}

/** Opens the outputs. @throws {Failure} if one cannot be written. */
export async function openListenOutputs(flags: ListenFlags, options: OutputOptions, io: Io): Promise<ListenOutputs> {
  const { maxProblems, events: known, onNobodyReads } = options;
  const events = await openEvents(flags, io);
  const reports = await openReports({ ...flags, maxProblems }, io, { events: known });
  const jobSummary = openJobSummary(flags, io);
  const lines = await openLines(flags, onNobodyReads, io);
  return {
    sinks: [events, ...lines, reports, jobSummary].filter((sink) => sink !== undefined),
    async endEvents() {
      await events?.end();
    },
    async endReports(summary) {
      await reports.end(summary);
      await jobSummary?.end(summary);
    },
  };
}
