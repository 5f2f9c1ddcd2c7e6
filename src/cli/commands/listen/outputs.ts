import type { Sink } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import type { Io } from '../../../io.js';
import { fileOf, STDOUT } from '../../../output/open-output.js';
import type { Format } from '../../../report/formats.js';
import { FORMATS } from '../../../report/formats.js';
import type { EventSchema } from '../../../schema/event-schema.js';
import { TemporaryFiles } from '../../../spill/temporary-files.js';
import { openJobSummary } from '../../job-summary.js';
import { defaultReportStream, openReports } from '../../reports.js';
import { EventFile } from './event-file.js';
import { openEventLines } from './lines.js';
import type { ListenFlags } from './listen-command.js';

/** Everything that a run of `listen` writes. */
export interface ListenOutputs {
  readonly sinks: readonly Sink[];
  /** The reports at the end, which are by time. */
  readonly reports: readonly Sink[];
  /** How many lines the file of events had before. */
  readonly earlierLines: number;
  /** Closes the file of events, when no more can come. */
  endEvents(): Promise<void>;
  /** Writes the reports. */
  endReports(summary: Summary): Promise<void>;
}

/** What the outputs depend on besides the flags. */
export interface OutputOptions {
  readonly maxProblems: number;
  /** The known events. */
  readonly events: readonly EventSchema[];
  /** Called when the reader of the lines has gone, and no file holds the events. */
  readonly onNobodyReads: () => void;
}

/** The name of the stream of events in problems: its file, where each event is a line, else `<listen>`. */
export function streamName({ output }: ListenFlags): string {
  return fileOf(output) ?? '<listen>';
}

/** Whether the events or a report for programs go to stdout, which then must hold nothing else. */
function stdoutIsTaken({ output, format = [] }: ListenFlags): boolean {
  if (output === STDOUT) return true;
  const formats: Readonly<Record<string, Format>> = FORMATS;
  return format.some((text) => {
    const [name = '', ...file] = text.split('=');
    return (file.length === 0 || file.join('=') === STDOUT) && formats[name]?.audience !== 'people';
  });
}

/** One line per event, unless a command has the terminal. */
async function openLines(flags: ListenFlags, onNobodyReads: () => void, io: Io): Promise<Sink[]> {
  if (flags.exec !== undefined) return [];
  const lines = await openEventLines(stdoutIsTaken(flags) ? io.stderr : io.stdout, flags, io);
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
  const events = flags.output === undefined ? undefined : await EventFile.open(flags.output, streamName(flags), io);
  const reports = await openReports({ ...flags, maxProblems }, io, {
    events: known,
    schemas: known,
    lateFiles: new TemporaryFiles(),
    showsResult: true,
    stream: defaultReportStream(flags.format, [flags.output], io),
  });
  const jobSummary = openJobSummary(flags, io);
  const lines = await openLines(flags, onNobodyReads, io);
  return {
    sinks: [events, ...lines].filter((sink) => sink !== undefined),
    reports: jobSummary === undefined ? [reports] : [reports, jobSummary],
    earlierLines: events?.earlierLines ?? 0,
    async endEvents() {
      await events?.end();
    },
    async endReports(summary) {
      await reports.end(summary);
      await jobSummary?.end(summary);
    },
  };
}
