import type { CheckResult } from '../../../check/check-result.js';
import type { Sink } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { openRawFile, showMissing, sortInto } from '../../../output/record-files.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { openJobSummary } from '../../job-summary.js';
import type { ReportRun } from '../../reports.js';
import { defaultReportStream, openReports, reportOutputs } from '../../reports.js';
import type { Session } from '../../session.js';
import { splitFormats } from '../../shard-outputs.js';
import type { ValidateFlags } from './validate-command.js';

/** All that a run of `validate` writes, but the baseline. */
export interface ValidateOutputs {
  /** The reports. */
  readonly sinks: readonly Sink<CheckResult>[];
  /** The files of records. */
  readonly recordSinks: readonly Sink<CheckResult>[];
  /** Whether a file of records is written, so that their bytes are needed. */
  readonly keepsBytes: boolean;
  /** Whether a report needs the facts of each record. */
  readonly wantsFacts: boolean;
  /** True once nobody reads any of the outputs. */
  readonly nobodyReads: boolean;
  end(summary: Summary): Promise<void>;
}

/** What the outputs depend on besides the flags. */
interface OutputOptions extends Pick<ReportRun, 'lateFiles' | 'measures' | 'eventsOf'> {
  readonly sources: readonly Source[];
  readonly otherOutput: string | undefined;
}

/**
 * Opens the reports and the files of records. `otherOutput`: a file that the run writes besides.
 * @throws {Failure} if a format is unknown, or an output would go over a log or another output.
 */
export async function openValidateOutputs(
  flags: ValidateFlags,
  { registry, maxProblems }: Session,
  { sources, otherOutput, lateFiles, measures, eventsOf }: OutputOptions,
  io: Io,
): Promise<ValidateOutputs> {
  const { validOut, invalidOut } = flags;
  const { reports: format, shards } = splitFormats(flags.format);
  refuseOverwriting([validOut, invalidOut, otherOutput, ...reportOutputs(format), ...shards], sources, io);
  const stream = defaultReportStream(format, [validOut, invalidOut], io);
  const reports = await openReports({ ...flags, format, maxProblems }, io, {
    otherFiles: shards,
    events: registry.events,
    schemas: registry.events,
    stream,
    showsResult: true,
    lateFiles,
    measures,
    eventsOf,
  });
  const jobSummary = openJobSummary(flags, io);
  const files = (['valid', 'invalid'] as const).flatMap((wanted) => {
    const path = wanted === 'valid' ? validOut : invalidOut;
    return path === undefined ? [] : [{ wanted, file: openRawFile(path, io) }];
  });
  return {
    sinks: [reports, ...(jobSummary === undefined ? [] : [jobSummary])],
    recordSinks: files.map(({ file, wanted }) => sortInto(file, wanted)),
    keepsBytes: files.length > 0,
    wantsFacts: reports.writeAccepted !== undefined,
    get nobodyReads() {
      return files.length === 0 && jobSummary === undefined && reports.nobodyReads;
    },
    async end(summary) {
      for (const { file } of files) {
        await file.end();
        if (file.missing > 0) showMissing(file, io);
      }
      await reports.end(summary);
      await jobSummary?.end(summary);
    },
  };
}
